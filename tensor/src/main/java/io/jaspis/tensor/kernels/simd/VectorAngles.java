package io.jaspis.tensor.kernels.simd;

import static io.jaspis.tensor.kernels.Approximations.*;

import io.jaspis.tensor.kernels.Approximations;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The inverse functions of angles in vectors, step for step as {@link Approximations} has them: see {@link VectorApproximations}. */
final class VectorAngles {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    private static final int SIGN_BIT = Integer.MIN_VALUE;

    private VectorAngles() {}

    static void arcTangent(int n, float[] x, int xOffset, float[] y, int yOffset) {
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        FloatVector zero = FloatVector.broadcast(SPECIES, 0f);
        FloatVector atan3 = FloatVector.broadcast(SPECIES, ATAN_3);
        FloatVector atan2 = FloatVector.broadcast(SPECIES, ATAN_2);
        FloatVector atan1 = FloatVector.broadcast(SPECIES, ATAN_1);
        FloatVector atan0 = FloatVector.broadcast(SPECIES, ATAN_0);
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector size = v.abs();
            VectorMask<Float> far = size.compare(VectorOperators.GT, ARC_FAR);
            VectorMask<Float> middle = size.compare(VectorOperators.GT, ARC_MIDDLE);
            FloatVector numerator = size.blend(size.sub(1f), middle).blend(-1f, far);
            FloatVector denominator = one.blend(size.add(1f), middle).blend(size, far);
            FloatVector base = zero.blend(QUARTER_PI, middle).blend(HALF_PI, far);
            FloatVector t = numerator.div(denominator);
            FloatVector z = t.mul(t);
            FloatVector q = atan3.fma(z, atan2).fma(z, atan1).fma(z, atan0);
            FloatVector rest = zero.blend(QUARTER_PI_REST, middle).blend(HALF_PI_REST, far);
            base.add(q.mul(z).fma(t, t).add(rest))
                    .abs()
                    .reinterpretAsInts()
                    .or(v.reinterpretAsInts().and(SIGN_BIT))
                    .reinterpretAsFloats()
                    .intoArray(y, yOffset + i);
        }
    }

    static void arcSine(int n, float[] x, int xOffset, float[] y, int yOffset) {
        FloatVector minusHalf = FloatVector.broadcast(SPECIES, -0.5f);
        FloatVector half = FloatVector.broadcast(SPECIES, 0.5f);
        FloatVector asin4 = FloatVector.broadcast(SPECIES, ASIN_4);
        FloatVector asin3 = FloatVector.broadcast(SPECIES, ASIN_3);
        FloatVector asin2 = FloatVector.broadcast(SPECIES, ASIN_2);
        FloatVector asin1 = FloatVector.broadcast(SPECIES, ASIN_1);
        FloatVector asin0 = FloatVector.broadcast(SPECIES, ASIN_0);
        FloatVector halfPi = FloatVector.broadcast(SPECIES, HALF_PI);
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector size = v.abs();
            VectorMask<Float> far = size.compare(VectorOperators.GT, 0.5f);
            FloatVector z = size.mul(size).blend(minusHalf.fma(size, half), far);
            FloatVector t = size.blend(z.sqrt(), far);
            FloatVector q = asin4.fma(z, asin3).fma(z, asin2);
            q = q.fma(z, asin1).fma(z, asin0);
            FloatVector near = q.mul(z).fma(t, t);
            near.blend(halfPi.sub(near.add(near)), far)
                    .abs()
                    .reinterpretAsInts()
                    .or(v.reinterpretAsInts().and(SIGN_BIT))
                    .reinterpretAsFloats()
                    .intoArray(y, yOffset + i);
        }
    }

    static void arcCosine(int n, float[] x, int xOffset, float[] y, int yOffset) {
        FloatVector minusHalf = FloatVector.broadcast(SPECIES, -0.5f);
        FloatVector half = FloatVector.broadcast(SPECIES, 0.5f);
        FloatVector asin4 = FloatVector.broadcast(SPECIES, ASIN_4);
        FloatVector asin3 = FloatVector.broadcast(SPECIES, ASIN_3);
        FloatVector asin2 = FloatVector.broadcast(SPECIES, ASIN_2);
        FloatVector asin1 = FloatVector.broadcast(SPECIES, ASIN_1);
        FloatVector asin0 = FloatVector.broadcast(SPECIES, ASIN_0);
        FloatVector pi = FloatVector.broadcast(SPECIES, (float) Math.PI);
        FloatVector halfPi = FloatVector.broadcast(SPECIES, HALF_PI);
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector size = v.abs();
            VectorMask<Float> far = size.compare(VectorOperators.GT, 0.5f);
            FloatVector z = size.mul(size).blend(minusHalf.fma(size, half), far);
            FloatVector t = size.blend(z.sqrt(), far);
            FloatVector q = asin4.fma(z, asin3).fma(z, asin2);
            q = q.fma(z, asin1).fma(z, asin0);
            FloatVector near = q.mul(z).fma(t, t);
            FloatVector twice = near.add(near);
            FloatVector beyond = twice.blend(pi.sub(twice), v.compare(VectorOperators.LT, 0f));
            FloatVector signed = near.abs()
                    .reinterpretAsInts()
                    .or(v.reinterpretAsInts().and(SIGN_BIT))
                    .reinterpretAsFloats();
            halfPi.sub(signed).blend(beyond, far).intoArray(y, yOffset + i);
        }
    }
}
