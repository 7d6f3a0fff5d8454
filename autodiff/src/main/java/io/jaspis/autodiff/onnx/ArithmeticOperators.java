package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;

/** Element-wise operators of two or more operands, which broadcast as NumPy does. */
final class ArithmeticOperators {
    private ArithmeticOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("Add", node -> fold(node, Folding.Count::plus, Folding::sum, ArithmeticOperators::add));
        operators.put(
                "Sub",
                node -> fold(node, Folding.Count::minus, (a, b) -> Folding.sum(a, -b), ArithmeticOperators::subtract));
        operators.put("Mul", node -> fold(node, Folding.Count::times, (a, b) -> a * b, ArithmeticOperators::multiply));
        operators.put("Div", node -> fold(node, Folding.Count::over, Folding::quotient, ArithmeticOperators::divide));
        operators.put("Pow", ArithmeticOperators::power);
        operators.put("Sum", node -> all(node, Folding.Count::plus, Double::sum, Value::plus));
        operators.put("Mean", ArithmeticOperators::mean);
        operators.put("Max", node -> all(node, Folding.fixedOnly(Math::max), Math::max, Value::max));
        operators.put("Min", node -> all(node, Folding.fixedOnly(Math::min), Math::min, Value::min));
        operators.put("Equal", ArithmeticOperators::equal);
        operators.put("Where", ArithmeticOperators::where);
        operators.put("PRelu", ArithmeticOperators::learntRelu);
    }

    /**
     * The result where both operands are known and it doesn't round. What rounds stays in the graph, where bounds see
     * it.
     */
    private static List<Term> fold(
            Node node, Folding.CountFunction counts, DoubleBinaryOperator floats, Operator otherwise) {
        if (node.isKnown(0) && node.isKnown(1)) {
            Term.Known result = Folding.combineExactly(node.known(0, "it"), node.known(1, "it"), counts, floats);
            if (result != null) {
                return List.of(result);
            }
        }
        return otherwise.apply(node);
    }

    private static List<Term> all(
            Node node, Folding.CountFunction counts, DoubleBinaryOperator floats, BinaryOperator<Value> values) {
        if (node.allKnown()) {
            Term.Known result = node.known(0, "it");
            for (int i = 1; i < node.inputCount(); i++) {
                result = Folding.combine(result, node.known(i, "it"), counts, floats);
            }
            return List.of(result);
        }
        return Node.result(aligned(node, node.terms()).stream().reduce(values).orElseThrow());
    }

    /** The number that an operand is, if it is one that repeats over the other without changing its rank; else null. */
    private static Float number(Node node, int input) {
        return node.term(input) instanceof Term.Known known
                        && known.size() == 1
                        && known.rank() <= node.flowing(1 - input).rank()
                ? node.scalar(input, "an operand")
                : null;
    }

    private static List<Term> add(Node node) {
        Float first = number(node, 0);
        Float second = number(node, 1);
        if (first != null || second != null) {
            return Node.result(
                    first != null ? node.value(1).plus(first) : node.value(0).plus(second));
        }
        List<Value> both = aligned(node, node.terms());
        return Node.result(both.get(0).plus(both.get(1)));
    }

    private static List<Term> subtract(Node node) {
        Float first = number(node, 0);
        Float second = number(node, 1);
        if (first != null || second != null) {
            return Node.result(
                    first != null
                            ? node.value(1).negate().plus(first)
                            : node.value(0).plus(-second));
        }
        List<Value> both = aligned(node, node.terms());
        return Node.result(both.get(0).minus(both.get(1)));
    }

    private static List<Term> multiply(Node node) {
        Float first = number(node, 0);
        Float second = number(node, 1);
        if (first != null || second != null) {
            return Node.result(
                    first != null ? node.value(1).scale(first) : node.value(0).scale(second));
        }
        List<Value> both = aligned(node, node.terms());
        return Node.result(both.get(0).times(both.get(1)));
    }

    private static List<Term> divide(Node node) {
        Float divisor = number(node, 1);
        if (divisor != null) {
            require(divisor != 0, "the divisor is zero");
            return Node.result(node.value(0).over(divisor));
        }
        if (node.term(1) instanceof Term.Known known) {
            Folding.map(known, number -> 1 / number);
        }
        Float dividend = number(node, 0);
        if (dividend != null) {
            return Node.result(node.value(1).reciprocal().scale(dividend));
        }
        List<Value> both = aligned(node, node.terms());
        return Node.result(both.get(0).over(both.get(1)));
    }

    private static List<Term> power(Node node) {
        if (node.isKnown(0) && node.isKnown(1)) {
            return List.of(Folding.combine(
                    node.known(0, "it"),
                    node.known(1, "it"),
                    Folding.fixedOnly((a, b) -> {
                        require(b >= 0, "a whole number to the power %d is not supported", b);
                        return Math.round(Math.pow(a, b));
                    }),
                    Math::pow));
        }
        float[] exponents = node.floats(1, "the exponent").data();
        require(exponents.length > 0, "the exponent is missing");
        for (float exponent : exponents) {
            require(exponent == exponents[0], "the exponent must be the same for all elements");
        }
        require(
                node.floats(1, "the exponent").size() == 1
                        || node.term(1) instanceof Term.Known known
                                && known.rank() <= node.flowing(0).rank(),
                "the exponent must not have more axes than the base");
        Value base = node.value(0);
        return Node.result(
                exponents[0] == 0.5f
                        ? base.squareRoot()
                        : exponents[0] == -1 ? base.reciprocal() : base.power(exponents[0]));
    }

    private static List<Term> mean(Node node) {
        List<Value> operands = aligned(node, node.terms());
        return Node.result(operands.stream().reduce(Value::plus).orElseThrow().over(operands.size()));
    }

    private static List<Term> equal(Node node) {
        Term.Known a = node.known(0, "what is compared");
        Term.Known b = node.known(1, "what is compared");
        require(a instanceof Term.Integers && b instanceof Term.Integers, "only whole numbers can be compared");
        return List.of(Folding.combine(a, b, (x, y) -> new Folding.Count(x.equals(y) ? 1 : 0, 0), (x, y) -> 0));
    }

    private static List<Term> where(Node node) {
        Term.Integers condition = node.integers(0, "the condition");
        Term.Known yes = node.known(1, "what is chosen from");
        Term.Known no = node.known(2, "what is chosen from");
        int[] extents = Folding.common(condition.extents(), Folding.common(yes.extents(), no.extents()));
        long[] chosen = ((Term.Integers) Folding.broadcast(condition, extents)).fixed();
        int size = chosen.length;
        int[] pair = {2, size};
        int[] sources = new int[size];
        Arrays.setAll(sources, i -> chosen[i] != 0 ? i : size + i);
        return List.of(Folding.concatenate(
                        0,
                        List.of(
                                Folding.broadcast(yes, extents).reshaped(new int[] {1, size}),
                                Folding.broadcast(no, extents).reshaped(new int[] {1, size})))
                .reshaped(pair)
                .take(extents, sources));
    }

    private static List<Term> learntRelu(Node node) {
        Float slope = number(node, 1);
        if (slope != null) {
            return Node.result(node.value(0).leakyRelu(slope));
        }
        List<Value> both = aligned(node, node.terms());
        Value x = both.get(0);
        return Node.result(x.relu().minus(both.get(1).times(x.negate().relu())));
    }

    /**
     * The operands with their axes lined up as ONNX lines them up, the batch with the batch: a shared operand as long as a
     * batched one must have extent 1 there, and loses that axis.
     */
    static List<Value> aligned(Node node, List<Term> terms) {
        int rank = 0;
        for (Term term : terms) {
            Term.Flowing operand = node.flowing(term);
            if (operand.value().batched()) {
                require(
                        rank == 0 || rank == operand.rank(),
                        "operands of %d and %d axes would meet with the batch on different axes",
                        rank,
                        operand.rank());
                rank = operand.rank();
            }
        }
        List<Value> values = new ArrayList<>();
        for (Term term : terms) {
            values.add(rank == 0 ? node.value(term) : withoutLead(node, term, rank));
        }
        return values;
    }

    /** An operand that meets a batched one of so many ONNX axes, without the axis that meets the batch. */
    static Value withoutLead(Node node, Term term, int rank) {
        Term.Flowing operand = node.flowing(term);
        Value value = operand.value();
        if (value.batched() || value.shape().rank() < rank) {
            return value;
        }
        require(
                value.shape().rank() == rank && value.shape().extent(0) == 1,
                "a constant of shape %s holds a number of examples of its own",
                value.shape());
        Shape shape = value.shape().without(0);
        return term instanceof Term.Known known ? node.value(known.reshaped(shape.extents())) : value.reshape(shape);
    }
}
