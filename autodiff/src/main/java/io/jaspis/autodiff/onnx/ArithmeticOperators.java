package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Element-wise operators of two or more operands, which broadcast as NumPy does. */
final class ArithmeticOperators {
    private ArithmeticOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("Add", node -> fold(node, Folding.Count::plus, Folding::sum, ArithmeticOperators::add));
        operators.put(
                "Sub",
                node -> fold(node, Folding.Count::minus, (a, b) -> Folding.sum(a, -b), ArithmeticOperators::subtract));
        operators.put("Mul", node -> fold(node, Folding.Count::times, Folding::product, ArithmeticOperators::multiply));
        operators.put("Div", node -> fold(node, Folding.Count::over, Folding::quotient, ArithmeticOperators::divide));
        operators.put("Pow", ArithmeticOperators::power);
        operators.put("Sum", node -> all(node, null, Folding::sum, ArithmeticOperators::sum));
        operators.put("Mean", ArithmeticOperators::mean);
        operators.put("Max", node -> all(node, Folding.fixedOnly(Math::max), null, extreme(Math::max, Value::max)));
        operators.put("Min", node -> all(node, Folding.fixedOnly(Math::min), null, extreme(Math::min, Value::min)));
        operators.put("PRelu", ArithmeticOperators::learntRelu);
        operators.put("Mod", ArithmeticOperators::remainder);
        bits(operators, "BitwiseAnd", (a, b) -> a & b);
        bits(operators, "BitwiseOr", (a, b) -> a | b);
        bits(operators, "BitwiseXor", (a, b) -> a ^ b);
        operators.put("BitwiseNot", node -> {
            Term.Integers x = node.integers(0, "what is inverted");
            return List.of(Folding.whole(x.type(), x, x, Folding.fixedOnly((a, _) -> ~a)));
        });
        operators.put("BitShift", node -> {
            boolean left = node.text("direction", "").equals("LEFT");
            boolean signed = OperandTypes.SIGNED.contains(node.type(0, 1));
            return bitwise(node, (a, b) -> {
                boolean beyond = Long.compareUnsigned(b, Long.SIZE - 1) > 0;
                if (left) {
                    return beyond ? 0 : a << b;
                }
                return signed ? a >> (beyond ? Long.SIZE - 1 : b) : beyond ? 0 : a >>> b;
            });
        });
    }

    /**
     * The result where both operands are known and it doesn't round. What rounds stays in the graph, where bounds see
     * it.
     */
    private static List<Term> fold(
            Node node, Folding.CountFunction counts, DoubleBinaryOperator reals, Operator otherwise) {
        ElementType type = node.type(0, 1);
        return folded(node, counts, reals).map(List::of).orElseGet(() -> {
            require(
                    type.isReal() || !node.operator().equals("Div"),
                    "it divides whole numbers that depend on the input, whose fractions would have to be cut off; cast them"
                            + " to float32 before");
            return otherwise.apply(node);
        });
    }

    /** A function of all operands, from the first on, where all are known and none of its results rounds. */
    private static Optional<Term> folded(Node node, Folding.CountFunction counts, DoubleBinaryOperator reals) {
        if (counts != null && node.allIntegers()) {
            return Optional.of(node.terms().stream()
                    .map(term -> (Term.Integers) term)
                    .reduce((a, b) -> Folding.whole(a.type(), a, b, counts))
                    .orElseThrow());
        }
        if (reals == null || !node.allReals()) {
            return Optional.empty();
        }
        Optional<Term> result = Optional.of(node.term(0));
        for (int i = 1; i < node.inputCount() && result.isPresent(); i++) {
            result = Folding.exactly((Term.Reals) result.get(), (Term.Reals) node.term(i), reals);
        }
        return result;
    }

    private static List<Term> all(
            Node node, Folding.CountFunction counts, DoubleBinaryOperator reals, Operator otherwise) {
        node.commonType();
        return folded(node, counts, reals).map(List::of).orElseGet(() -> otherwise.apply(node));
    }

    private static List<Term> sum(Node node) {
        Aligned operands = Aligned.of(node, node.terms());
        return List.of(operands.flow(
                node.type(0), operands.values().stream().reduce(Value::plus).orElseThrow()));
    }

    /** The largest or smallest of the operands, which never rounds; an infinite one decides, or never does. */
    private static Operator extreme(DoubleBinaryOperator known, BinaryOperator<Value> flowing) {
        return node -> {
            if (node.allReals()) {
                return List.of(node.terms().stream()
                        .map(term -> (Term.Reals) term)
                        .reduce((a, b) -> Folding.paired(a, b, known))
                        .orElseThrow());
            }
            double never = known.applyAsDouble(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY) < 0
                    ? Double.POSITIVE_INFINITY
                    : Double.NEGATIVE_INFINITY;
            List<Term> deciding = node.terms().stream()
                    .filter(term -> !isOnly(term, never, node))
                    .toList();
            Aligned operands = Aligned.of(node, deciding);
            return List.of(operands.flow(
                    node.type(0), operands.values().stream().reduce(flowing).orElseThrow()));
        };
    }

    /** Whether a term is one number, this one, which repeats over the others without changing their shape. */
    private static boolean isOnly(Term term, double number, Node node) {
        return term instanceof Term.Reals known
                && known.size() == 1
                && known.at(0) == number
                && node.terms().stream()
                        .anyMatch(other -> other instanceof Term.Flowing flowing && flowing.rank() >= known.rank());
    }

    /** The number that an operand is, if it is one that repeats over the other without changing its rank; else null. */
    private static Float number(Node node, int input) {
        return node.term(input) instanceof Term.Reals known
                        && known.size() == 1
                        && Double.isFinite(known.at(0))
                        && known.rank() <= node.flowing(1 - input).rank()
                ? node.scalar(input, "an operand")
                : null;
    }

    /** A function of both operands, which repeat over each other. */
    private static List<Term> meeting(Node node, BinaryOperator<Value> function) {
        Aligned both = Aligned.of(node, node.terms());
        return List.of(both.flow(node.type(0), function.apply(both.first(), both.second())));
    }

    /** A number with the other operand, whose axes the result has. */
    private static List<Term> besides(Node node, int other, Value result) {
        return List.of(node.flowing(other).with(result));
    }

    private static List<Term> add(Node node) {
        Float first = number(node, 0);
        Float second = number(node, 1);
        if (first != null || second != null) {
            return first != null
                    ? besides(node, 1, node.value(1).plus(first))
                    : besides(node, 0, node.value(0).plus(second));
        }
        return meeting(node, Value::plus);
    }

    private static List<Term> subtract(Node node) {
        Float first = number(node, 0);
        Float second = number(node, 1);
        if (first != null || second != null) {
            return first != null
                    ? besides(node, 1, node.value(1).negate().plus(first))
                    : besides(node, 0, node.value(0).plus(-second));
        }
        return meeting(node, Value::minus);
    }

    private static List<Term> multiply(Node node) {
        Float first = number(node, 0);
        Float second = number(node, 1);
        if (first != null || second != null) {
            return first != null
                    ? besides(node, 1, node.value(1).scale(first))
                    : besides(node, 0, node.value(0).scale(second));
        }
        return meeting(node, Value::times);
    }

    private static List<Term> divide(Node node) {
        Float divisor = number(node, 1);
        if (divisor != null) {
            require(divisor != 0, "the divisor is zero");
            return node.result(node.value(0).over(divisor));
        }
        if (node.isKnown(1)) {
            for (float number : node.floats(1, "the divisor").data()) {
                require(number != 0, "the divisor is zero");
            }
        }
        Float dividend = number(node, 0);
        if (dividend != null) {
            return besides(node, 1, node.value(1).reciprocal().scale(dividend));
        }
        return meeting(node, Value::over);
    }

    private static List<Term> power(Node node) {
        if (node.term(0) instanceof Term.Integers base) {
            return List.of(wholePower(node, base));
        }
        Term.Reals exponent = node.known(1, "the exponent") instanceof Term.Integers integers
                ? PointwiseOperators.real(integers, ElementType.FLOAT)
                : (Term.Reals) node.known(1, "the exponent");
        if (node.term(0) instanceof Term.Reals base) {
            Optional<Term> result = Folding.exactly(base, exponent, Folding::power);
            if (result.isPresent()) {
                return List.of(result.get());
            }
        }
        return recordedPower(node, exponent);
    }

    /** Of whole numbers that are known. */
    private static Term wholePower(Node node, Term.Integers base) {
        Term.Integers exponent = node.term(1) instanceof Term.Reals reals
                ? PointwiseOperators.truncated(wholeExponent(reals), ElementType.INT64)
                : node.integers(1, "the exponent");
        return Folding.whole(
                base.type(),
                base,
                exponent,
                Folding.fixedOnly((each, power) -> Folding.power(base.type(), each, power)));
    }

    /** Of what depends on the input, and of real numbers whose power is no float32. */
    private static List<Term> recordedPower(Node node, Term.Reals exponent) {
        float[] exponents = ExactNumbers.floats(exponent, "the exponent").data();
        require(exponents.length > 0, "the exponent is missing");
        boolean same = true;
        for (float each : exponents) {
            require(Float.isFinite(each), "the exponent is %s", each);
            same &= each == exponents[0];
        }
        Term.Flowing base = node.flowing(0);
        if (!base.type().isReal()) {
            wholeExponent(exponent);
            for (int i = 0; i < exponent.size(); i++) {
                require(
                        exponent.at(i) >= 0,
                        "the exponent of whole numbers that depend on the input is %s",
                        exponent.at(i));
            }
        }
        int[] repeated = Layout.common(exponent.extents(), base.extents());
        if (same && Arrays.equals(repeated, base.extents())) {
            return node.result(power(base.value(), exponents[0]));
        }
        int missing = repeated.length - base.rank();
        require(base.batch() < 0 || missing == 0, "the exponent must not have more axes than the base");
        require(
                !base.hasBatch()
                        || exponent.rank() < base.rank() - base.batch()
                        || base.share() == repeated[base.batch()],
                "the exponent holds a number of examples of its own");
        Value wide = base.view().broadcastTo(Shape.of(repeated));
        Term.Reals all = (Term.Reals) Layout.broadcast(exponent, repeated);
        return Node.result(Term.Flowing.of(base.type(), powers(wide, all), base.batch()));
    }

    /** Of whole numbers, whose powers are whole numbers too: a fraction would have to be cut off. */
    private static Term.Reals wholeExponent(Term.Reals exponent) {
        for (int i = 0; i < exponent.size(); i++) {
            double each = exponent.at(i);
            require(
                    each == Math.rint(each) && Double.isFinite(each),
                    "the base is whole numbers, but the exponent is %s; cast the base to float32 before",
                    each);
        }
        return exponent;
    }

    private static Value power(Value base, float exponent) {
        return exponent == 0.5f ? base.squareRoot() : exponent == -1 ? base.reciprocal() : base.power(exponent);
    }

    /** Each element to a power of its own: those of one power together, and then each to its place. */
    private static Value powers(Value base, Term.Reals exponents) {
        Map<Double, List<Integer>> places = new LinkedHashMap<>();
        for (int i = 0; i < exponents.size(); i++) {
            places.computeIfAbsent(exponents.at(i), _ -> new ArrayList<>()).add(i);
        }
        Integer[] back = new Integer[exponents.size()];
        List<Value> parts = new ArrayList<>();
        int count = 0;
        for (Map.Entry<Double, List<Integer>> group : places.entrySet()) {
            parts.add(power(base.flatten().gather(0, group.getValue()), (float) (double) group.getKey()));
            for (int place : group.getValue()) {
                back[place] = count++;
            }
        }
        return base.trace().concatenate(0, parts).gather(0, List.of(back)).reshape(base.shape());
    }

    private static void bits(Map<String, Operator> operators, String name, LongBinaryOperator function) {
        operators.put(name, node -> bitwise(node, function));
    }

    private static List<Term> bitwise(Node node, LongBinaryOperator function) {
        Term.Integers a = node.integers(0, "an operand");
        Term.Integers b = node.integers(1, "an operand");
        return List.of(Folding.whole(node.type(0, 1), a, b, Folding.fixedOnly(function)));
    }

    /** Of known numbers alone; with the divisor's sign, or with {@code fmod} the dividend's. */
    private static List<Term> remainder(Node node) {
        boolean dividends = node.flag("fmod");
        ElementType type = node.type(0, 1);
        if (node.allIntegers()) {
            Term.Integers a = node.integers(0, "the dividend");
            Term.Integers b = node.integers(1, "the divisor");
            return List.of(Folding.whole(a.type(), a, b, Folding.fixedOnly((x, y) -> {
                require(y != 0, "the divisor is 0");
                return dividends ? x % y : Math.floorMod(x, y);
            })));
        }
        node.known(0, "the dividend");
        node.known(1, "the divisor");
        require(dividends || node.opset() >= 28, "before opset 28 the remainder of floating-point numbers needs fmod");
        return List.of(Folding.paired((Term.Reals) node.term(0), (Term.Reals) node.term(1), (x, y) -> {
            require(y != 0, "the divisor is 0");
            double rest = x % y;
            if (dividends || rest == 0 || rest < 0 == y < 0) {
                return rest;
            }
            double other = Double.isInfinite(y) ? y : Folding.sum(rest, y);
            require(Double.isInfinite(y) || Folding.fits(type, other), "the remainder of %s by %s rounds", x, y);
            return other;
        }));
    }

    private static List<Term> mean(Node node) {
        node.commonType();
        Aligned operands = Aligned.of(node, node.terms());
        Value sum = operands.values().stream().reduce(Value::plus).orElseThrow();
        return List.of(operands.flow(node.type(0), sum.over(operands.values().size())));
    }

    private static List<Term> learntRelu(Node node) {
        node.type(0, 1);
        Float slope = number(node, 1);
        if (slope != null) {
            return node.result(node.value(0).leakyRelu(slope));
        }
        return meeting(
                node, (x, slopes) -> x.relu().minus(slopes.times(x.negate().relu())));
    }
}
