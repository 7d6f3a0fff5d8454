package io.jaspis.autodiff;

import java.util.List;

/**
 * Functions of one number, applied to each element. An analysis needs of each a value, a slope and an enclosure. Of NaN
 * each is NaN, except where said.
 */
public sealed interface Pointwise extends Op, Elementwise {

    @Override
    default Type infer(List<Type> operands) {
        return operands.getFirst();
    }

    /** |x|. */
    record Absolute() implements Pointwise {}

    /** 1 where x &gt; 0, else 0: also for NaN, which isn't above 0. */
    record Step() implements Pointwise {}

    /** 1, 0 or −1; +0 also for −0. */
    record Sign() implements Pointwise {}

    /** max(x, 0). */
    record Relu() implements Pointwise {}

    /** x where x &gt; 0, else slope·x. */
    record LeakyRelu(float slope) implements Pointwise {}

    /** min(max(x, lower), upper); the slope at either limit is that between them. */
    record Clip(float lower, float upper) implements Pointwise {
        public Clip {
            Check.require(lower <= upper, "clip needs lower ≤ upper, but got %s and %s", lower, upper);
        }
    }

    /** x + amount. */
    record Shift(float amount) implements Pointwise {}

    /** 1 / (1 + e^−x). */
    record Sigmoid() implements Pointwise {}

    /** The hyperbolic tangent. */
    record Tanh() implements Pointwise {}

    /** e^x. */
    record Exponential() implements Pointwise {}

    /** e^x − 1, accurate also where it is near zero. */
    record ExponentialMinusOne() implements Pointwise {}

    /** log(1 + e^x), accurate also where it is near e^x or near x. */
    record Softplus() implements Pointwise {}

    /** The error function, 2/√π · ∫ e^−t² dt from 0 to x. */
    record ErrorFunction() implements Pointwise {}

    /** The natural logarithm. */
    record Logarithm() implements Pointwise {}

    /** √x. */
    record SquareRoot() implements Pointwise {}

    /** 1 / x. */
    record Reciprocal() implements Pointwise {}

    /** sin x, x in radians. */
    record Sine() implements Pointwise {}

    /** cos x, x in radians. */
    record Cosine() implements Pointwise {}

    /** The angle between −π/2 and π/2 whose tangent is x. */
    record ArcTangent() implements Pointwise {}

    /** The angle between −π/2 and π/2 whose sine is x, which lies between −1 and 1. */
    record ArcSine() implements Pointwise {}

    /** The angle between 0 and π whose cosine is x, which lies between −1 and 1. */
    record ArcCosine() implements Pointwise {}

    /** x to a fixed power. */
    record Power(float exponent) implements Pointwise {}

    /** The largest whole number not above x. */
    record Floor() implements Pointwise {}

    /**
     * The whole number nearest to x, of two the even one. Its slope is zero almost everywhere, so that no attack could follow
     * it: its gradient is that of x, straight through (Bengio et al. 2013).
     */
    record Round() implements Pointwise {}

    /**
     * The number of a narrower format that is nearest to x, of two the even one; infinite beyond its largest. Its slope is zero
     * almost everywhere: its gradient is that of x, straight through.
     */
    record Narrow(Format format) implements Pointwise {}

    /** A format of 16 bits. */
    enum Format {
        /** IEEE 754's of 11 digits, up to 65504. */
        FLOAT16(11, -24, 16),
        /** The upper half of a float32, of 8 digits. */
        BFLOAT16(8, -133, 128);

        private final int digits;
        private final int smallest;
        private final int beyond;

        Format(int digits, int smallest, int beyond) {
            this.digits = digits;
            this.smallest = smallest;
            this.beyond = beyond;
        }

        /** The power of two that numbers near x are multiples of, {@code exponent} being that of x's leading bit. */
        public int grid(int exponent) {
            return Math.max(exponent + 1 - digits, smallest);
        }

        /** The power of two that is the first number beyond the largest. */
        public int beyond() {
            return beyond;
        }
    }

    /**
     * The float that is so many steps above x, +∞ for NaN: how a bound covers the rounding of what it was computed
     * from. In real arithmetic, and so for the gradient, it is the identity.
     */
    record RoundUp(int steps) implements Pointwise {}

    /** The float that is so many steps below x, −∞ for NaN. */
    record RoundDown(int steps) implements Pointwise {}
}
