package io.jaspis.certify.intervals;

import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Value;
import java.util.function.UnaryOperator;

/**
 * Bounds of the functions of one number. Kernels promise each function within some units in the last place ({@link
 * io.jaspis.tensor.kernels.Unary}); bounds move outward by twice as many floats, because below a power of two floats lie
 * half a unit of what is above it apart. What is correctly rounded lies within one float.
 */
final class PointwiseEnclosures {
    private static final float TURNS = (float) (1 / (2 * Math.PI));

    /** Above π/2. */
    private static final float HALF_PI = 1.5707964f;

    private PointwiseEnclosures() {}

    static Enclosure enclose(Pointwise op, Enclosure x) {
        return switch (op) {
            case Pointwise.Absolute() -> absolute(x);
            case Pointwise.Step() -> x.map(Value::step);
            case Pointwise.Sign() -> x.map(Value::sign);
            case Pointwise.Floor() -> x.map(Value::floor);
            case Pointwise.Round() -> x.map(Value::round);
            case Pointwise.ErrorFunction() -> within(rising(x, Value::errorFunction, 4), -1, 1);
            case Pointwise.ArcTangent() -> within(rising(x, Value::arcTangent, 8), -HALF_PI, HALF_PI);
            // Where x isn't surely a sine or cosine, a bound is NaN, which rounding makes infinite.
            case Pointwise.ArcSine() -> rising(x, Value::arcSine, 8);
            case Pointwise.ArcCosine() ->
                Enclosure.rounded(x.upper().arcCosine(), x.lower().arcCosine(), 8);
            case Pointwise.Narrow(Pointwise.Format format) -> x.map(value -> value.narrow(format));
            case Pointwise.Relu() -> x.map(Value::relu);
            case Pointwise.LeakyRelu(float slope) -> leakyRelu(x, slope);
            case Pointwise.Clip(float lower, float upper) -> x.map(value -> value.clip(lower, upper));
            case Pointwise.Shift(float amount) -> x.plus(amount).rounded(1);
            case Pointwise.Sigmoid() -> within(rising(x, Value::sigmoid, 8), 0, 1);
            case Pointwise.Tanh() -> within(rising(x, Value::tanh, 8), -1, 1);
            case Pointwise.Exponential() -> within(rising(x, Value::exponential, 4), 0, Float.POSITIVE_INFINITY);
            case Pointwise.ExponentialMinusOne() ->
                within(rising(x, Value::exponentialMinusOne, 4), -1, Float.POSITIVE_INFINITY);
            case Pointwise.Softplus() -> within(rising(x, Value::softplus, 8), 0, Float.POSITIVE_INFINITY);
            case Pointwise.Logarithm() -> rising(x, Value::logarithm, 4);
            case Pointwise.SquareRoot() -> rising(x, Value::squareRoot, 1);
            case Pointwise.Reciprocal() -> reciprocal(x);
            case Pointwise.Sine() -> wave(x, Value::sine, 0.25f);
            case Pointwise.Cosine() -> wave(x, Value::cosine, 0);
            case Pointwise.Power(float exponent) -> power(x, exponent);
            // The identity of real arithmetic.
            case Pointwise.RoundUp _, Pointwise.RoundDown _ -> x;
        };
    }

    private static Enclosure rising(Enclosure x, UnaryOperator<Value> function, int steps) {
        return Enclosure.rounded(function.apply(x.lower()), function.apply(x.upper()), steps);
    }

    private static Enclosure within(Enclosure x, float lower, float upper) {
        return x.map(value -> value.clip(lower, upper));
    }

    private static Enclosure absolute(Enclosure x) {
        if (x.exact()) {
            return Enclosure.exactly(x.lower().absolute());
        }
        return new Enclosure(
                x.lower().max(x.upper().negate()).relu(), x.lower().negate().max(x.upper()));
    }

    private static Enclosure leakyRelu(Enclosure x, float slope) {
        if (slope >= 0) {
            return rising(x, value -> value.leakyRelu(slope), 1);
        }
        // max(x, slope·x), which falls to zero and then rises: it is at least either at its smallest, and never
        // negative.
        Enclosure line = Enclosure.rounded(x.upper().scale(slope), x.lower().scale(slope), 1);
        return new Enclosure(x.lower().max(line.lower()).relu(), x.upper().max(line.upper()));
    }

    /** −∞ where zero is between the bounds, else 0: the logarithm of 0 or 1. */
    static Value unlessApartFromZero(Enclosure x) {
        return x.lower().step().max(x.upper().negate().step()).logarithm();
    }

    /** Infinite where zero is between the bounds. */
    private static Enclosure reciprocal(Enclosure x) {
        Value penalty = unlessApartFromZero(x);
        return Enclosure.rounded(
                x.upper().reciprocal().plus(penalty), x.lower().reciprocal().minus(penalty), 1);
    }

    /** x to a power; where the power isn't defined or bounded all over the bounds, those that would depend on it become infinite. */
    private static Enclosure power(Enclosure x, float exponent) {
        boolean whole = exponent == Math.rint(exponent);
        boolean even = whole && exponent % 2 == 0;
        UnaryOperator<Value> function = value -> value.power(exponent);
        if (exponent == 0) {
            Value one = x.lower().filled(1);
            return Enclosure.exactly(x.lower().batched() ? one.repeatBatch() : one);
        }
        if (x.exact()) {
            return rising(x, function, 2);
        }
        if (even) {
            Enclosure size = absolute(x);
            Enclosure result = exponent > 0
                    ? rising(size, function, 2)
                    : Enclosure.rounded(function.apply(size.upper()), function.apply(size.lower()), 2);
            return within(result, 0, Float.POSITIVE_INFINITY);
        }
        if (whole) {
            return exponent > 0 ? rising(x, function, 2) : reciprocal(power(x, -exponent));
        }
        // NaN where the lower bound is negative, else zero: the power of −∞ is ∞ or 0 in floats.
        Value defined = x.lower().squareRoot().scale(0);
        Value first = function.apply(x.lower()).plus(defined);
        Value second = function.apply(x.upper());
        return exponent > 0 ? Enclosure.rounded(first, second, 2) : Enclosure.rounded(second.plus(defined), first, 2);
    }

    /**
     * A sine or cosine whose maxima lie at {@code peak + k} whole turns. Where a turn's peak may be between the bounds
     * the upper one is 1; half a turn further the same for the lower one.
     */
    private static Enclosure wave(Enclosure x, UnaryOperator<Value> function, float peak) {
        Value first = function.apply(x.lower());
        Value second = function.apply(x.upper());
        if (x.exact()) {
            return within(Enclosure.rounded(first, first, 2), -1, 1);
        }
        Value top = first.max(second).plus(reaches(x, peak).scale(2));
        Value bottom = first.min(second).minus(reaches(x, peak + 0.5f).scale(2));
        return within(Enclosure.rounded(bottom, top, 2), -1, 1);
    }

    /** 1 where a number {@code phase + k} of turns may lie between the bounds, else 0. */
    private static Value reaches(Enclosure x, float phase) {
        Value from = x.lower().scale(TURNS).roundDown(4).plus(-phase).roundDown(1);
        Value to = x.upper().scale(TURNS).roundUp(4).plus(-phase).roundUp(1);
        return from.minus(to.floor()).step().negate().plus(1);
    }
}
