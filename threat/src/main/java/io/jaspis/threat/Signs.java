package io.jaspis.threat;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of the signs of a graph's values in real arithmetic, whatever the inputs, once one of the values is
 * given: that it and all it is computed from are real numbers. Where an operation isn't defined for every input, such as
 * a quotient by what may be zero, nothing is known of its result, not even that there is one.
 */
final class Signs {
    /** All elements of a value. */
    enum Sign {
        POSITIVE,
        /** Zero or positive. */
        NONNEGATIVE,
        NEGATIVE,
        /** A real number. */
        ANY,
        /** Perhaps no real number. */
        UNDEFINED;

        boolean defined() {
            return this != UNDEFINED;
        }

        boolean atLeastZero() {
            return this == POSITIVE || this == NONNEGATIVE;
        }

        Sign negated() {
            return switch (this) {
                case POSITIVE -> NEGATIVE;
                case NEGATIVE -> POSITIVE;
                case NONNEGATIVE, ANY -> ANY;
                case UNDEFINED -> UNDEFINED;
            };
        }

        /** Where zeros may have joined. */
        Sign orZero() {
            return this == POSITIVE ? NONNEGATIVE : this == NEGATIVE ? ANY : this;
        }
    }

    private final Map<Value, Sign> signs = new HashMap<>();

    private Signs() {}

    /** The sign of each value of the graph, where this one of them is given. */
    static Map<Value, Sign> given(Graph graph, Value known) {
        Signs found = new Signs();
        Set<Value> given = cone(known);
        for (Value value : graph.values()) {
            List<Sign> operands =
                    value.operands().stream().map(found.signs::get).toList();
            Sign sign = operands.contains(Sign.UNDEFINED) ? Sign.UNDEFINED : sign(value, operands);
            found.signs.put(value, sign == Sign.UNDEFINED && given.contains(value) ? Sign.ANY : sign);
        }
        return found.signs;
    }

    private static Set<Value> cone(Value value) {
        Set<Value> cone = new HashSet<>(Set.of(value));
        List<Value> open = new java.util.ArrayList<>(cone);
        while (!open.isEmpty()) {
            for (Value operand : open.removeLast().operands()) {
                if (cone.add(operand)) {
                    open.add(operand);
                }
            }
        }
        return cone;
    }

    private static Sign sign(Value value, List<Sign> operands) {
        return switch (value.op()) {
            case Source source -> source(source);
            case Random _ -> Sign.ANY;
            case Linear linear ->
                isNotZero(value) && operands.getFirst().atLeastZero() ? Sign.POSITIVE : linear(linear, operands);
            case Pointwise pointwise -> pointwise(pointwise, operands.getFirst());
            case Product product -> product(product, value, operands);
            case Quotient() -> quotient(operands.get(0), operands.get(1));
            case Maximum maximum -> maximum(maximum, operands);
            case Movement movement -> movement(movement, operands);
        };
    }

    /** Whether a value is another, but 1 where that is 0 ({@link Value#notZero}). */
    static boolean isNotZero(Value value) {
        return value.op() instanceof Linear.Add
                && BinaryClassifier.complement(value.operand(1))
                        .filter(step -> step.op() instanceof Pointwise.Step && step.operand(0) == value.operand(0))
                        .isPresent();
    }

    private static Sign source(Source op) {
        return switch (op) {
            case Source.Input _, Source.Parameter _ -> Sign.ANY;
            case Source.BatchSize() -> Sign.POSITIVE;
            case Source.Constant(var tensor) -> {
                boolean positive = true;
                boolean nonnegative = true;
                boolean negative = true;
                for (float number : tensor.data()) {
                    if (!Float.isFinite(number)) {
                        yield Sign.UNDEFINED;
                    }
                    positive &= number > 0;
                    nonnegative &= number >= 0;
                    negative &= number < 0;
                }
                yield positive ? Sign.POSITIVE : nonnegative ? Sign.NONNEGATIVE : negative ? Sign.NEGATIVE : Sign.ANY;
            }
        };
    }

    private static Sign linear(Linear op, List<Sign> operands) {
        Sign x = operands.getFirst();
        return switch (op) {
            case Linear.Add() -> sum(x, operands.get(1));
            case Linear.Subtract() -> sum(x, operands.get(1).negated());
            case Linear.Scale(float factor) -> {
                if (!Float.isFinite(factor)) {
                    yield Sign.UNDEFINED;
                }
                yield factor > 0 ? x : factor < 0 ? x.negated() : Sign.NONNEGATIVE;
            }
            case Linear.Sum _, Linear.BatchSum() -> x;
            case Linear.Select(var _, boolean transposed) -> transposed ? x.orZero() : x;
            case Linear.Dense _, Linear.Convolve _ -> Sign.ANY;
        };
    }

    private static Sign sum(Sign a, Sign b) {
        if (a == Sign.NEGATIVE && b == Sign.NEGATIVE) {
            return Sign.NEGATIVE;
        }
        if (!a.atLeastZero() || !b.atLeastZero()) {
            return Sign.ANY;
        }
        return a == Sign.POSITIVE || b == Sign.POSITIVE ? Sign.POSITIVE : Sign.NONNEGATIVE;
    }

    private static Sign pointwise(Pointwise op, Sign x) {
        return switch (op) {
            case Pointwise.Absolute() -> x == Sign.POSITIVE || x == Sign.NEGATIVE ? Sign.POSITIVE : Sign.NONNEGATIVE;
            case Pointwise.Step() -> Sign.NONNEGATIVE;
            case Pointwise.Sign(), Pointwise.Tanh(), Pointwise.ErrorFunction(), Pointwise.ArcTangent() -> x;
            case Pointwise.Relu() -> x == Sign.POSITIVE ? x : Sign.NONNEGATIVE;
            case Pointwise.LeakyRelu(float slope) ->
                !Float.isFinite(slope) ? Sign.UNDEFINED : x.atLeastZero() || slope > 0 ? x : Sign.ANY;
            case Pointwise.Clip(float lower, float upper) -> clip(x, lower, upper);
            case Pointwise.Shift(float amount) ->
                Float.isFinite(amount)
                        ? sum(x, amount > 0 ? Sign.POSITIVE : amount < 0 ? Sign.NEGATIVE : Sign.NONNEGATIVE)
                        : Sign.UNDEFINED;
            case Pointwise.Sigmoid(), Pointwise.Exponential(), Pointwise.Softplus() -> Sign.POSITIVE;
            case Pointwise.ExponentialMinusOne() -> x;
            case Pointwise.Logarithm() -> x == Sign.POSITIVE ? Sign.ANY : Sign.UNDEFINED;
            case Pointwise.SquareRoot() -> x.atLeastZero() ? x : Sign.UNDEFINED;
            case Pointwise.Reciprocal() -> x == Sign.POSITIVE || x == Sign.NEGATIVE ? x : Sign.UNDEFINED;
            case Pointwise.Sine(), Pointwise.Cosine() -> Sign.ANY;
            case Pointwise.Power(float exponent) -> power(x, exponent);
            case Pointwise.ArcSine(), Pointwise.ArcCosine() -> Sign.UNDEFINED;
            case Pointwise.Round(), Pointwise.Narrow _ ->
                x.atLeastZero() ? Sign.NONNEGATIVE : x == Sign.NEGATIVE ? Sign.ANY : x;
            case Pointwise.Floor() -> x.atLeastZero() ? Sign.NONNEGATIVE : x;
            // The identity of real arithmetic.
            case Pointwise.RoundUp _, Pointwise.RoundDown _ -> x;
        };
    }

    private static Sign clip(Sign x, float lower, float upper) {
        if (lower > 0 || x == Sign.POSITIVE && upper > 0) {
            return Sign.POSITIVE;
        }
        if (upper < 0 || x == Sign.NEGATIVE && lower < 0) {
            return Sign.NEGATIVE;
        }
        return lower >= 0 || x.atLeastZero() && upper >= 0 ? Sign.NONNEGATIVE : Sign.ANY;
    }

    private static Sign power(Sign x, float exponent) {
        if (x == Sign.POSITIVE) {
            return Float.isFinite(exponent) ? x : Sign.UNDEFINED;
        }
        boolean whole = exponent == Math.rint(exponent) && Float.isFinite(exponent);
        if (whole && exponent >= 0) {
            boolean even = exponent % 2 == 0;
            return exponent == 0 || even && x == Sign.NEGATIVE ? Sign.POSITIVE : even ? Sign.NONNEGATIVE : x;
        }
        return x == Sign.NONNEGATIVE && exponent > 0 && Float.isFinite(exponent) ? x : Sign.UNDEFINED;
    }

    private static Sign product(Product op, Value value, List<Sign> operands) {
        Sign a = operands.get(0);
        Sign b = operands.get(1);
        return switch (op) {
            case Product.Multiply() -> {
                boolean apart =
                        (a == Sign.POSITIVE || a == Sign.NEGATIVE) && (b == Sign.POSITIVE || b == Sign.NEGATIVE);
                if (apart) {
                    yield a == b ? Sign.POSITIVE : Sign.NEGATIVE;
                }
                boolean square = value.operand(0) == value.operand(1);
                yield square || a.atLeastZero() && b.atLeastZero() ? Sign.NONNEGATIVE : Sign.ANY;
            }
            case Product.Gate() -> a.atLeastZero() && b.atLeastZero() ? Sign.NONNEGATIVE : Sign.ANY;
            case Product.MatMul() -> a == Sign.POSITIVE && b == Sign.POSITIVE ? Sign.POSITIVE : Sign.ANY;
            case Product.DenseWeight(), Product.ConvolveWeight _ -> Sign.ANY;
        };
    }

    private static Sign quotient(Sign a, Sign b) {
        return switch (b) {
            case POSITIVE -> a;
            case NEGATIVE -> a.negated();
            case NONNEGATIVE, ANY, UNDEFINED -> Sign.UNDEFINED;
        };
    }

    private static Sign maximum(Maximum op, List<Sign> operands) {
        Sign a = operands.getFirst();
        return switch (op) {
            case Maximum.Max() -> larger(a, operands.get(1));
            case Maximum.Min() -> smaller(a, operands.get(1));
            case Maximum.Pool _ -> a;
        };
    }

    private static Sign larger(Sign a, Sign b) {
        if (a == Sign.POSITIVE || b == Sign.POSITIVE) {
            return Sign.POSITIVE;
        }
        if (a == Sign.NONNEGATIVE || b == Sign.NONNEGATIVE) {
            return Sign.NONNEGATIVE;
        }
        return a == b ? a : Sign.ANY;
    }

    private static Sign smaller(Sign a, Sign b) {
        if (a == Sign.NEGATIVE || b == Sign.NEGATIVE) {
            return Sign.NEGATIVE;
        }
        if (a.atLeastZero() && b.atLeastZero()) {
            return a == b ? a : Sign.NONNEGATIVE;
        }
        return Sign.ANY;
    }

    private static Sign movement(Movement op, List<Sign> operands) {
        Sign x = operands.getFirst();
        return switch (op) {
            case Movement.Reshape _,
                    Movement.Transpose _,
                    Movement.Broadcast _,
                    Movement.RepeatBatch(),
                    Movement.Slice _,
                    Movement.Gather _ -> x;
            case Movement.Pad _, Movement.ScatterAdd _ -> x.orZero();
            case Movement.Concatenate _ -> {
                boolean nonnegative = operands.stream().allMatch(Sign::atLeastZero);
                yield operands.stream().allMatch(each -> each == x) ? x : nonnegative ? Sign.NONNEGATIVE : Sign.ANY;
            }
        };
    }
}
