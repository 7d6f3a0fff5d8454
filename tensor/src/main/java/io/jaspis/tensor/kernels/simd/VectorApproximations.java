package io.jaspis.tensor.kernels.simd;

import static io.jaspis.tensor.kernels.Approximations.*;

import io.jaspis.tensor.kernels.Approximations;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Approximations} in vectors, step for step, so that the bits are the same: loops over n elements, a multiple of
 * the lanes.
 *
 * <p>A loop has no call but those of the Vector API, which are always compiled into it. A helper of our own that takes
 * vectors is only where the compiler knows the call to be frequent; it may take the loop into its caller before it has
 * counted, and then leaves the helper out for good, which makes an object of each vector: thirty times slower.
 */
final class VectorApproximations {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final VectorSpecies<Integer> INTEGERS = Lanes.INTEGERS;
    private static final int LANES = SPECIES.length();
    private static final int SIGN_BIT = Integer.MIN_VALUE;
    private static final int INFINITY_BITS = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
    /** Its lowest nine bits are 0, so that a number's exponent is all that is left of a sum with it, moved up by 23 bits. */
    private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

    private static final int ONE_BITS = Float.floatToRawIntBits(1f);
    /** Up to here e^x and e^−x are normal numbers. */
    private static final int MODERATE_BITS = Float.floatToRawIntBits(87f);

    /** Elements that pass from loop to loop, in the first-level cache. */
    static final int BLOCK = 1024;

    private static final IntVector SIGN_BITS = IntVector.broadcast(INTEGERS, SIGN_BIT);

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
    private static final FloatVector LOG_1P_0_LANES = all(LOG_1P_0);
    private static final FloatVector LOG_1P_1_LANES = all(LOG_1P_1);
    private static final FloatVector LOG_1P_2_LANES = all(LOG_1P_2);
    private static final FloatVector LOG_1P_3_LANES = all(LOG_1P_3);
    private static final FloatVector LOG_1P_4_LANES = all(LOG_1P_4);
    private static final FloatVector LOG_1P_5_LANES = all(LOG_1P_5);
    private static final FloatVector LOG_1P_6_LANES = all(LOG_1P_6);
    private static final FloatVector LOG_1P_7_LANES = all(LOG_1P_7);
    private static final FloatVector LOG_1P_8_LANES = all(LOG_1P_8);
    private static final FloatVector LOG_1P_9_LANES = all(LOG_1P_9);
    private static final FloatVector MINUS_HALF_LANES = all(-0.5f);
    private static final FloatVector MINUS_LN2_HIGH_LANES = all(-LN2_HIGH);
    private static final FloatVector MINUS_LN2_LOW_LANES = all(-LN2_LOW);
    private static final FloatVector ONE_LANES = all(1f);
    private static final FloatVector ROUNDER_LANES = all(ROUNDER);
    private static final FloatVector SIN_0_LANES = all(SIN_0);
    private static final FloatVector SIN_1_LANES = all(SIN_1);
    private static final FloatVector SIN_2_LANES = all(SIN_2);
    private static final FloatVector ERF_0_LANES = all(ERF_0);
    private static final FloatVector ERF_1_LANES = all(ERF_1);
    private static final FloatVector ERF_2_LANES = all(ERF_2);
    private static final FloatVector ERF_3_LANES = all(ERF_3);
    private static final FloatVector ERF_4_LANES = all(ERF_4);
    private static final FloatVector ERF_5_LANES = all(ERF_5);
    private static final FloatVector ERFC_0_LANES = all(ERFC_0);
    private static final FloatVector ERFC_1_LANES = all(ERFC_1);
    private static final FloatVector ERFC_2_LANES = all(ERFC_2);
    private static final FloatVector ERFC_3_LANES = all(ERFC_3);
    private static final FloatVector ERFC_4_LANES = all(ERFC_4);
    private static final FloatVector ERFC_5_LANES = all(ERFC_5);
    private static final FloatVector ERFC_6_LANES = all(ERFC_6);

    private VectorApproximations() {}

    static void exponential(int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int done = 0; done < n; done += BLOCK) {
            int count = Math.min(BLOCK, n - done);
            if (moderate(count, x, xOffset + done)) {
                moderateExponential(count, x, xOffset + done, y, yOffset + done);
            } else {
                anyExponential(count, x, xOffset + done, y, yOffset + done);
            }
        }
    }

    /** Whether all are numbers whose exponentials are normal: sizes are compared as whole numbers, where NaN is largest. */
    private static boolean moderate(int n, float[] x, int xOffset) {
        IntVector largest = IntVector.zero(INTEGERS);
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            largest = largest.max(v.reinterpretAsInts().and(~SIGN_BIT));
        }
        return largest.reduceLanes(VectorOperators.MAX) <= MODERATE_BITS;
    }

    /** Where the result is normal its exponent can be added: the same bits by half of the operations. */
    private static void moderateExponential(int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector shifted = v.fma(LOG2_E_LANES, ROUNDER_LANES);
            FloatVector whole = shifted.sub(ROUNDER);
            FloatVector r = whole.fma(MINUS_LN2_LOW_LANES, whole.fma(MINUS_LN2_HIGH_LANES, v));
            FloatVector q = EXP_4_LANES.fma(r, EXP_3_LANES);
            q = q.fma(r, EXP_2_LANES).fma(r, EXP_1_LANES).fma(r, EXP_0_LANES);
            FloatVector fraction = q.fma(r.mul(r), r).add(1f);
            shifted.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, 23)
                    .add(fraction.reinterpretAsInts())
                    .reinterpretAsFloats()
                    .intoArray(y, yOffset + i);
        }
    }

    private static void anyExponential(int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector limited = v.blend(EXPONENT_LIMIT, v.compare(VectorOperators.GT, EXPONENT_LIMIT))
                    .blend(-EXPONENT_LIMIT, v.compare(VectorOperators.LT, -EXPONENT_LIMIT));
            FloatVector shifted = limited.fma(LOG2_E_LANES, ROUNDER_LANES);
            FloatVector whole = shifted.sub(ROUNDER);
            FloatVector r = whole.fma(MINUS_LN2_LOW_LANES, whole.fma(MINUS_LN2_HIGH_LANES, limited));
            FloatVector q = EXP_4_LANES.fma(r, EXP_3_LANES);
            q = q.fma(r, EXP_2_LANES).fma(r, EXP_1_LANES).fma(r, EXP_0_LANES);
            FloatVector fraction = q.fma(r.mul(r), r).add(1f);
            // In two steps, because 2^−151 and 2^128 are no floats.
            IntVector exponent = shifted.reinterpretAsInts().sub(ROUNDER_BITS);
            IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
            IntVector rest = exponent.sub(half);
            fraction.mul(half.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats())
                    .mul(rest.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats())
                    .intoArray(y, yOffset + i);
        }
    }

    static void exponentialMinusOne(int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector limited = v.blend(MINUS_ONE_UPPER, v.compare(VectorOperators.GT, MINUS_ONE_UPPER))
                    .blend(MINUS_ONE_LOWER, v.compare(VectorOperators.LT, MINUS_ONE_LOWER));
            FloatVector shifted = limited.fma(LOG2_E_LANES, ROUNDER_LANES);
            FloatVector whole = shifted.sub(ROUNDER);
            FloatVector high = whole.fma(MINUS_LN2_HIGH_LANES, limited);
            FloatVector r = whole.fma(MINUS_LN2_LOW_LANES, high);
            FloatVector lost = whole.fma(MINUS_LN2_LOW_LANES, high.sub(r));
            FloatVector q = EXP_4_LANES.fma(r, EXP_3_LANES);
            q = q.fma(r, EXP_2_LANES).fma(r, EXP_1_LANES).fma(r, EXP_0_LANES);
            FloatVector rest = q.fma(r.mul(r), lost);
            FloatVector half = shifted.reinterpretAsInts()
                    .add(126 - ROUNDER_BITS)
                    .lanewise(VectorOperators.LSHL, 23)
                    .reinterpretAsFloats();
            half.fma(rest, half.fma(r, half.sub(0.5f)))
                    .mul(2f)
                    .blend(v, v.abs().compare(VectorOperators.LT, MINUS_ONE_NEAR))
                    .intoArray(y, yOffset + i);
        }
    }

    static void logarithm(int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            VectorMask<Float> small = v.compare(VectorOperators.LT, Float.MIN_NORMAL);
            FloatVector lift = FloatVector.zero(SPECIES).blend(-LIFT_EXPONENT, small);
            IntVector bits = v.blend(v.mul(LIFT), small).reinterpretAsInts().sub(SQRT_HALF_BITS);
            FloatVector exponent =
                    ((FloatVector) bits.lanewise(VectorOperators.ASHR, 23).convert(VectorOperators.I2F, 0)).add(lift);
            FloatVector f =
                    bits.and(MANTISSA).add(SQRT_HALF_BITS).reinterpretAsFloats().sub(1f);
            FloatVector q = LOG_8_LANES.fma(f, LOG_7_LANES);
            q = q.fma(f, LOG_6_LANES).fma(f, LOG_5_LANES).fma(f, LOG_4_LANES).fma(f, LOG_3_LANES);
            q = q.fma(f, LOG_2_LANES).fma(f, LOG_1_LANES).fma(f, LOG_0_LANES);
            FloatVector square = f.mul(f);
            FloatVector rest = q.mul(f).fma(square, exponent.mul(LN2_LOW));
            rest = MINUS_HALF_LANES.fma(square, rest);
            FloatVector result = exponent.fma(LN2_HIGH_LANES, f.add(rest));
            result.blend(v, v.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY))
                    .blend(Float.NaN, v.compare(VectorOperators.GT, 0f).not())
                    .blend(Float.NEGATIVE_INFINITY, v.compare(VectorOperators.EQ, 0f))
                    .intoArray(y, yOffset + i);
        }
    }

    /** −|x|, whose exponential the sigmoid and softplus are made of. */
    static void decay(int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            v.abs().neg().intoArray(y, yOffset + i);
        }
    }

    /** The sigmoid of x, from e^−|x|. */
    static void sigmoid(int n, float[] x, int xOffset, float[] powers, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector power = FloatVector.fromArray(SPECIES, powers, i);
            ONE_LANES
                    .blend(power, v.compare(VectorOperators.LT, 0f))
                    .div(power.add(1f))
                    .intoArray(y, yOffset + i);
        }
    }

    /** ln(1 + e^x), from u = e^−|x|. */
    static void softplus(int n, float[] x, int xOffset, float[] powers, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector u = FloatVector.fromArray(SPECIES, powers, i);
            FloatVector q = LOG_1P_9_LANES.fma(u, LOG_1P_8_LANES);
            q = q.fma(u, LOG_1P_7_LANES).fma(u, LOG_1P_6_LANES).fma(u, LOG_1P_5_LANES);
            q = q.fma(u, LOG_1P_4_LANES).fma(u, LOG_1P_3_LANES).fma(u, LOG_1P_2_LANES);
            q = q.fma(u, LOG_1P_1_LANES).fma(u, LOG_1P_0_LANES);
            v.blend(0f, v.compare(VectorOperators.LE, 0f))
                    .add(q.mul(u).fma(u, u))
                    .intoArray(y, yOffset + i);
        }
    }

    static void tanh(int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector size = v.abs();
            FloatVector limited = size.blend(TANH_END, size.compare(VectorOperators.GT, TANH_END));
            FloatVector doubled = limited.add(limited);
            FloatVector shifted = doubled.fma(LOG2_E_LANES, ROUNDER_LANES);
            FloatVector whole = shifted.sub(ROUNDER);
            FloatVector r = whole.fma(MINUS_LN2_LOW_LANES, whole.fma(MINUS_LN2_HIGH_LANES, doubled));
            FloatVector q = EXP_4_LANES.fma(r, EXP_3_LANES);
            q = q.fma(r, EXP_2_LANES).fma(r, EXP_1_LANES).fma(r, EXP_0_LANES);
            FloatVector power = shifted.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, 23)
                    .add(ONE_BITS)
                    .reinterpretAsFloats();
            FloatVector minusOne = power.fma(q.fma(r.mul(r), r), power.sub(1f));
            minusOne.div(minusOne.add(2f))
                    .reinterpretAsInts()
                    .or(v.reinterpretAsInts().and(SIGN_BIT))
                    .reinterpretAsFloats()
                    .intoArray(y, yOffset + i);
        }
    }

    /** ln(1 − erf(|x|)), as far as erf isn't rounded to one. */
    static void errorExponent(int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector size = FloatVector.fromArray(SPECIES, x, xOffset + i).abs();
            FloatVector limited = size.blend(ERF_END, size.compare(VectorOperators.GT, ERF_END));
            FloatVector square = limited.mul(limited);
            FloatVector high = ERFC_6_LANES.fma(limited, ERFC_5_LANES);
            FloatVector low = ERFC_4_LANES.fma(limited, ERFC_3_LANES);
            FloatVector q = high.fma(square, low);
            q = q.fma(limited, ERFC_2_LANES).fma(limited, ERFC_1_LANES).fma(limited, ERFC_0_LANES);
            q.fma(limited, limited.neg()).intoArray(y, yOffset + i);
        }
    }

    /** erf x, from 1 − erf(|x|) where that is far from 1. */
    static void errorFunction(int n, float[] x, int xOffset, float[] powers, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector power = FloatVector.fromArray(SPECIES, powers, i);
            FloatVector size = v.abs();
            FloatVector square = size.mul(size);
            FloatVector q = ERF_5_LANES.fma(square, ERF_4_LANES);
            q = q.fma(square, ERF_3_LANES).fma(square, ERF_2_LANES).fma(square, ERF_1_LANES);
            q = q.fma(square, ERF_0_LANES);
            FloatVector near = q.fma(size, size);
            ONE_LANES
                    .sub(power)
                    .blend(near, size.compare(VectorOperators.LT, ERF_LIMIT))
                    .reinterpretAsInts()
                    .or(v.reinterpretAsInts().and(SIGN_BIT))
                    .reinterpretAsFloats()
                    .intoArray(y, yOffset + i);
        }
    }

    static void round(int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector size = v.abs();
            // Beyond 2^23 floats are whole, so the sum has lost its fraction as rounding says.
            IntVector whole = size.add(0x1p23f).sub(0x1p23f).reinterpretAsInts();
            FloatVector signed = whole.or(v.reinterpretAsInts().and(SIGN_BIT)).reinterpretAsFloats();
            v.blend(signed, size.compare(VectorOperators.LT, 0x1p23f)).intoArray(y, yOffset + i);
        }
    }

    static void floor(int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector cut = (FloatVector) v.convert(VectorOperators.F2I, 0).convert(VectorOperators.I2F, 0);
            IntVector floor = cut.sub(1f, cut.compare(VectorOperators.GT, v)).reinterpretAsInts();
            FloatVector signed = floor.or(v.reinterpretAsInts().and(SIGN_BIT)).reinterpretAsFloats();
            // From 2^23 on, and for NaN, x is its own floor; below, only the zero of a negative zero lacks its sign.
            v.blend(signed, v.abs().compare(VectorOperators.LT, 0x1p23f)).intoArray(y, yOffset + i);
        }
    }

    /**
     * The float that is {@code steps} further on the line of floats, on which −0 and +0 are one point; {@code ofNaN}
     * for NaN.
     */
    static void moved(int steps, float ofNaN, int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            VectorMask<Float> unordered = v.compare(VectorOperators.NE, v);
            IntVector bits = v.reinterpretAsInts();
            IntVector line = bits.blend(SIGN_BITS.sub(bits), bits.compare(VectorOperators.LT, 0))
                    .add(steps)
                    .min(INFINITY_BITS)
                    .max(-INFINITY_BITS);
            line.blend(SIGN_BITS.sub(line), line.compare(VectorOperators.LT, 0))
                    .reinterpretAsFloats()
                    .blend(ofNaN, unordered)
                    .intoArray(y, yOffset + i);
        }
    }

    // For the loops of VectorRandoms, which are called in turn by an interface and so never taken into a caller.

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

    static FloatVector toFloats(IntVector integers) {
        return (FloatVector) integers.convert(VectorOperators.I2F, 0);
    }

    private static FloatVector all(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }
}
