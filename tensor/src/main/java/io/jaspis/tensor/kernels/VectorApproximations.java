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

    private VectorApproximations() {}

    static FloatVector exponential(FloatVector x) {
        FloatVector limited = x.blend(EXPONENT_LIMIT, x.compare(VectorOperators.GT, EXPONENT_LIMIT))
                .blend(-EXPONENT_LIMIT, x.compare(VectorOperators.LT, -EXPONENT_LIMIT));
        FloatVector shifted = limited.fma(all(LOG2_E), all(ROUNDER));
        IntVector exponent = exponent(shifted);
        IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
        return fraction(limited, shifted.sub(ROUNDER)).mul(powerOfTwo(half)).mul(powerOfTwo(exponent.sub(half)));
    }

    /** e^x for |x| ≤ 80. */
    private static FloatVector moderateExponential(FloatVector x) {
        FloatVector shifted = x.fma(all(LOG2_E), all(ROUNDER));
        return fraction(x, shifted.sub(ROUNDER)).mul(powerOfTwo(exponent(shifted)));
    }

    private static IntVector exponent(FloatVector shifted) {
        return shifted.reinterpretAsInts().sub(Float.floatToRawIntBits(ROUNDER));
    }

    private static FloatVector fraction(FloatVector x, FloatVector whole) {
        FloatVector r = whole.fma(all(-LN2_LOW), whole.fma(all(-LN2_HIGH), x));
        FloatVector q = all(EXP_4).fma(r, all(EXP_3));
        q = q.fma(r, all(EXP_2)).fma(r, all(EXP_1)).fma(r, all(EXP_0));
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
        FloatVector q = all(LOG_8).fma(f, all(LOG_7));
        q = q.fma(f, all(LOG_6)).fma(f, all(LOG_5)).fma(f, all(LOG_4)).fma(f, all(LOG_3));
        q = q.fma(f, all(LOG_2)).fma(f, all(LOG_1)).fma(f, all(LOG_0));
        FloatVector square = f.mul(f);
        FloatVector rest = q.mul(f).fma(square, exponent.mul(LN2_LOW));
        rest = all(-0.5f).fma(square, rest);
        return exponent.fma(all(LN2_HIGH), f.add(rest));
    }

    /** The sigmoid of x, from e^−|x|. */
    static FloatVector sigmoid(FloatVector x, FloatVector decay) {
        return all(1f).blend(decay, x.compare(VectorOperators.LT, 0f)).div(decay.add(1f));
    }

    /** |tanh x| where |x| is small. */
    static FloatVector tanhNearZero(FloatVector x) {
        FloatVector size = x.abs();
        FloatVector square = size.mul(size);
        FloatVector q = all(TANH_4).fma(square, all(TANH_3));
        q = q.fma(square, all(TANH_2)).fma(square, all(TANH_1)).fma(square, all(TANH_0));
        return q.mul(square).fma(size, size);
    }

    /** tanh x, given what it is where |x| is small. */
    static FloatVector tanh(FloatVector x, FloatVector near) {
        FloatVector size = x.abs();
        FloatVector limited = size.blend(TANH_END, size.compare(VectorOperators.GT, TANH_END));
        FloatVector large = all(1f).sub(
                        all(2f).div(moderateExponential(limited.add(limited)).add(1f)));
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
        FloatVector q = all(SIN_2).fma(square, all(SIN_1)).fma(square, all(SIN_0));
        return q.mul(square).fma(t, t);
    }

    /** cos t for |t| ≤ π/4. */
    static FloatVector cosineNearZero(FloatVector t) {
        FloatVector square = t.mul(t);
        FloatVector q = all(COS_2).fma(square, all(COS_1)).fma(square, all(COS_0));
        return q.mul(square).fma(square, all(-0.5f).fma(square, all(1f)));
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
