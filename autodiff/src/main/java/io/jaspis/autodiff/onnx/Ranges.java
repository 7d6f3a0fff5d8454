package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.Weighted;
import io.jaspis.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * Between which ends the numbers of a value lie, whatever the model's input is, by one rule for each operation. The graph
 * computes with real numbers, and so has another result than ONNX where whole numbers wrap around: a node whose result may
 * be beyond its type is refused. Of int64 only the ends are known that inputs have; that sums of them may be beyond isn't
 * followed.
 */
final class Ranges {
    /** The numbers from the lower to the upper end, of which either may be infinite. */
    record Range(double lower, double upper) {
        private static final int MOST_FACTORS = 64;
        static final Range ALL = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        private static final Range UNIT = new Range(0, 1);
        private static final Range SIGNS = new Range(-1, 1);
        /** Within which float32 has all whole numbers. */
        static final Range SINGLES = new Range(-OnnxModel.MOST_WHOLE, OnnxModel.MOST_WHOLE);

        /** The numbers of a type; of one that isn't whole all. */
        static Range of(ElementType type) {
            int bits = type.bits();
            return switch (type) {
                case BOOL -> UNIT;
                case UINT4, UINT8, UINT16, UINT32, UINT64 -> new Range(0, Math.scalb(1.0, bits) - 1);
                case INT4, INT8, INT16, INT32, INT64 ->
                    new Range(-Math.scalb(1.0, bits - 1), Math.scalb(1.0, bits - 1) - 1);
                case FLOAT, FLOAT16, DOUBLE, BFLOAT16 -> ALL;
            };
        }

        /** The numbers that an input of a type has: whole ones as far as float32 has all of them. */
        static Range ofInput(ElementType type) {
            return type.isReal() ? ALL : of(type).also(SINGLES);
        }

        boolean within(Range other) {
            return lower >= other.lower && upper <= other.upper;
        }

        private Range and(Range other) {
            return new Range(Math.min(lower, other.lower), Math.max(upper, other.upper));
        }

        private Range or0() {
            return and(new Range(0, 0));
        }

        /** What both of two truths of the same numbers say. */
        private Range also(Range other) {
            return new Range(Math.max(lower, other.lower), Math.min(upper, other.upper));
        }

        private Range plus(Range other) {
            return new Range(-sumAbove(-lower, -other.lower), sumAbove(upper, other.upper));
        }

        private Range times(Range other) {
            return times(other.lower).and(times(other.upper));
        }

        private Range times(double factor) {
            double first = factor < 0 ? upper : lower;
            double second = factor < 0 ? lower : upper;
            return new Range(-productAbove(-first, factor), productAbove(second, factor));
        }

        /** Of a function that rises with its argument and doesn't round. */
        private Range rising(DoubleUnaryOperator function) {
            return new Range(function.applyAsDouble(lower), function.applyAsDouble(upper));
        }

        private Range absolute() {
            double far = Math.max(Math.abs(lower), Math.abs(upper));
            return new Range(lower > 0 ? lower : upper < 0 ? -upper : 0, far);
        }

        private Range power(float exponent) {
            if (exponent < 0 || exponent != Math.rint(exponent) || exponent > MOST_FACTORS) {
                return ALL;
            }
            Range base = exponent % 2 == 0 ? absolute() : this;
            return new Range(-powerAbove(base.lower, (int) exponent, -1), powerAbove(base.upper, (int) exponent, 1));
        }

        /** The power times a sign; that of the base's lower end is the lower one. */
        private static double powerAbove(double base, int exponent, int sign) {
            double power = Folding.power(base, exponent);
            return Double.isNaN(power) ? above(sign * Math.pow(base, exponent), false) : sign * power;
        }

        /** Of a function of two numbers that rises with each. */
        private Range pairs(Range other, DoubleBinaryOperator function) {
            return new Range(function.applyAsDouble(lower, other.lower), function.applyAsDouble(upper, other.upper));
        }

        private static double sumAbove(double a, double b) {
            return above(a + b, !Double.isNaN(Folding.sum(a, b)));
        }

        /** Of numbers, none of which is infinite: 0 times the end that there is none is 0. */
        private static double productAbove(double a, double b) {
            return a == 0 || b == 0 ? 0 : above(a * b, !Double.isNaN(Folding.product(a, b)));
        }

        /** The end itself where it is exact, else one that is above it for sure. */
        private static double above(double end, boolean exact) {
            return exact || end == Double.POSITIVE_INFINITY ? end : Math.nextUp(Math.nextUp(end));
        }
    }

    /** Whose first result has nothing but elements of its operands of the same type, and zeros. */
    private static final Set<String> CHOOSING =
            Set.of("MaxPool", "OneHot", "Pad", "Scatter", "ScatterElements", "ScatterND", "TopK", "Where");

    /** The ends of whose results don't hang on the operands. */
    private static final Set<Class<?>> OF_ANY = Set.of(
            Pointwise.Step.class,
            Pointwise.Sign.class,
            Pointwise.Sigmoid.class,
            Pointwise.Tanh.class,
            Pointwise.ErrorFunction.class,
            Pointwise.Sine.class,
            Pointwise.Cosine.class,
            Quotient.class);

    private final Map<Value, Range> known = new HashMap<>();

    /** The ends between which a value's numbers lie. */
    Range of(Value value) {
        Deque<Value> open = new ArrayDeque<>(List.of(value));
        while (!open.isEmpty()) {
            Value next = open.peek();
            List<Value> unknown =
                    known.containsKey(next) || OF_ANY.contains(next.op().getClass())
                            ? List.of()
                            : next.operands().stream()
                                    .filter(operand -> !known.containsKey(operand))
                                    .toList();
            if (unknown.isEmpty()) {
                open.pop();
                known.computeIfAbsent(next, this::rule);
            }
            unknown.forEach(open::push);
        }
        return known.get(value);
    }

    /** Notes down what is known of a value beside what follows from its operation. */
    void tell(Value value, Range range) {
        known.merge(value, range, Range::also);
    }

    /**
     * Refuses the result of a node whose whole numbers may be beyond their type.
     *
     * @param output which of the node's it is
     */
    void check(Node node, int output, Term.Flowing result) {
        ElementType type = result.type();
        if (type == ElementType.BOOL) {
            tell(result.value(), Range.UNIT);
        }
        if (type.isReal() || type == ElementType.BOOL) {
            return;
        }
        if (output == 0
                && CHOOSING.contains(node.operator())
                && node.text("reduction", "none").equals("none")) {
            node.operands().stream()
                    .filter(term -> term != null && term.type() == type)
                    .map(this::of)
                    .reduce(Range::and)
                    .ifPresent(all -> tell(result.value(), all.or0()));
        }
        if (type == ElementType.INT64) {
            return;
        }
        Range range = of(result.value());
        require(
                isIn(range, type),
                "it makes numbers from %s to %s of those that depend on the input, which may wrap around as %s; cast its operands"
                        + " to int64 or float32 before",
                told(range.lower),
                told(range.upper),
                type.word());
    }

    /** Whether no number is beyond a type of whole numbers, as far as that is followed: of int64 and above uint64 it isn't. */
    static boolean isIn(Range range, ElementType type) {
        return switch (type) {
            case INT64 -> true;
            case UINT64 -> range.lower >= 0;
            default -> range.within(Range.of(type));
        };
    }

    /** A number as messages have it: whole ones that are no larger than doubles can tell apart in full. */
    private static String told(double end) {
        if (Double.isInfinite(end)) {
            return end < 0 ? "−∞" : "∞";
        }
        return end == (long) end && Math.abs(end) < 0x1p53 ? Long.toString((long) end) : Double.toString(end);
    }

    private Range of(Term term) {
        return switch (term) {
            case Term.Flowing flowing -> of(flowing.value());
            case Term.Integers whole
            when whole.isFixed() && whole.size() > 0 ->
                new Range(
                        Arrays.stream(whole.fixed()).min().getAsLong(),
                        Arrays.stream(whole.fixed()).max().getAsLong());
            case Term.Known _ -> Range.ALL;
        };
    }

    private Range rule(Value y) {
        return switch (y.op()) {
            case Source source -> source instanceof Source.Constant(Tensor numbers) ? of(numbers) : Range.ALL;
            case Random _, Quotient _ -> Range.ALL;
            case Pointwise op -> of(op, known.get(y.operand(0)));
            case Linear op -> of(op, y);
            case Product op -> {
                Range products = known.get(y.operand(0)).times(known.get(y.operand(1)));
                yield switch (op) {
                    case Product.Multiply _ -> products;
                    case Product.Gate _ -> products.or0();
                    case Product.MatMul _ -> products.times(y.operand(0).shape().extent(-1));
                    case Product.DenseWeight _, Product.ConvolveWeight _ -> Range.ALL;
                };
            }
            case Maximum op -> {
                Range x = known.get(y.operand(0));
                yield switch (op) {
                    case Maximum.Max _ -> x.pairs(known.get(y.operand(1)), Math::max);
                    case Maximum.Min _ -> x.pairs(known.get(y.operand(1)), Math::min);
                    case Maximum.Pool _ -> x;
                };
            }
            case Movement op -> {
                Range all =
                        y.operands().stream().map(known::get).reduce(Range::and).orElseThrow();
                yield switch (op) {
                    case Movement.Pad _ -> all.or0();
                    case Movement.ScatterAdd(int _, List<Integer> places, int _) ->
                        all.or0().times(most(places));
                    case Movement.Reshape _,
                            Movement.Transpose _,
                            Movement.Broadcast _,
                            Movement.RepeatBatch _,
                            Movement.Slice _,
                            Movement.Concatenate _,
                            Movement.Gather _ -> all;
                };
            }
        };
    }

    private static Range of(Tensor numbers) {
        double lower = Double.POSITIVE_INFINITY;
        double upper = Double.NEGATIVE_INFINITY;
        for (float number : numbers.data()) {
            lower = Math.min(lower, number);
            upper = Math.max(upper, number);
        }
        return Double.isNaN(lower) ? Range.ALL : new Range(lower, upper);
    }

    /** How often the place that stands there most often does. */
    private static int most(List<Integer> places) {
        Map<Integer, Integer> counts = new HashMap<>();
        places.forEach(place -> counts.merge(place, 1, Integer::sum));
        return Collections.max(counts.values());
    }

    /** @param x of the operand, or null where that makes no difference */
    private static Range of(Pointwise op, Range x) {
        return switch (op) {
            case Pointwise.Absolute _ -> x.absolute();
            case Pointwise.Step _, Pointwise.Sigmoid _ -> Range.UNIT;
            case Pointwise.Sign _, Pointwise.Tanh _, Pointwise.ErrorFunction _, Pointwise.Sine _, Pointwise.Cosine _ ->
                Range.SIGNS;
            case Pointwise.Relu _ -> x.rising(number -> Math.max(number, 0));
            case Pointwise.Clip(float lower, float upper) ->
                x.rising(number -> Math.min(Math.max(number, lower), upper));
            case Pointwise.Shift(float amount) -> x.plus(new Range(amount, amount));
            case Pointwise.LeakyRelu(float slope) -> x.and(x.times(slope));
            case Pointwise.Floor _ -> x.rising(Math::floor);
            case Pointwise.Round _ -> x.rising(Math::rint);
            case Pointwise.Power(float exponent) -> x.power(exponent);
            case Pointwise.Exponential _,
                    Pointwise.ExponentialMinusOne _,
                    Pointwise.Softplus _,
                    Pointwise.Logarithm _,
                    Pointwise.SquareRoot _,
                    Pointwise.Reciprocal _,
                    Pointwise.ArcTangent _,
                    Pointwise.ArcSine _,
                    Pointwise.ArcCosine _,
                    Pointwise.Narrow _,
                    Pointwise.RoundUp _,
                    Pointwise.RoundDown _ -> Range.ALL;
        };
    }

    private Range of(Linear op, Value y) {
        Range x = known.get(y.operand(0));
        return switch (op) {
            case Linear.Add _ -> x.plus(known.get(y.operand(1)));
            case Linear.Subtract _ -> x.plus(known.get(y.operand(1)).times(-1));
            case Linear.Scale(float factor) -> x.times(factor);
            case Linear.Sum(int axis) -> x.times(y.operand(0).shape().extent(axis));
            case Linear.Dense(boolean transposed) ->
                !transposed && y.operand(1).op() instanceof Source.Constant(Tensor weights)
                        ? weighted(x, weights)
                        : products(x, (Weighted) op, y.operand(1));
            case Linear.Convolve convolve -> products(x, convolve, y.operand(1));
            case Linear.BatchSum _, Linear.Select _ -> Range.ALL;
        };
    }

    /** Of so many products, of which at edges some don't count. */
    private Range products(Range x, Weighted op, Value weights) {
        return x.times(known.get(weights)).or0().times(op.products(weights.type()));
    }

    /** The sums of numbers times each row of weights. */
    private static Range weighted(Range x, Tensor weights) {
        if (x.equals(Range.ALL)) {
            return x;
        }
        int inner = weights.shape().extent(1);
        float[] factors = weights.data();
        Range all = null;
        for (int row = 0; row < factors.length; row += inner) {
            Range sum = new Range(0, 0);
            for (int i = row; i < row + inner; i++) {
                sum = sum.plus(x.times(factors[i]));
            }
            all = all == null ? sum : all.and(sum);
        }
        return all;
    }
}
