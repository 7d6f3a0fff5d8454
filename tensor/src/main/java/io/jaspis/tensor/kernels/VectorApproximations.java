package io.jaspis.tensor.kernels;

import static io.jaspis.tensor.kernels.Approximations.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Approximations} in vectors, step for step, so that the bits are the same. Each method is small enough for the
 * compiler to put it into the loop that calls it; called as a method, its vectors would be objects.
 */
final class VectorApproximations {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final VectorSpecies<Integer> INTEGERS = Lanes.INTEGERS;
    private static final int SIGN_BIT = Integer.MIN_VALUE;

    // Constants as vectors: a broadcast in a loop is one more call that the compiler may leave out.
    private static final FloatVector COS_0_LANES = all(COS_0);
    private static final FloatVector COS_1_LANES = all(COS_1);
    private static final FloatVector COS_2_LANES = all(COS_2);
    private static final FloatVector EXP_0_LANES = all(EXP_0);
    private static final FloatVector EXP_1_LANES = all(EXP_1);
    private static final FloatVector EXP_2_LANES = all(EXP_2);
    private static final FloatVector EXP_3_LANES = all(EXP_3);
    private static final FloatVector EXP_4_LANES = all(EXP_4);
    private static final FloatVector LN2_HIGH_LANES = all(LN2_HIGH);
    private static final FloatVector LOG2_E_LANES = all(LOG2_E);
    private static final FloatVector LOG_0_LANES = all(LOG_0);
    private static final FloatVector LOG_1_LANES = all(LOG_1);
    private static final FloatVector LOG_2_LANES = all(LOG_2);
    private static final FloatVector LOG_3_LANES = all(LOG_3);
    private static final FloatVector LOG_4_LANES = all(LOG_4);
    private static final FloatVector LOG_5_LANES = all(LOG_5);
    private static final FloatVector LOG_6_LANES = all(LOG_6);
    private static final FloatVector LOG_7_LANES = all(LOG_7);
    private static final FloatVector LOG_8_LANES = all(LOG_8);
    private static final FloatVector MINUS_HALF_LANES = all(-0.5f);
    private static final FloatVector MINUS_LN2_HIGH_LANES = all(-LN2_HIGH);
    private static final FloatVector MINUS_LN2_LOW_LANES = all(-LN2_LOW);
    private static final FloatVector ONE_LANES = all(1f);
    private static final FloatVector ROUNDER_LANES = all(ROUNDER);
    private static final FloatVector SIN_0_LANES = all(SIN_0);
    private static final FloatVector SIN_1_LANES = all(SIN_1);
    private static final FloatVector SIN_2_LANES = all(SIN_2);
    private static final FloatVector TANH_0_LANES = all(TANH_0);
    private static final FloatVector TANH_1_LANES = all(TANH_1);
    private static final FloatVector TANH_2_LANES = all(TANH_2);
    private static final FloatVector TANH_3_LANES = all(TANH_3);
    private static final FloatVector TANH_4_LANES = all(TANH_4);
    private static final FloatVector TWO_LANES = all(2f);

    private VectorApproximations() {}

    static FloatVector exponential(FloatVector x) {
        FloatVector limited = x.blend(EXPONENT_LIMIT, x.compare(VectorOperators.GT, EXPONENT_LIMIT))
                .blend(-EXPONENT_LIMIT, x.compare(VectorOperators.LT, -EXPONENT_LIMIT));
        FloatVector shifted = limited.fma(LOG2_E_LANES, ROUNDER_LANES);
        IntVector exponent = exponent(shifted);
        IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
        return fraction(limited, shifted.sub(ROUNDER)).mul(powerOfTwo(half)).mul(powerOfTwo(exponent.sub(half)));
    }

    /** e^x for |x| ≤ 80. */
    private static FloatVector moderateExponential(FloatVector x) {
        FloatVector shifted = x.fma(LOG2_E_LANES, ROUNDER_LANES);
        return fraction(x, shifted.sub(ROUNDER)).mul(powerOfTwo(exponent(shifted)));
    }

    private static IntVector exponent(FloatVector shifted) {
        return shifted.reinterpretAsInts().sub(Float.floatToRawIntBits(ROUNDER));
    }

    private static FloatVector fraction(FloatVector x, FloatVector whole) {
        FloatVector r = whole.fma(MINUS_LN2_LOW_LANES, whole.fma(MINUS_LN2_HIGH_LANES, x));
        FloatVector q = EXP_4_LANES.fma(r, EXP_3_LANES);
        q = q.fma(r, EXP_2_LANES).fma(r, EXP_1_LANES).fma(r, EXP_0_LANES);
        return q.fma(r.mul(r), r).add(1f);
    }

    private static FloatVector powerOfTwo(IntVector exponent) {
        return exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    }

    static FloatVector logarithm(FloatVector x) {
        VectorMask<Float> small = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
        FloatVector lift = FloatVector.zero(SPECIES).blend(-LIFT_EXPONENT, small);
        FloatVector result = logarithmOfNormal(x.blend(x.mul(LIFT), small), lift);
        return result.blend(x, x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY))
                .blend(Float.NaN, x.compare(VectorOperators.GT, 0f).not())
                .blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
    }

    /** ln(x·2^lift) for normal, positive, finite x. */
    static FloatVector logarithmOfNormal(FloatVector x, FloatVector lift) {
        IntVector bits = x.reinterpretAsInts().sub(SQRT_HALF_BITS);
        FloatVector exponent = toFloats(bits.lanewise(VectorOperators.ASHR, 23)).add(lift);
        FloatVector f =
                bits.and(MANTISSA).add(SQRT_HALF_BITS).reinterpretAsFloats().sub(1f);
        FloatVector q = LOG_8_LANES.fma(f, LOG_7_LANES);
        q = q.fma(f, LOG_6_LANES).fma(f, LOG_5_LANES).fma(f, LOG_4_LANES).fma(f, LOG_3_LANES);
        q = q.fma(f, LOG_2_LANES).fma(f, LOG_1_LANES).fma(f, LOG_0_LANES);
        FloatVector square = f.mul(f);
        FloatVector rest = q.mul(f).fma(square, exponent.mul(LN2_LOW));
        rest = MINUS_HALF_LANES.fma(square, rest);
        return exponent.fma(LN2_HIGH_LANES, f.add(rest));
    }

    /** The sigmoid of x, from e^−|x|. */
    static FloatVector sigmoid(FloatVector x, FloatVector decay) {
        return ONE_LANES.blend(decay, x.compare(VectorOperators.LT, 0f)).div(decay.add(1f));
    }

    /** |tanh x| where |x| is small. */
    static FloatVector tanhNearZero(FloatVector x) {
        FloatVector size = x.abs();
        FloatVector square = size.mul(size);
        FloatVector q = TANH_4_LANES.fma(square, TANH_3_LANES);
        q = q.fma(square, TANH_2_LANES).fma(square, TANH_1_LANES).fma(square, TANH_0_LANES);
        return q.mul(square).fma(size, size);
    }

    /** tanh x, given what it is where |x| is small. */
    static FloatVector tanh(FloatVector x, FloatVector near) {
        FloatVector size = x.abs();
        FloatVector limited = size.blend(TANH_END, size.compare(VectorOperators.GT, TANH_END));
        FloatVector large = ONE_LANES.sub(
                TWO_LANES.div(moderateExponential(limited.add(limited)).add(1f)));
        return withSignOf(large.blend(near, size.compare(VectorOperators.LT, TANH_LIMIT)), x);
    }

    /** x with the sign of the second: for an x that is zero, positive or of that sign already. */
    private static FloatVector withSignOf(FloatVector x, FloatVector sign) {
        return x.reinterpretAsInts().or(sign.reinterpretAsInts().and(SIGN_BIT)).reinterpretAsFloats();
    }

    static FloatVector floor(FloatVector x) {
        FloatVector cut = toFloats((IntVector) x.convert(VectorOperators.F2I, 0));
        FloatVector floor = cut.sub(1f, cut.compare(VectorOperators.GT, x));
        // From 2^23 on, and for NaN, x is its own floor; below, only the zero of a negative zero lacks its sign.
        return x.blend(withSignOf(floor, x), x.abs().compare(VectorOperators.LT, 0x1p23f));
    }

    /** sin t for |t| ≤ π/4. */
    static FloatVector sineNearZero(FloatVector t) {
        FloatVector square = t.mul(t);
        FloatVector q = SIN_2_LANES.fma(square, SIN_1_LANES).fma(square, SIN_0_LANES);
        return q.mul(square).fma(t, t);
    }

    /** cos t for |t| ≤ π/4. */
    static FloatVector cosineNearZero(FloatVector t) {
        FloatVector square = t.mul(t);
        FloatVector q = COS_2_LANES.fma(square, COS_1_LANES).fma(square, COS_0_LANES);
        return q.mul(square).fma(square, MINUS_HALF_LANES.fma(square, ONE_LANES));
    }

    /** The float that is {@code steps} further on the line of floats, on which −0 and +0 are one point. */
    static FloatVector moved(FloatVector x, int steps) {
        IntVector line = turned(x.reinterpretAsInts()).add(steps);
        int infinity = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
        return turned(line.min(infinity).max(-infinity)).reinterpretAsFloats();
    }

    private static IntVector turned(IntVector bits) {
        return bits.blend(
                IntVector.broadcast(INTEGERS, Integer.MIN_VALUE).sub(bits), bits.compare(VectorOperators.LT, 0));
    }

    static FloatVector toFloats(IntVector integers) {
        return (FloatVector) integers.convert(VectorOperators.I2F, 0);
    }

    private static FloatVector all(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }
}
