package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;

/** Functions of one number, applied to each element. */
final class PointwiseOperators {
    /** Since this opset a bfloat16 is the nearest. */
    private static final int ROUNDS_TO_BFLOAT16 = 19;

    /** Since this opset a Cast has the number of a type. */
    private static final int NUMBERS_TYPES = 6;

    private PointwiseOperators() {}

    static void register(Map<String, Operator> operators) {
        exact(operators, "Abs", Math::abs, Math::abs, Value::absolute);
        exact(operators, "Ceil", Math::ceil, null, x -> x.negate().floor().negate());
        exact(operators, "Floor", Math::floor, null, Value::floor);
        exact(operators, "Round", Math::rint, null, Value::round);
        exact(operators, "Neg", x -> -x, x -> -x, Value::negate);
        exact(operators, "Relu", x -> Math.max(x, 0), x -> Math.max(x, 0), Value::relu);
        exact(operators, "Sign", Math::signum, Long::signum, Value::sign);
        exact(operators, "Sqrt", Folding::root, null, Value::squareRoot);
        exact(operators, "Reciprocal", x -> Folding.quotient(1, x), null, Value::reciprocal);
        put(operators, "Acos", Value::arcCosine);
        put(operators, "Asin", Value::arcSine);
        put(operators, "Atan", Value::arcTangent);
        put(operators, "Cos", Value::cosine);
        put(operators, "Exp", Value::exponential);
        put(operators, "Log", Value::logarithm);
        put(operators, "Sigmoid", Value::sigmoid);
        put(operators, "Sin", Value::sine);
        put(operators, "Tanh", Value::tanh);
        operators.put("Identity", node -> Node.result(node.term(0)));
        operators.put("Dropout", PointwiseOperators::dropout);
        operators.put("Cast", node -> cast(node, target(node)));
        operators.put("CastLike", node -> cast(node, node.term(1).type()));
        operators.put("Clip", PointwiseOperators::clip);
        operators.put("LeakyRelu", node -> node.result(node.value(0).leakyRelu(node.real("alpha", 0.01f))));
        operators.put("Elu", node -> elu(node, node.real("alpha", 1), 1));
        operators.put(
                "Selu",
                node -> elu(
                        node,
                        node.real("alpha", node.opset() < 6 ? 1.6732f : 1.67326319f),
                        node.real("gamma", node.opset() < 6 ? 1.0507f : 1.05070102f)));
        operators.put(
                "HardSigmoid",
                node -> node.result(gate(node.value(0).scale(node.real("alpha", 0.2f)), node.real("beta", 0.5f))));
        operators.put(
                "HardSwish",
                node -> node.result(node.value(0).times(gate(node.value(0).over(6), 0.5f))));
        operators.put("Softplus", node -> node.result(softplus(node.value(0))));
        operators.put(
                "Softsign",
                node -> node.result(node.value(0).over(node.value(0).absolute().plus(1))));
    }

    /**
     * A function of known numbers at once where no result rounds.
     *
     * @param reals gives NaN for what isn't exact in double precision
     * @param whole of whole numbers, or null where ONNX has none
     */
    private static void exact(
            Map<String, Operator> operators,
            String name,
            DoubleUnaryOperator reals,
            LongUnaryOperator whole,
            UnaryOperator<Value> flowing) {
        operators.put(name, node -> switch (node.term(0)) {
            case Term.Integers integers
            when whole != null -> {
                ElementType type = integers.type();
                yield Node.result(
                        Folding.whole(type, integers, integers, Folding.fixedOnly((x, _) -> whole.applyAsLong(x))));
            }
            case Term.Reals known ->
                Folding.exactly(known, known, (x, _) -> reals.applyAsDouble(x))
                        .map(List::of)
                        .orElseGet(() -> node.result(flowing.apply(node.value(0))));
            case Term.Integers _, Term.Flowing _ -> node.result(flowing.apply(node.value(0)));
        });
    }

    private static void put(Map<String, Operator> operators, String name, UnaryOperator<Value> function) {
        operators.put(name, node -> node.result(function.apply(node.value(0))));
    }

    private static List<Term> dropout(Node node) {
        require(
                !node.has(2) || node.fixedIntegers(2, "training_mode")[0] == 0,
                "training_mode is on, but only inference is supported");
        node.noteTraining();
        return Node.result(node.term(0));
    }

    /** The type that a Cast makes, of which its first form has ONNX's name and later ones its number. */
    private static ElementType target(Node node) {
        if (node.opset() >= NUMBERS_TYPES) {
            return ElementType.of(node.integer("to", 0), "what it makes");
        }
        String name = node.text("to", "");
        return Arrays.stream(ElementType.values())
                .filter(type -> type.name().equals(name) && type != ElementType.BFLOAT16)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("attribute to is '" + name
                        + "', which before opset " + NUMBERS_TYPES
                        + " must be the name of a type of numbers or booleans, such as FLOAT or INT64"));
    }

    private static List<Term> cast(Node node, ElementType type) {
        return Node.result(
                switch (node.term(0)) {
                    case Term.Flowing flowing -> {
                        if (!type.isReal()) {
                            yield flowing.with(whole(node, flowing, type)).with(type);
                        }
                        // To float32 it rounds as well; see SinglePrecision.
                        yield narrowed(flowing, type, node.opset()).with(type);
                    }
                    case Term.Integers integers -> type.isReal() ? real(integers, type) : wrapped(integers, type);
                    case Term.Reals reals -> {
                        // Known numbers are exact, so they may have more digits than their own type.
                        yield type.isReal()
                                ? Term.Reals.of(
                                        type,
                                        reals.extents(),
                                        type.holds(reals.type()) ? reals::at : i -> type.nearest(reals.at(i)))
                                : truncated(reals, type);
                    }
                });
    }

    /** Rounded to a type of 16 bits that doesn't hold what the term's own does. */
    private static Term.Flowing narrowed(Term.Flowing flowing, ElementType type, int opset) {
        boolean stays = type.holds(flowing.type()) || flowing.type() == ElementType.BOOL;
        if (!stays && type == ElementType.FLOAT16) {
            return flowing.with(flowing.value().narrow(Pointwise.Format.FLOAT16));
        }
        if (!stays && type == ElementType.BFLOAT16) {
            require(
                    opset >= ROUNDS_TO_BFLOAT16,
                    "it rounds what is computed from the model's input from %s to bfloat16, of which ONNX says how from opset"
                            + " %d on, and its own examples before cut it off; convert the model to that opset",
                    flowing.type().word(),
                    ROUNDS_TO_BFLOAT16);
            return flowing.with(flowing.value().narrow(Pointwise.Format.BFLOAT16));
        }
        return flowing;
    }

    /** Without fractions, toward zero; booleans are 1 of every number but 0. Wrapping around is refused. */
    private static Value whole(Node node, Term.Flowing flowing, ElementType type) {
        Value x = flowing.value();
        if (type == ElementType.BOOL) {
            return flowing.type() == ElementType.BOOL ? x : x.sign().absolute();
        }
        boolean real = flowing.type().isReal();
        Value whole = real ? x.relu().floor().minus(x.negate().relu().floor()) : x;
        Ranges.Range range = node.ranges().of(whole);
        boolean halves = type == ElementType.INT64 && flowing.type() == ElementType.UINT64 && !(range.upper() < 0x1p63);
        if (!halves && Ranges.isIn(range, type)) {
            return whole;
        }
        require(
                real && type == ElementType.INT32,
                "it may wrap around what is computed from the model's input, as %s; cast it to float32 or a wider type instead",
                type.word());
        // Of numbers beyond an int32 ONNX doesn't say what they become, so there are none. As int64 they may be larger,
        // so it is a value of its own.
        Value between = whole.copied();
        node.ranges().tell(between, Ranges.Range.of(type));
        return between;
    }

    /** Whole numbers as the nearest ones of a floating-point type. */
    static Term.Reals real(Term.Integers integers, ElementType type) {
        require(integers.isFixed(), "what is cast must not depend on the size of the batch");
        return Term.Reals.of(type, integers.extents(), i -> type.nearest(integers.fixed()[i]));
    }

    private static Term.Integers wrapped(Term.Integers integers, ElementType type) {
        require(
                integers.isFixed() || type == ElementType.INT64 || type == ElementType.INT32,
                "what is cast to %s must not depend on the size of the batch",
                type.word());
        return Term.Integers.of(type, integers.extents(), i -> integers.at(i).in(type));
    }

    /** Numbers without their fractions, or as booleans, which are true of every number but 0. */
    static Term.Integers truncated(Term.Reals reals, ElementType type) {
        return Term.Integers.of(type, reals.extents(), i -> {
            double number = reals.at(i);
            if (type == ElementType.BOOL) {
                return Folding.Count.of(number != 0 ? 1 : 0);
            }
            long whole = (long) number;
            require(
                    Math.abs(number) < 0x1p63
                            && (whole >= 0 || type != ElementType.UINT64)
                            && type.wrap(whole) == whole,
                    "element %d is %s, which no %s can be",
                    i,
                    number,
                    type.word());
            return Folding.Count.of(whole);
        });
    }

    private static List<Term> clip(Node node) {
        for (int bound = 1; bound < node.inputCount(); bound++) {
            if (node.has(bound)) {
                node.type(0, bound);
            }
        }
        if (node.term(0) instanceof Term.Integers whole) {
            long least = node.has(1) ? node.fixedIntegers(1, "min")[0] : Long.MIN_VALUE;
            long most = node.has(2) ? node.fixedIntegers(2, "max")[0] : Long.MAX_VALUE;
            return Node.result(Folding.whole(
                    whole.type(), whole, whole, Folding.fixedOnly((x, _) -> Math.min(most, Math.max(least, x)))));
        }
        if (isComputed(node, 1) || isComputed(node, 2)) {
            Value bounded = node.value(0);
            bounded = node.has(1) ? bounded.max(bound(node, 1)) : bounded;
            return node.result(node.has(2) ? bounded.min(bound(node, 2)) : bounded);
        }
        float lower = Float.NEGATIVE_INFINITY;
        float upper = Float.POSITIVE_INFINITY;
        if (node.opset() < 11) {
            lower = node.bound("min", lower);
            upper = node.bound("max", upper);
        } else {
            lower = node.has(1) && limits(node, 1, lower) ? node.scalar(1, "min") : lower;
            upper = node.has(2) && limits(node, 2, lower) ? node.scalar(2, "max") : upper;
        }
        Value x = node.value(0);
        boolean below = lower > -Float.MAX_VALUE;
        boolean above = upper < Float.MAX_VALUE;
        if (below && above) {
            // Where the bounds cross, ONNX gives the upper one.
            return node.result(x.clip(Math.min(lower, upper), upper));
        }
        Value bounded = below ? lower == 0 ? x.relu() : x.max(x.filled(lower)) : x;
        return node.result(above ? bounded.min(x.filled(upper)) : bounded);
    }

    /**
     * Whether a limit of Clip may change its operand: one of whole numbers may be beyond all that the operand can be.
     *
     * @param lower the lower limit, below which none is put
     */
    private static boolean limits(Node node, int input, float lower) {
        if (!(node.term(input) instanceof Term.Integers whole && whole.size() == 1 && whole.isFixed())) {
            return true;
        }
        long limit = whole.fixed()[0];
        Ranges.Range range = node.ranges().of(node.value(0));
        return input == 1 ? limit > (long) range.lower() : limit < (long) Math.max(range.upper(), lower);
    }

    /** Whether an input is there, but not known while reading. */
    private static boolean isComputed(Node node, int input) {
        return node.has(input) && !node.isKnown(input);
    }

    /** One number that the whole operand is bounded by. */
    private static Value bound(Node node, int input) {
        Value number = node.value(input);
        require(!number.batched() && number.shape().size() == 1, "a bound must be one number for all examples");
        return number.reshape(Shape.of());
    }

    /** gamma · (x where x is positive, else alpha · (e^x − 1)). */
    private static List<Term> elu(Node node, float alpha, float gamma) {
        Value x = node.value(0);
        if (isNeverPositive(x)) {
            return node.result(x.exponentialMinusOne().scale(alpha).scale(gamma));
        }
        Value negative = x.negate().relu().negate().exponentialMinusOne().scale(alpha);
        return node.result(x.relu().plus(negative).scale(gamma));
    }

    /** Whether it is −max(v, 0) of some v, as the writer has it where it writes e^x − 1 as Elu. */
    static boolean isNeverPositive(Value x) {
        return x.op() instanceof Linear.Scale(float factor)
                && factor == -1
                && x.operand(0).op() instanceof Pointwise.Relu;
    }

    /** x + shift between 0 and 1. */
    private static Value gate(Value x, float shift) {
        return x.plus(shift).clip(0, 1);
    }

    /** log(1 + e^x). */
    private static Value softplus(Value x) {
        return x.softplus();
    }
}
