package io.jaspis.tensor.kernels;

/**
 * The transcendental functions as polynomials of fused multiply-adds. Each step is one correctly rounded operation, so
 * its SIMD twins give the same bits. The coefficients are minimax (Remez exchange, in
 * 60 digits) for the relative error of the function on the reduced range.
 */
public final class Approximations {
    /** Adding and subtracting it rounds a small float to a whole number, which its low bits then hold. */
    public static final float ROUNDER = 0x1.8p23f;

    public static final float LOG2_E = 1.442695041f;
    /** ln 2 with nine bits, so that its multiples by exponents are exact, and what is left of it. */
    public static final float LN2_HIGH = 0.693359375f;

    public static final float LN2_LOW = -2.12194440e-4f;

    /** e^x is rounded to infinity above, and to zero below the negative one. */
    public static final float EXPONENT_LIMIT = 105f;

    /** (e^r − 1 − r) / r² for |r| ≤ ln 2 / 2, within 2^−28 of e^r. */
    public static final float EXP_0 = 0.5f;

    public static final float EXP_1 = 0.166665182f;
    public static final float EXP_2 = 0.041666206f;
    public static final float EXP_3 = 0.00836895313f;
    public static final float EXP_4 = 0.00139506033f;

    /** From here on e^x − 1 is rounded to infinity. */
    public static final float MINUS_ONE_UPPER = 89f;

    /** Up to here e^x − 1 is rounded to −1. */
    public static final float MINUS_ONE_LOWER = -20f;

    /** Nearer to zero than this e^x − 1 is x, within a quarter of an ulp. */
    public static final float MINUS_ONE_NEAR = 0x1p-25f;

    /** (ln(1 + f) − f + f²/2) / f³ for √½ ≤ 1 + f ≤ √2, within 2^−30 of ln(1 + f). */
    public static final float LOG_0 = 0.333333105f;

    public static final float LOG_1 = -0.249999866f;
    public static final float LOG_2 = 0.200022265f;
    public static final float LOG_3 = -0.166692525f;
    public static final float LOG_4 = 0.142186642f;
    public static final float LOG_5 = -0.12384332f;
    public static final float LOG_6 = 0.118729159f;
    public static final float LOG_7 = -0.117898792f;
    public static final float LOG_8 = 0.0691558048f;

    /** (ln(1 + u) − u) / u² for 0 ≤ u ≤ 1, within 2^−29 of ln(1 + u). */
    public static final float LOG_1P_0 = -0.5f;

    public static final float LOG_1P_1 = 0.33333093f;
    public static final float LOG_1P_2 = -0.24993312f;
    public static final float LOG_1P_3 = 0.19926326f;
    public static final float LOG_1P_4 = -0.16228262f;
    public static final float LOG_1P_5 = 0.12679075f;
    public static final float LOG_1P_6 = -0.08590817f;
    public static final float LOG_1P_7 = 0.04428696f;
    public static final float LOG_1P_8 = -0.014675634f;
    public static final float LOG_1P_9 = 0.0022748269f;

    public static final int SQRT_HALF_BITS = Float.floatToRawIntBits(0.70710677f);
    public static final int MANTISSA = 0x007f_ffff;
    /** Lifts denormal numbers to normal ones. */
    public static final float LIFT = 0x1p25f;

    public static final int LIFT_EXPONENT = 25;

    /** From here on tanh is rounded to one. */
    public static final float TANH_END = 10f;

    /** Below it erf is a polynomial, from it on one less an exponential of one. */
    public static final float ERF_LIMIT = 0.9277344f;

    /** From here on erf is rounded to one. */
    public static final float ERF_END = 4f;

    /** (erf(x) − x) / x in z = x². */
    public static final float ERF_0 = 1.28379166e-1f;

    public static final float ERF_1 = -3.76125336e-1f;
    public static final float ERF_2 = 1.12819925e-1f;
    public static final float ERF_3 = -2.67681349e-2f;
    public static final float ERF_4 = 4.99119423e-3f;
    public static final float ERF_5 = -5.96761703e-4f;

    /** (ln(1 − erf(x)) + x) / x in x. */
    public static final float ERFC_0 = -1.28717512e-1f;

    public static final float ERFC_1 = -6.34846687e-1f;
    public static final float ERFC_2 = -1.06777877e-1f;
    public static final float ERFC_3 = 2.42546219e-2f;
    public static final float ERFC_4 = -3.88396438e-3f;
    public static final float ERFC_5 = 3.83197126e-4f;
    public static final float ERFC_6 = -1.72853470e-5f;

    /** tan(π/8) and tan(3π/8): between them the arc tangent is π/4 and one of a smaller number, beyond π/2 and one. */
    public static final float ARC_MIDDLE = 0.41421357f;

    public static final float ARC_FAR = 2.4142137f;
    public static final float HALF_PI = (float) (Math.PI / 2);
    public static final float QUARTER_PI = (float) (Math.PI / 4);
    /** What of them no float holds. */
    public static final float HALF_PI_REST = (float) (Math.PI / 2 - HALF_PI);

    public static final float QUARTER_PI_REST = (float) (Math.PI / 4 - QUARTER_PI);

    /** (arctan(t)/t − 1) / t² in z = t², |t| ≤ tan(π/8) (Moshier, Cephes). */
    public static final float ATAN_0 = -3.33329491539e-1f;

    public static final float ATAN_1 = 1.99777106478e-1f;
    public static final float ATAN_2 = -1.38776856032e-1f;
    public static final float ATAN_3 = 8.05374449538e-2f;

    /** (arcsin(t)/t − 1) / t² in z = t², |t| ≤ ½ (Moshier, Cephes). */
    public static final float ASIN_0 = 1.6666752422e-1f;

    public static final float ASIN_1 = 7.4953002686e-2f;
    public static final float ASIN_2 = 4.5470025998e-2f;
    public static final float ASIN_3 = 2.4181311049e-2f;
    public static final float ASIN_4 = 4.2163199048e-2f;

    /** (sin(t)/t − 1) / t² in z = t², |t| ≤ π/4, within 2^−28 of sin(t)/t. */
    public static final float SIN_0 = -0.166666552f;

    public static final float SIN_1 = 0.008332178f;
    public static final float SIN_2 = -0.000195172674f;

    /** (cos t − 1 + z/2) / z² in z = t², |t| ≤ π/4, within 2^−33 of cos t. */
    public static final float COS_0 = 0.0416666456f;

    public static final float COS_1 = -0.00138873677f;
    public static final float COS_2 = 2.44384155e-05f;

    private Approximations() {}

    /** e^x. */
    public static float exponential(float x) {
        float limited = x > EXPONENT_LIMIT ? EXPONENT_LIMIT : x < -EXPONENT_LIMIT ? -EXPONENT_LIMIT : x;
        float shifted = Fused.multiplyAdd(limited, LOG2_E, ROUNDER);
        int exponent = exponent(shifted);
        // Two factors, because 2^exponent alone may overflow or be denormal where the product isn't.
        int half = exponent >> 1;
        return fraction(limited, shifted - ROUNDER) * powerOfTwo(half) * powerOfTwo(exponent - half);
    }

    private static int exponent(float shifted) {
        return Float.floatToRawIntBits(shifted) - Float.floatToRawIntBits(ROUNDER);
    }

    /** e^(x − whole·ln 2). */
    private static float fraction(float x, float whole) {
        return fractionMinusOne(x, whole) + 1f;
    }

    private static float fractionMinusOne(float x, float whole) {
        float r = Fused.multiplyAdd(whole, -LN2_LOW, Fused.multiplyAdd(whole, -LN2_HIGH, x));
        float q = Fused.multiplyAdd(EXP_4, r, EXP_3);
        q = Fused.multiplyAdd(q, r, EXP_2);
        q = Fused.multiplyAdd(q, r, EXP_1);
        q = Fused.multiplyAdd(q, r, EXP_0);
        return Fused.multiplyAdd(q, r * r, r);
    }

    private static float powerOfTwo(int exponent) {
        return Float.intBitsToFloat((exponent + 127) << 23);
    }

    /**
     * e^x − 1 as 2·(2^(k−1)·(e^r − 1) + 2^(k−1) − ½) with x = k·ln 2 + r: half of it, because 2^128 is no float. What r
     * loses in rounding is carried along, because for k = 1 it counts twice.
     */
    public static float exponentialMinusOne(float x) {
        float limited = x > MINUS_ONE_UPPER ? MINUS_ONE_UPPER : x < MINUS_ONE_LOWER ? MINUS_ONE_LOWER : x;
        float shifted = Fused.multiplyAdd(limited, LOG2_E, ROUNDER);
        float whole = shifted - ROUNDER;
        float high = Fused.multiplyAdd(whole, -LN2_HIGH, limited);
        float r = Fused.multiplyAdd(whole, -LN2_LOW, high);
        float lost = Fused.multiplyAdd(whole, -LN2_LOW, high - r);
        float q = Fused.multiplyAdd(EXP_4, r, EXP_3);
        q = Fused.multiplyAdd(q, r, EXP_2);
        q = Fused.multiplyAdd(q, r, EXP_1);
        q = Fused.multiplyAdd(q, r, EXP_0);
        float rest = Fused.multiplyAdd(q, r * r, lost);
        float half = powerOfTwo(exponent(shifted) - 1);
        float result = 2f * Fused.multiplyAdd(half, rest, Fused.multiplyAdd(half, r, half - 0.5f));
        return Math.abs(x) < MINUS_ONE_NEAR ? x : result;
    }

    /** ln(1 + e^x) as max(x, 0) + ln(1 + u) with u = e^−|x|, which is at most 1. */
    public static float softplus(float x) {
        float u = exponential(-Math.abs(x));
        float q = Fused.multiplyAdd(LOG_1P_9, u, LOG_1P_8);
        q = Fused.multiplyAdd(q, u, LOG_1P_7);
        q = Fused.multiplyAdd(q, u, LOG_1P_6);
        q = Fused.multiplyAdd(q, u, LOG_1P_5);
        q = Fused.multiplyAdd(q, u, LOG_1P_4);
        q = Fused.multiplyAdd(q, u, LOG_1P_3);
        q = Fused.multiplyAdd(q, u, LOG_1P_2);
        q = Fused.multiplyAdd(q, u, LOG_1P_1);
        q = Fused.multiplyAdd(q, u, LOG_1P_0);
        return (x <= 0f ? 0f : x) + Fused.multiplyAdd(q * u, u, u);
    }

    /** The natural logarithm. */
    public static float logarithm(float x) {
        if (!(x > 0f) || x == Float.POSITIVE_INFINITY) {
            return x == 0f ? Float.NEGATIVE_INFINITY : x > 0f ? x : Float.NaN;
        }
        return x < Float.MIN_NORMAL ? logarithmOfNormal(x * LIFT, -LIFT_EXPONENT) : logarithmOfNormal(x, 0);
    }

    /** ln(x·2^lift) for a normal, positive, finite x. */
    public static float logarithmOfNormal(float x, int lift) {
        int bits = Float.floatToRawIntBits(x) - SQRT_HALF_BITS;
        float exponent = (bits >> 23) + lift;
        float f = Float.intBitsToFloat((bits & MANTISSA) + SQRT_HALF_BITS) - 1f;
        float q = Fused.multiplyAdd(LOG_8, f, LOG_7);
        q = Fused.multiplyAdd(q, f, LOG_6);
        q = Fused.multiplyAdd(q, f, LOG_5);
        q = Fused.multiplyAdd(q, f, LOG_4);
        q = Fused.multiplyAdd(q, f, LOG_3);
        q = Fused.multiplyAdd(q, f, LOG_2);
        q = Fused.multiplyAdd(q, f, LOG_1);
        q = Fused.multiplyAdd(q, f, LOG_0);
        float square = f * f;
        float rest = Fused.multiplyAdd(q * f, square, exponent * LN2_LOW);
        rest = Fused.multiplyAdd(-0.5f, square, rest);
        return Fused.multiplyAdd(exponent, LN2_HIGH, f + rest);
    }

    /** 1 / (1 + e^−x), from e^−|x|, which never overflows. */
    public static float sigmoid(float x) {
        float decay = exponential(-Math.abs(x));
        return (x < 0f ? decay : 1f) / (1f + decay);
    }

    /** (e^2|x| − 1) / (e^2|x| + 1) with the sign of x; e^2|x| − 1 is 2^k·(e^r − 1) + (2^k − 1) with 2|x| = k·ln 2 + r. */
    public static float tanh(float x) {
        float size = Math.abs(x);
        float limited = size > TANH_END ? TANH_END : size;
        float doubled = limited + limited;
        float shifted = Fused.multiplyAdd(doubled, LOG2_E, ROUNDER);
        float power = powerOfTwo(exponent(shifted));
        float minusOne = Fused.multiplyAdd(power, fractionMinusOne(doubled, shifted - ROUNDER), power - 1f);
        return Math.copySign(minusOne / (minusOne + 2f), x);
    }

    public static float errorFunction(float x) {
        float size = Math.abs(x);
        float square = size * size;
        float result;
        if (size < ERF_LIMIT) {
            float q = Fused.multiplyAdd(ERF_5, square, ERF_4);
            q = Fused.multiplyAdd(q, square, ERF_3);
            q = Fused.multiplyAdd(q, square, ERF_2);
            q = Fused.multiplyAdd(q, square, ERF_1);
            q = Fused.multiplyAdd(q, square, ERF_0);
            result = Fused.multiplyAdd(q, size, size);
        } else {
            result = 1f - exponential(errorExponent(size > ERF_END ? ERF_END : size));
        }
        return Math.copySign(result, x);
    }

    /** ln(1 − erf(x)) for x from {@link #ERF_LIMIT} to {@link #ERF_END}. */
    public static float errorExponent(float x) {
        float square = x * x;
        float high = Fused.multiplyAdd(ERFC_6, x, ERFC_5);
        float low = Fused.multiplyAdd(ERFC_4, x, ERFC_3);
        float q = Fused.multiplyAdd(high, square, low);
        q = Fused.multiplyAdd(q, x, ERFC_2);
        q = Fused.multiplyAdd(q, x, ERFC_1);
        q = Fused.multiplyAdd(q, x, ERFC_0);
        return Fused.multiplyAdd(q, x, -x);
    }

    public static float arcTangent(float x) {
        float size = Math.abs(x);
        boolean far = size > ARC_FAR;
        boolean middle = size > ARC_MIDDLE;
        float numerator = far ? -1f : middle ? size - 1f : size;
        float denominator = far ? size : middle ? size + 1f : 1f;
        float t = numerator / denominator;
        float z = t * t;
        float q = Fused.multiplyAdd(ATAN_3, z, ATAN_2);
        q = Fused.multiplyAdd(q, z, ATAN_1);
        q = Fused.multiplyAdd(q, z, ATAN_0);
        float rest = Fused.multiplyAdd(q * z, t, t) + (far ? HALF_PI_REST : middle ? QUARTER_PI_REST : 0f);
        return Math.copySign((far ? HALF_PI : middle ? QUARTER_PI : 0f) + rest, x);
    }

    /** arcsin t for 0 ≤ t ≤ ½, of t and t². */
    private static float arcSineNearZero(float t, float z) {
        float q = Fused.multiplyAdd(ASIN_4, z, ASIN_3);
        q = Fused.multiplyAdd(q, z, ASIN_2);
        q = Fused.multiplyAdd(q, z, ASIN_1);
        q = Fused.multiplyAdd(q, z, ASIN_0);
        return Fused.multiplyAdd(q * z, t, t);
    }

    public static float arcSine(float x) {
        float size = Math.abs(x);
        boolean far = size > 0.5f;
        float z = far ? Fused.multiplyAdd(-0.5f, size, 0.5f) : size * size;
        float near = arcSineNearZero(far ? (float) Math.sqrt(z) : size, z);
        return Math.copySign(far ? HALF_PI - (near + near) : near, x);
    }

    public static float arcCosine(float x) {
        float size = Math.abs(x);
        boolean far = size > 0.5f;
        float z = far ? Fused.multiplyAdd(-0.5f, size, 0.5f) : size * size;
        float near = arcSineNearZero(far ? (float) Math.sqrt(z) : size, z);
        if (far) {
            return x < 0 ? (float) Math.PI - (near + near) : near + near;
        }
        return HALF_PI - Math.copySign(near, x);
    }

    /** sin t for |t| ≤ π/4. */
    public static float sineNearZero(float t) {
        float square = t * t;
        float q = Fused.multiplyAdd(SIN_2, square, SIN_1);
        q = Fused.multiplyAdd(q, square, SIN_0);
        return Fused.multiplyAdd(q * square, t, t);
    }

    /** cos t for |t| ≤ π/4. */
    public static float cosineNearZero(float t) {
        float square = t * t;
        float q = Fused.multiplyAdd(COS_2, square, COS_1);
        q = Fused.multiplyAdd(q, square, COS_0);
        return Fused.multiplyAdd(q * square, square, Fused.multiplyAdd(-0.5f, square, 1f));
    }
}
