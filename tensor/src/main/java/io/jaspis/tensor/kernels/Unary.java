package io.jaspis.tensor.kernels;

/** Functions of one number, with up to two parameters p and q. NaN gives NaN except where said. */
public enum Unary {
    /** |x|. */
    ABSOLUTE,
    /** 1 where x &gt; 0, else 0 (also for NaN, which isn't above 0): the slope of ReLU. */
    STEP,
    /** 1, 0 or −1; 0 is +0 also for −0. */
    SIGN,
    /** max(x, 0). */
    RELU,
    /** x where x &gt; 0, else p·x. */
    LEAKY_RELU,
    /** min(max(x, p), q). */
    CLIP,
    /** p·x. */
    SCALE,
    /** x + p. */
    SHIFT,
    /** 1 / (1 + e^−x), within 4 ulp. */
    SIGMOID,
    /** Within 4 ulp. */
    TANH,
    /** Within 2 ulp. */
    EXPONENTIAL,
    /** e^x − 1, within 2 ulp also where it is near zero. */
    EXPONENTIAL_MINUS_ONE,
    /** ln(1 + e^x), within 4 ulp also where it is near e^x or x. */
    SOFTPLUS,
    /** 2/√π · ∫ e^−t² dt from 0 to x, within 2 ulp. */
    ERROR_FUNCTION,
    /** Natural logarithm, within 2 ulp. */
    LOGARITHM,
    /** Correctly rounded. */
    SQUARE_ROOT,
    /** 1 / x, correctly rounded. */
    RECIPROCAL,
    /** Within 1 ulp. */
    SINE,
    /** Within 1 ulp. */
    COSINE,
    /** The angle whose tangent is x, within 4 ulp. */
    ARC_TANGENT,
    /** The angle from −π/2 to π/2 whose sine is x, within 4 ulp; NaN beyond −1 and 1. */
    ARC_SINE,
    /** The angle from 0 to π whose cosine is x, within 4 ulp; NaN beyond −1 and 1. */
    ARC_COSINE,
    /** The nearest number of 11 binary digits from 2^−24 to 65504, of two the even one; infinite beyond. */
    FLOAT16,
    /** The nearest number of 8 binary digits, of two the even one. */
    BFLOAT16,
    /** x to the power p, as {@link Math#pow}, within 1 ulp. */
    POWER,
    /** The largest whole number that isn't above x. */
    FLOOR,
    /** The whole number nearest to x, of two the even one. */
    ROUND,
    /** The float that is p steps above x; +∞ for NaN. p is a whole number from 0 to 2^20. */
    ROUND_UP,
    /** The float that is p steps below x; −∞ for NaN. */
    ROUND_DOWN;

    /** The whole number that the parameter of {@link #ROUND_UP} and {@link #ROUND_DOWN} is. */
    public static int steps(float p) {
        if (p >= 0f && p <= 0x1p20f && p == (int) p) {
            return (int) p;
        }
        throw new IllegalArgumentException(
                "the steps of a rounding must be a whole number from 0 to 2^20, but are " + p);
    }
}
