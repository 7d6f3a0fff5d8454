package io.jaspis.certify.linear;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.certify.intervals.Enclosure;
import io.jaspis.certify.linear.Relaxation.Line;
import io.jaspis.certify.linear.Relaxation.Plane;
import io.jaspis.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The relaxation of each operation that isn't linear.
 *
 * @param known values that don't depend on the bounded inputs, in the trace of the bounds
 * @param enclosures bounds of the operands
 * @param partial the {@linkplain GatedSide gates} behind which something may be undefined
 */
record Relaxations(
        Map<Value, Value> known, Map<Value, Enclosure> enclosures, Set<Value> partial, Slopes slopes, Trace trace) {
    /** Bounds closer than this count as this far apart. */
    private static final float NARROW = Curves.NARROW;

    /** Roots of bounds that are less count as this. */
    private static final float TINY_ROOT = 0x1p-40f;

    /** 2/√π, the slope of the error function at 0, and what of it no float holds. */
    private static final float ERROR_SLOPE = (float) (2 / Math.sqrt(Math.PI));

    private static final float ERROR_SLOPE_REST = (float) (2 / Math.sqrt(Math.PI) - ERROR_SLOPE);

    private static final Curves ABSOLUTE = new Curves(Value::absolute, Value::sign);
    private static final Curves SIGMOID =
            new Curves(Value::sigmoid, x -> x.sigmoid().times(x.negate().sigmoid()));
    private static final Curves TANH = new Curves(
            Value::tanh, x -> x.scale(2).sigmoid().times(x.scale(-2).sigmoid()).scale(4));
    private static final Curves ERROR_FUNCTION = new Curves(Value::errorFunction, x -> {
        Value power = x.times(x).negate().exponential();
        return power.scale(ERROR_SLOPE).plus(power.scale(ERROR_SLOPE_REST));
    });
    private static final Curves EXPONENTIAL = new Curves(Value::exponential, Value::exponential);
    private static final Curves EXPONENTIAL_MINUS_ONE = new Curves(Value::exponentialMinusOne, Value::exponential);
    private static final Curves SOFTPLUS = new Curves(Value::softplus, Value::sigmoid);
    private static final Curves RECIPROCAL = new Curves(
            Value::reciprocal, x -> x.reciprocal().times(x.reciprocal()).negate());

    private static final Line IDENTITY = new Line(null, null);

    /** The relaxation of a value that isn't linear in its operands. */
    Relaxation of(Value y) {
        return switch (y.op()) {
            case Pointwise pointwise -> of(pointwise, y);
            case Product product -> of(product, y);
            case Quotient _ -> ofQuotient(y);
            case Maximum maximum -> of(maximum, y);
            case Source _, Random _, Linear _, Movement _ ->
                throw new AssertionError("what is linear is relaxed by nothing: " + y);
        };
    }

    private Relaxation of(Pointwise op, Value y) {
        return switch (op) {
            case Pointwise.Relu() -> relu(y);
            case Pointwise.Shift(float amount) ->
                new Relaxation.Exact(0, new Line(null, trace.constant(Tensor.filled(y.shape(), amount))));
            // The identity of real arithmetic.
            case Pointwise.RoundUp _, Pointwise.RoundDown _ -> new Relaxation.Exact(0, IDENTITY);
            case Pointwise.Absolute() -> {
                Enclosure bounds = bounds(y);
                yield ABSOLUTE.convexThroughOrigin(
                        bounds, onFor(bounds).scale(2).plus(-1));
            }
            case Pointwise.LeakyRelu(float slope) -> leakyRelu(slope, bounds(y));
            case Pointwise.Clip(float lower, float upper) -> clip(lower, upper, bounds(y));
            case Pointwise.Sigmoid() -> SIGMOID.sigmoidal(bounds(y), 1);
            case Pointwise.Tanh() -> TANH.sigmoidal(bounds(y), 0);
            case Pointwise.ErrorFunction() -> ERROR_FUNCTION.sigmoidal(bounds(y), 0);
            case Pointwise.Exponential() -> EXPONENTIAL.convex(bounds(y), notFar(bounds(y)));
            case Pointwise.ExponentialMinusOne() -> EXPONENTIAL_MINUS_ONE.convex(bounds(y), notFar(bounds(y)));
            case Pointwise.Softplus() -> SOFTPLUS.convex(bounds(y), Curves.middle(bounds(y)));
            case Pointwise.Power(float exponent) ->
                exponent == 2 || exponent == 4
                        ? power(exponent).convex(bounds(y), Curves.middle(bounds(y)))
                        : within(y);
            case Pointwise.Reciprocal() -> reciprocal(bounds(y));
            case Pointwise.SquareRoot() -> squareRoot(bounds(y));
            case Pointwise.Step _,
                    Pointwise.Sign _,
                    Pointwise.Logarithm _,
                    Pointwise.Sine _,
                    Pointwise.Cosine _,
                    Pointwise.ArcTangent _,
                    Pointwise.ArcSine _,
                    Pointwise.ArcCosine _,
                    Pointwise.Narrow _,
                    Pointwise.Round _,
                    Pointwise.Floor _ -> within(y);
        };
    }

    private Relaxation of(Product op, Value y) {
        return switch (op) {
            case Product.Multiply() -> {
                Value first = known.get(y.operand(0));
                Value second = known.get(y.operand(1));
                yield first != null
                        ? new Relaxation.Exact(1, new Line(first, null))
                        : second != null ? new Relaxation.Exact(0, new Line(second, null)) : product(y);
            }
            case Product.Gate() -> {
                // Of what is infinite even forms that take nothing would come to no number.
                if (partial.contains(y)) {
                    yield within(y);
                }
                Value indicator = known.get(y.operand(0));
                Value other = known.get(y.operand(1));
                yield indicator != null
                        ? new Relaxation.Exact(1, new Line(indicator, null))
                        : other != null ? new Relaxation.Exact(0, new Line(other, null)) : product(y);
            }
            case Product.MatMul _ -> within(y);
            case Product.DenseWeight _, Product.ConvolveWeight _ ->
                new Relaxation.None("a sum over the batch mixes examples");
        };
    }

    private Relaxation ofQuotient(Value y) {
        Value divisor = known.get(y.operand(1));
        return divisor != null ? new Relaxation.Exact(0, new Line(divisor.reciprocal(), null)) : within(y);
    }

    private Relaxation of(Maximum op, Value y) {
        return switch (op) {
            case Maximum.Max _ -> maximum(bounds(y), second(y));
            case Maximum.Min _ -> {
                // min(a, b) = −max(−a, −b)
                Relaxation.Planes max = maximum(negative(bounds(y)), negative(second(y)));
                yield new Relaxation.Planes(negative(max.upper()), negative(max.lower()));
            }
            case Maximum.Pool(var pooling) -> {
                Enclosure bounds = bounds(y);
                Value upper = trace.record(op, List.of(bounds.upper()));
                yield new Relaxation.Pooled(pooling, bounds.lower(), upper);
            }
        };
    }

    private static Enclosure negative(Enclosure bounds) {
        return new Enclosure(bounds.upper().negate(), bounds.lower().negate());
    }

    /** The plane under −f where this one is over f of the negatives, or the other way round. */
    private static Plane negative(Plane plane) {
        return new Plane(plane.first(), plane.second(), plane.offset().negate());
    }

    private Enclosure bounds(Value y) {
        return bounds(y, 0);
    }

    private Enclosure second(Value y) {
        return bounds(y, 1);
    }

    private Enclosure bounds(Value y, int operand) {
        Value fixed = known.get(y.operand(operand));
        Enclosure bounds = fixed != null ? Enclosure.exactly(fixed) : enclosures.get(y.operand(operand));
        if (bounds == null) {
            throw new IllegalArgumentException("there are no bounds of the operand of " + y);
        }
        return bounds;
    }

    /** Interval bounds of the result, where there are any. */
    private Relaxation within(Value y) {
        Enclosure bounds = enclosures.get(y);
        return bounds == null
                ? new Relaxation.None("it has no lines, and there are no bounds of its result")
                : new Relaxation.Within(bounds);
    }

    /** 1 where the greater part of the bounds is above zero, else 0. */
    private static Value onFor(Enclosure bounds) {
        return bounds.upper().plus(bounds.lower()).step();
    }

    private static Relaxation leakyRelu(float slope, Enclosure bounds) {
        Curves curves = new Curves(x -> x.leakyRelu(slope), UnaryOperator.identity());
        Value on = onFor(bounds);
        Value rising = on.plus(on.negate().plus(1).scale(slope));
        return slope <= 1 ? curves.convexThroughOrigin(bounds, rising) : curves.concaveThroughOrigin(bounds, rising);
    }

    /**
     * Above, from the lower end to where the function is largest first; below, from where it is smallest last to the upper
     * end.
     */
    private static Relaxation clip(float lower, float upper, Enclosure bounds) {
        Value l = bounds.lower();
        Value u = bounds.upper();
        Value atLower = l.clip(lower, upper);
        Value atUpper = u.clip(lower, upper);
        Value above = Curves.chord(new Enclosure(l, u.min(u.filled(upper)).max(l)), atLower, atUpper);
        Value below = Curves.chord(new Enclosure(l.max(l.filled(lower)).min(u), u), atLower, atUpper);
        return new Relaxation.Between(
                new Line(below, atUpper.minus(below.times(u))), new Line(above, atLower.minus(above.times(l))));
    }

    /** A place for the tangent of a function that grows fast: the middle, but not far from the lower end. */
    private static Value notFar(Enclosure bounds) {
        return Curves.middle(bounds).min(bounds.lower().plus(1));
    }

    private static Curves power(float exponent) {
        return new Curves(x -> x.power(exponent), x -> x.power(exponent - 1).scale(exponent));
    }

    /**
     * Below, the chord, √l + (x − l) / (√l + √u); above, the tangent at the upper end, which is at most √u all over the bounds, so that
     * neither line is wider than the bounds of the root. Any r &gt; 0 for √u gives a line above, x / 2r + r / 2, and any greater
     * sum of roots one below: that keeps slopes finite where the bounds are 0.
     */
    private static Relaxation squareRoot(Enclosure bounds) {
        Value first = bounds.lower().squareRoot();
        Value second = bounds.upper().squareRoot();
        Value tiny = second.filled(TINY_ROOT);
        Value rising = first.plus(second).max(tiny).reciprocal();
        Value end = second.max(tiny);
        // No number where the root may be undefined, whatever a maximum makes of it.
        Value defined = first.scale(0);
        return new Relaxation.Between(
                new Line(rising, first.minus(rising.times(bounds.lower()))),
                new Line(end.reciprocal().scale(0.5f), end.scale(0.5f).plus(defined)));
    }

    /** Convex where both bounds are above zero, concave where both are below; else nothing is known. */
    private static Relaxation reciprocal(Enclosure bounds) {
        Value above = bounds.lower().step();
        Value below = bounds.upper().negate().step();
        Value either = above.plus(below);
        Value neither = either.negate().plus(1);
        Enclosure apart = new Enclosure(
                bounds.lower().times(either).plus(neither),
                bounds.upper().times(either).plus(neither));
        Relaxation.Between convex = RECIPROCAL.convex(apart, Curves.middle(apart));
        Relaxation.Between concave = RECIPROCAL.concave(apart, Curves.middle(apart));
        // The logarithm of 0 is −∞.
        Value unknown = either.logarithm();
        return new Relaxation.Between(
                mixed(above, convex.lower(), below, concave.lower(), unknown),
                mixed(above, convex.upper(), below, concave.upper(), unknown.negate()));
    }

    private static Line mixed(Value first, Line one, Value second, Line other, Value unknown) {
        return new Line(
                first.times(one.slope()).plus(second.times(other.slope())),
                first.times(one.offset()).plus(second.times(other.offset())).plus(unknown));
    }

    /** McCormick's planes (1976): the products of distances to the bounds aren't negative. */
    private Relaxation product(Value y) {
        Enclosure a = bounds(y);
        Enclosure b = second(y);
        if (y.operand(0) == y.operand(1)) {
            return power(2).convex(a, Curves.middle(a));
        }
        return new Relaxation.Planes(
                new Plane(b.lower(), a.lower(), a.lower().times(b.lower()).negate()),
                new Plane(b.upper(), a.lower(), a.lower().times(b.upper()).negate()));
    }

    /** max(a, b) = b + relu(a − b), the ReLU between its lines. */
    private static Relaxation.Planes maximum(Enclosure a, Enclosure b) {
        Enclosure difference =
                new Enclosure(a.lower().minus(b.upper()), a.upper().minus(b.lower()));
        Relaxation.Between lines = lines(difference, onFor(difference));
        Value zero = a.lower().filled(0);
        return new Relaxation.Planes(plane(lines.lower(), zero), plane(lines.upper(), zero));
    }

    private static Plane plane(Line ofDifference, Value zero) {
        Value slope = ofDifference.slope();
        Value offset = ofDifference.offset();
        return new Plane(slope, slope.negate().plus(1), offset == null ? zero : offset);
    }

    /**
     * Over slope · x, and under a line of a slope from 0 to 1 that lies above the ReLU at both ends l and u: the chord,
     * but where u − l is tiny, and the chord's slope has a gradient that overflows.
     */
    private static Relaxation.Between lines(Enclosure bounds, Value below) {
        Value positive = bounds.upper().relu();
        Value negative = bounds.lower().negate().relu();
        Value width = positive.plus(negative);
        Value chord = positive.over(width.max(width.filled(NARROW)));
        Value offset = chord.times(negative).max(positive.minus(chord.times(positive)));
        return new Relaxation.Between(new Line(below, null), new Line(chord, offset));
    }

    private Relaxation relu(Value y) {
        return lines(bounds(y), slopes.below(y, bounds(y)));
    }
}
