package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Value;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/** Functions of one number, applied to each element. */
final class PointwiseOperators {
    private PointwiseOperators() {}

    static void register(Map<String, Operator> operators) {
        exact(operators, "Abs", Math::abs, Value::absolute);
        exact(operators, "Ceil", Math::ceil, x -> x.negate().floor().negate());
        put(operators, "Cos", Value::cosine);
        put(operators, "Exp", Value::exponential);
        exact(operators, "Floor", Math::floor, Value::floor);
        put(operators, "Log", Value::logarithm);
        put(operators, "Reciprocal", Value::reciprocal);
        exact(operators, "Relu", x -> Math.max(x, 0), Value::relu);
        put(operators, "Sigmoid", Value::sigmoid);
        exact(operators, "Sign", Math::signum, Value::sign);
        put(operators, "Sin", Value::sine);
        put(operators, "Sqrt", Value::squareRoot);
        put(operators, "Tanh", Value::tanh);
        operators.put("Neg", PointwiseOperators::negate);
        operators.put("Identity", node -> Node.result(node.term(0)));
        operators.put("Dropout", PointwiseOperators::dropout);
        operators.put("Cast", PointwiseOperators::cast);
        operators.put("Clip", PointwiseOperators::clip);
        operators.put("LeakyRelu", node -> Node.result(node.value(0).leakyRelu(node.real("alpha", 0.01f))));
        operators.put("Elu", node -> elu(node, node.real("alpha", 1), 1));
        operators.put("Selu", node -> elu(node, node.real("alpha", 1.67326319f), node.real("gamma", 1.05070102f)));
        operators.put(
                "HardSigmoid",
                node -> Node.result(hardSigmoid(node.value(0), node.real("alpha", 0.2f), node.real("beta", 0.5f))));
        operators.put("HardSwish", node -> Node.result(node.value(0).times(hardSigmoid(node.value(0), 1f / 6, 0.5f))));
        operators.put("Softplus", node -> Node.result(softplus(node.value(0))));
        operators.put(
                "Softsign",
                node -> Node.result(node.value(0).over(node.value(0).absolute().plus(1))));
    }

    /** A function that never rounds, and so may be taken of known numbers at once. */
    private static void exact(
            Map<String, Operator> operators, String name, DoubleUnaryOperator known, UnaryOperator<Value> flowing) {
        operators.put(
                name,
                node -> node.term(0) instanceof Term.Floats floats
                        ? List.of(Folding.map(floats, known))
                        : Node.result(flowing.apply(node.value(0))));
    }

    private static void put(Map<String, Operator> operators, String name, UnaryOperator<Value> function) {
        operators.put(name, node -> Node.result(function.apply(node.value(0))));
    }

    private static List<Term> negate(Node node) {
        return node.term(0) instanceof Term.Known known
                ? List.of(Folding.combine(
                        Term.Integers.list(0).reshaped(new int[0]), known, Folding.Count::minus, (a, b) -> -b))
                : Node.result(node.value(0).negate());
    }

    private static List<Term> dropout(Node node) {
        require(
                !node.has(2) || node.fixedIntegers(2, "training_mode")[0] == 0,
                "training_mode is on, but only inference is supported");
        return Node.result(node.term(0));
    }

    private static List<Term> cast(Node node) {
        int type = (int) node.integer("to", 0);
        boolean toFloat = OnnxTensors.isFloat(type);
        require(toFloat || OnnxTensors.isInteger(type), "the cast to ONNX data type %d is not supported", type);
        return switch (node.term(0)) {
            case Term.Flowing flowing -> {
                require(toFloat, "the model's input, or what depends on it, can't be made whole numbers");
                yield List.of(flowing);
            }
            case Term.Integers integers ->
                List.of(toFloat ? Node.floats(integers, "what is cast") : truth(integers, type));
            case Term.Floats floats -> {
                if (toFloat) {
                    yield List.of(floats);
                }
                long[] values = new long[floats.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (long) floats.data()[i];
                }
                yield List.of(truth(Term.Integers.of(floats.extents(), values), type));
            }
        };
    }

    private static Term.Integers truth(Term.Integers integers, int type) {
        if (type != OnnxTensors.BOOL) {
            return integers;
        }
        require(integers.isFixed(), "what is cast must not depend on the size of the batch");
        long[] values = new long[integers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = integers.fixed()[i] != 0 ? 1 : 0;
        }
        return Term.Integers.of(integers.extents(), values);
    }

    private static List<Term> clip(Node node) {
        float lower = -Float.MAX_VALUE;
        float upper = Float.MAX_VALUE;
        if (node.opset() < 11) {
            lower = node.real("min", lower);
            upper = node.real("max", upper);
        } else {
            lower = node.has(1) ? node.scalar(1, "min") : lower;
            upper = node.has(2) ? node.scalar(2, "max") : upper;
        }
        Value x = node.value(0);
        if (lower == -Float.MAX_VALUE && upper == Float.MAX_VALUE) {
            return Node.result(x);
        }
        return Node.result(lower == 0 && upper == Float.MAX_VALUE ? x.relu() : x.clip(lower, upper));
    }

    /** gamma · (x where x is positive, else alpha · (e^x − 1)). */
    private static List<Term> elu(Node node, float alpha, float gamma) {
        Value x = node.value(0);
        if (isNeverPositive(x)) {
            return Node.result(x.exponentialMinusOne().scale(alpha).scale(gamma));
        }
        Value negative = x.negate().relu().negate().exponentialMinusOne().scale(alpha);
        return Node.result(x.relu().plus(negative).scale(gamma));
    }

    /** Whether it is −max(v, 0) of some v, as the writer has it where it writes e^x − 1 as Elu. */
    static boolean isNeverPositive(Value x) {
        return x.op() instanceof Linear.Scale(float factor)
                && factor == -1
                && x.operand(0).op() instanceof Pointwise.Relu;
    }

    private static Value hardSigmoid(Value x, float alpha, float beta) {
        return x.scale(alpha).plus(beta).clip(0, 1);
    }

    /** log(1 + e^x). */
    private static Value softplus(Value x) {
        return x.softplus();
    }
}
