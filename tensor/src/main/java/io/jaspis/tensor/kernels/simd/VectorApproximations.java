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
 *
 * <p>Constants are broadcast before a loop, not kept as vectors in fields: such a vector is an array that the results might
 * overlap, as far as the compiler knows, so that it is read again for each element.
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
    static final int MODERATE_BITS = Float.floatToRawIntBits(87f);

    /** Elements that pass from loop to loop, in the first-level cache. */
    static final int BLOCK = 1024;

    private VectorApproximations() {}

    /**
     * Where all results of a block are normal numbers, their exponents are added: the same bits by half of the operations.
     * One method, and so too long to be taken into a caller, where the constants of all functions would share registers.
     */
    static void exponential(int n, float[] x, int xOffset, float[] y, int yOffset) {
        FloatVector log2E = FloatVector.broadcast(SPECIES, LOG2_E);
        FloatVector rounder = FloatVector.broadcast(SPECIES, ROUNDER);
        FloatVector minusLn2Low = FloatVector.broadcast(SPECIES, -LN2_LOW);
        FloatVector minusLn2High = FloatVector.broadcast(SPECIES, -LN2_HIGH);
        FloatVector exp4 = FloatVector.broadcast(SPECIES, EXP_4);
        FloatVector exp3 = FloatVector.broadcast(SPECIES, EXP_3);
        FloatVector exp2 = FloatVector.broadcast(SPECIES, EXP_2);
        FloatVector exp1 = FloatVector.broadcast(SPECIES, EXP_1);
        FloatVector exp0 = FloatVector.broadcast(SPECIES, EXP_0);
        for (int done = 0; done < n; done += BLOCK) {
            int count = Math.min(BLOCK, n - done);
            int from = xOffset + done;
            int to = yOffset + done;
            if (x == y && from == to) {
                anyExponential(count, x, from, y, to);
                continue;
            }
            // Sizes are compared as whole numbers, where NaN is largest.
            IntVector largest = IntVector.zero(INTEGERS);
            for (int i = 0; i < count; i += LANES) {
                FloatVector v = FloatVector.fromArray(SPECIES, x, from + i);
                largest = largest.max(v.reinterpretAsInts().and(~SIGN_BIT));
                FloatVector shifted = v.fma(log2E, rounder);
                FloatVector whole = shifted.sub(ROUNDER);
                FloatVector r = whole.fma(minusLn2Low, whole.fma(minusLn2High, v));
                FloatVector q = exp4.fma(r, exp3);
                q = q.fma(r, exp2).fma(r, exp1).fma(r, exp0);
                FloatVector fraction = q.fma(r.mul(r), r).add(1f);
                shifted.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHL, 23)
                        .add(fraction.reinterpretAsInts())
                        .reinterpretAsFloats()
                        .intoArray(y, to + i);
            }
            if (largest.reduceLanes(VectorOperators.MAX) > MODERATE_BITS) {
                anyExponential(count, x, from, y, to);
            }
        }
    }

    private static void anyExponential(int n, float[] x, int xOffset, float[] y, int yOffset) {
        FloatVector log2E = FloatVector.broadcast(SPECIES, LOG2_E);
        FloatVector rounder = FloatVector.broadcast(SPECIES, ROUNDER);
        FloatVector minusLn2Low = FloatVector.broadcast(SPECIES, -LN2_LOW);
        FloatVector minusLn2High = FloatVector.broadcast(SPECIES, -LN2_HIGH);
        FloatVector exp4 = FloatVector.broadcast(SPECIES, EXP_4);
        FloatVector exp3 = FloatVector.broadcast(SPECIES, EXP_3);
        FloatVector exp2 = FloatVector.broadcast(SPECIES, EXP_2);
        FloatVector exp1 = FloatVector.broadcast(SPECIES, EXP_1);
        FloatVector exp0 = FloatVector.broadcast(SPECIES, EXP_0);
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector limited = v.blend(EXPONENT_LIMIT, v.compare(VectorOperators.GT, EXPONENT_LIMIT))
                    .blend(-EXPONENT_LIMIT, v.compare(VectorOperators.LT, -EXPONENT_LIMIT));
            FloatVector shifted = limited.fma(log2E, rounder);
            FloatVector whole = shifted.sub(ROUNDER);
            FloatVector r = whole.fma(minusLn2Low, whole.fma(minusLn2High, limited));
            FloatVector q = exp4.fma(r, exp3);
            q = q.fma(r, exp2).fma(r, exp1).fma(r, exp0);
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
        FloatVector log2E = FloatVector.broadcast(SPECIES, LOG2_E);
        FloatVector rounder = FloatVector.broadcast(SPECIES, ROUNDER);
        FloatVector minusLn2High = FloatVector.broadcast(SPECIES, -LN2_HIGH);
        FloatVector minusLn2Low = FloatVector.broadcast(SPECIES, -LN2_LOW);
        FloatVector exp4 = FloatVector.broadcast(SPECIES, EXP_4);
        FloatVector exp3 = FloatVector.broadcast(SPECIES, EXP_3);
        FloatVector exp2 = FloatVector.broadcast(SPECIES, EXP_2);
        FloatVector exp1 = FloatVector.broadcast(SPECIES, EXP_1);
        FloatVector exp0 = FloatVector.broadcast(SPECIES, EXP_0);
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector limited = v.blend(MINUS_ONE_UPPER, v.compare(VectorOperators.GT, MINUS_ONE_UPPER))
                    .blend(MINUS_ONE_LOWER, v.compare(VectorOperators.LT, MINUS_ONE_LOWER));
            FloatVector shifted = limited.fma(log2E, rounder);
            FloatVector whole = shifted.sub(ROUNDER);
            FloatVector high = whole.fma(minusLn2High, limited);
            FloatVector r = whole.fma(minusLn2Low, high);
            FloatVector lost = whole.fma(minusLn2Low, high.sub(r));
            FloatVector q = exp4.fma(r, exp3);
            q = q.fma(r, exp2).fma(r, exp1).fma(r, exp0);
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
        FloatVector log8 = FloatVector.broadcast(SPECIES, LOG_8);
        FloatVector log7 = FloatVector.broadcast(SPECIES, LOG_7);
        FloatVector log6 = FloatVector.broadcast(SPECIES, LOG_6);
        FloatVector log5 = FloatVector.broadcast(SPECIES, LOG_5);
        FloatVector log4 = FloatVector.broadcast(SPECIES, LOG_4);
        FloatVector log3 = FloatVector.broadcast(SPECIES, LOG_3);
        FloatVector log2 = FloatVector.broadcast(SPECIES, LOG_2);
        FloatVector log1 = FloatVector.broadcast(SPECIES, LOG_1);
        FloatVector log0 = FloatVector.broadcast(SPECIES, LOG_0);
        FloatVector minusHalf = FloatVector.broadcast(SPECIES, -0.5f);
        FloatVector ln2High = FloatVector.broadcast(SPECIES, LN2_HIGH);
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            VectorMask<Float> small = v.compare(VectorOperators.LT, Float.MIN_NORMAL);
            FloatVector lift = FloatVector.zero(SPECIES).blend(-LIFT_EXPONENT, small);
            IntVector bits = v.blend(v.mul(LIFT), small).reinterpretAsInts().sub(SQRT_HALF_BITS);
            FloatVector exponent =
                    ((FloatVector) bits.lanewise(VectorOperators.ASHR, 23).convert(VectorOperators.I2F, 0)).add(lift);
            FloatVector f =
                    bits.and(MANTISSA).add(SQRT_HALF_BITS).reinterpretAsFloats().sub(1f);
            FloatVector q = log8.fma(f, log7);
            q = q.fma(f, log6).fma(f, log5).fma(f, log4).fma(f, log3);
            q = q.fma(f, log2).fma(f, log1).fma(f, log0);
            FloatVector square = f.mul(f);
            FloatVector rest = q.mul(f).fma(square, exponent.mul(LN2_LOW));
            rest = minusHalf.fma(square, rest);
            FloatVector result = exponent.fma(ln2High, f.add(rest));
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
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector power = FloatVector.fromArray(SPECIES, powers, i);
            one.blend(power, v.compare(VectorOperators.LT, 0f))
                    .div(power.add(1f))
                    .intoArray(y, yOffset + i);
        }
    }

    /** ln(1 + e^x), from u = e^−|x|. */
    static void softplus(int n, float[] x, int xOffset, float[] powers, float[] y, int yOffset) {
        FloatVector log1p9 = FloatVector.broadcast(SPECIES, LOG_1P_9);
        FloatVector log1p8 = FloatVector.broadcast(SPECIES, LOG_1P_8);
        FloatVector log1p7 = FloatVector.broadcast(SPECIES, LOG_1P_7);
        FloatVector log1p6 = FloatVector.broadcast(SPECIES, LOG_1P_6);
        FloatVector log1p5 = FloatVector.broadcast(SPECIES, LOG_1P_5);
        FloatVector log1p4 = FloatVector.broadcast(SPECIES, LOG_1P_4);
        FloatVector log1p3 = FloatVector.broadcast(SPECIES, LOG_1P_3);
        FloatVector log1p2 = FloatVector.broadcast(SPECIES, LOG_1P_2);
        FloatVector log1p1 = FloatVector.broadcast(SPECIES, LOG_1P_1);
        FloatVector log1p0 = FloatVector.broadcast(SPECIES, LOG_1P_0);
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector u = FloatVector.fromArray(SPECIES, powers, i);
            FloatVector q = log1p9.fma(u, log1p8);
            q = q.fma(u, log1p7).fma(u, log1p6).fma(u, log1p5);
            q = q.fma(u, log1p4).fma(u, log1p3).fma(u, log1p2);
            q = q.fma(u, log1p1).fma(u, log1p0);
            v.blend(0f, v.compare(VectorOperators.LE, 0f))
                    .add(q.mul(u).fma(u, u))
                    .intoArray(y, yOffset + i);
        }
    }

    static void tanh(int n, float[] x, int xOffset, float[] y, int yOffset) {
        FloatVector log2E = FloatVector.broadcast(SPECIES, LOG2_E);
        FloatVector rounder = FloatVector.broadcast(SPECIES, ROUNDER);
        FloatVector minusLn2Low = FloatVector.broadcast(SPECIES, -LN2_LOW);
        FloatVector minusLn2High = FloatVector.broadcast(SPECIES, -LN2_HIGH);
        FloatVector exp4 = FloatVector.broadcast(SPECIES, EXP_4);
        FloatVector exp3 = FloatVector.broadcast(SPECIES, EXP_3);
        FloatVector exp2 = FloatVector.broadcast(SPECIES, EXP_2);
        FloatVector exp1 = FloatVector.broadcast(SPECIES, EXP_1);
        FloatVector exp0 = FloatVector.broadcast(SPECIES, EXP_0);
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector size = v.abs();
            FloatVector limited = size.blend(TANH_END, size.compare(VectorOperators.GT, TANH_END));
            FloatVector doubled = limited.add(limited);
            FloatVector shifted = doubled.fma(log2E, rounder);
            FloatVector whole = shifted.sub(ROUNDER);
            FloatVector r = whole.fma(minusLn2Low, whole.fma(minusLn2High, doubled));
            FloatVector q = exp4.fma(r, exp3);
            q = q.fma(r, exp2).fma(r, exp1).fma(r, exp0);
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
        FloatVector erfc6 = FloatVector.broadcast(SPECIES, ERFC_6);
        FloatVector erfc5 = FloatVector.broadcast(SPECIES, ERFC_5);
        FloatVector erfc4 = FloatVector.broadcast(SPECIES, ERFC_4);
        FloatVector erfc3 = FloatVector.broadcast(SPECIES, ERFC_3);
        FloatVector erfc2 = FloatVector.broadcast(SPECIES, ERFC_2);
        FloatVector erfc1 = FloatVector.broadcast(SPECIES, ERFC_1);
        FloatVector erfc0 = FloatVector.broadcast(SPECIES, ERFC_0);
        for (int i = 0; i < n; i += LANES) {
            FloatVector size = FloatVector.fromArray(SPECIES, x, xOffset + i).abs();
            FloatVector limited = size.blend(ERF_END, size.compare(VectorOperators.GT, ERF_END));
            FloatVector square = limited.mul(limited);
            FloatVector high = erfc6.fma(limited, erfc5);
            FloatVector low = erfc4.fma(limited, erfc3);
            FloatVector q = high.fma(square, low);
            q = q.fma(limited, erfc2).fma(limited, erfc1).fma(limited, erfc0);
            q.fma(limited, limited.neg()).intoArray(y, yOffset + i);
        }
    }

    /** erf x, from 1 − erf(|x|) where that is far from 1. */
    static void errorFunction(int n, float[] x, int xOffset, float[] powers, float[] y, int yOffset) {
        FloatVector erf5 = FloatVector.broadcast(SPECIES, ERF_5);
        FloatVector erf4 = FloatVector.broadcast(SPECIES, ERF_4);
        FloatVector erf3 = FloatVector.broadcast(SPECIES, ERF_3);
        FloatVector erf2 = FloatVector.broadcast(SPECIES, ERF_2);
        FloatVector erf1 = FloatVector.broadcast(SPECIES, ERF_1);
        FloatVector erf0 = FloatVector.broadcast(SPECIES, ERF_0);
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector power = FloatVector.fromArray(SPECIES, powers, i);
            FloatVector size = v.abs();
            FloatVector square = size.mul(size);
            FloatVector q = erf5.fma(square, erf4);
            q = q.fma(square, erf3).fma(square, erf2).fma(square, erf1);
            q = q.fma(square, erf0);
            FloatVector near = q.fma(size, size);
            one.sub(power)
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
        IntVector signs = IntVector.broadcast(INTEGERS, SIGN_BIT);
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            VectorMask<Float> unordered = v.compare(VectorOperators.NE, v);
            IntVector bits = v.reinterpretAsInts();
            IntVector line = bits.blend(signs.sub(bits), bits.compare(VectorOperators.LT, 0))
                    .add(steps)
                    .min(INFINITY_BITS)
                    .max(-INFINITY_BITS);
            line.blend(signs.sub(line), line.compare(VectorOperators.LT, 0))
                    .reinterpretAsFloats()
                    .blend(ofNaN, unordered)
                    .intoArray(y, yOffset + i);
        }
    }

    /** p·a + q·b, moved; NaN becomes the infinity that lies there. */
    static void movedSum(
            int n,
            float p,
            float[] a,
            int aOffset,
            float q,
            float[] b,
            int bOffset,
            int steps,
            float[] y,
            int yOffset) {
        float ofNaN = steps > 0 ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
        IntVector signs = IntVector.broadcast(INTEGERS, SIGN_BIT);
        for (int i = 0; i < n; i += LANES) {
            FloatVector w = FloatVector.fromArray(SPECIES, b, bOffset + i).mul(q);
            FloatVector v =
                    FloatVector.fromArray(SPECIES, a, aOffset + i).mul(p).add(w);
            VectorMask<Float> unordered = v.compare(VectorOperators.NE, v);
            IntVector bits = v.reinterpretAsInts();
            IntVector line = bits.blend(signs.sub(bits), bits.compare(VectorOperators.LT, 0))
                    .add(steps)
                    .min(INFINITY_BITS)
                    .max(-INFINITY_BITS);
            line.blend(signs.sub(line), line.compare(VectorOperators.LT, 0))
                    .reinterpretAsFloats()
                    .blend(ofNaN, unordered)
                    .intoArray(y, yOffset + i);
        }
    }

    // For the loops of VectorRandoms, which are called in turn by an interface and so never taken into a caller.

    /** ln(x·2^lift) for normal, positive, finite x. */
    static FloatVector logarithmOfNormal(FloatVector x, FloatVector lift) {
        FloatVector log8 = FloatVector.broadcast(SPECIES, LOG_8);
        FloatVector log7 = FloatVector.broadcast(SPECIES, LOG_7);
        FloatVector log6 = FloatVector.broadcast(SPECIES, LOG_6);
        FloatVector log5 = FloatVector.broadcast(SPECIES, LOG_5);
        FloatVector log4 = FloatVector.broadcast(SPECIES, LOG_4);
        FloatVector log3 = FloatVector.broadcast(SPECIES, LOG_3);
        FloatVector log2 = FloatVector.broadcast(SPECIES, LOG_2);
        FloatVector log1 = FloatVector.broadcast(SPECIES, LOG_1);
        FloatVector log0 = FloatVector.broadcast(SPECIES, LOG_0);
        FloatVector minusHalf = FloatVector.broadcast(SPECIES, -0.5f);
        FloatVector ln2High = FloatVector.broadcast(SPECIES, LN2_HIGH);
        IntVector bits = x.reinterpretAsInts().sub(SQRT_HALF_BITS);
        FloatVector exponent = toFloats(bits.lanewise(VectorOperators.ASHR, 23)).add(lift);
        FloatVector f =
                bits.and(MANTISSA).add(SQRT_HALF_BITS).reinterpretAsFloats().sub(1f);
        FloatVector q = log8.fma(f, log7);
        q = q.fma(f, log6).fma(f, log5).fma(f, log4).fma(f, log3);
        q = q.fma(f, log2).fma(f, log1).fma(f, log0);
        FloatVector square = f.mul(f);
        FloatVector rest = q.mul(f).fma(square, exponent.mul(LN2_LOW));
        rest = minusHalf.fma(square, rest);
        return exponent.fma(ln2High, f.add(rest));
    }

    /** sin t for |t| ≤ π/4. */
    static FloatVector sineNearZero(FloatVector t) {
        FloatVector sin2 = FloatVector.broadcast(SPECIES, SIN_2);
        FloatVector sin1 = FloatVector.broadcast(SPECIES, SIN_1);
        FloatVector sin0 = FloatVector.broadcast(SPECIES, SIN_0);
        FloatVector square = t.mul(t);
        FloatVector q = sin2.fma(square, sin1).fma(square, sin0);
        return q.mul(square).fma(t, t);
    }

    /** cos t for |t| ≤ π/4. */
    static FloatVector cosineNearZero(FloatVector t) {
        FloatVector cos2 = FloatVector.broadcast(SPECIES, COS_2);
        FloatVector cos1 = FloatVector.broadcast(SPECIES, COS_1);
        FloatVector cos0 = FloatVector.broadcast(SPECIES, COS_0);
        FloatVector minusHalf = FloatVector.broadcast(SPECIES, -0.5f);
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        FloatVector square = t.mul(t);
        FloatVector q = cos2.fma(square, cos1).fma(square, cos0);
        return q.mul(square).fma(square, minusHalf.fma(square, one));
    }

    static FloatVector toFloats(IntVector integers) {
        return (FloatVector) integers.convert(VectorOperators.I2F, 0);
    }
}
