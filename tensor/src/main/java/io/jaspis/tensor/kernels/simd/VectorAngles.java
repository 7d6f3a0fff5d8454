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

    private static final FloatVector ZERO_LANES = all(0f);
    private static final FloatVector ONE_LANES = all(1f);
    private static final FloatVector HALF_LANES = all(0.5f);
    private static final FloatVector MINUS_HALF_LANES = all(-0.5f);
    private static final FloatVector HALF_PI_LANES = all(HALF_PI);
    private static final FloatVector PI_LANES = all((float) Math.PI);
    private static final FloatVector ATAN_0_LANES = all(ATAN_0);
    private static final FloatVector ATAN_1_LANES = all(ATAN_1);
    private static final FloatVector ATAN_2_LANES = all(ATAN_2);
    private static final FloatVector ATAN_3_LANES = all(ATAN_3);
    private static final FloatVector ASIN_0_LANES = all(ASIN_0);
    private static final FloatVector ASIN_1_LANES = all(ASIN_1);
    private static final FloatVector ASIN_2_LANES = all(ASIN_2);
    private static final FloatVector ASIN_3_LANES = all(ASIN_3);
    private static final FloatVector ASIN_4_LANES = all(ASIN_4);

    private VectorAngles() {}

    private static FloatVector all(float number) {
        return FloatVector.broadcast(SPECIES, number);
    }

    static void arcTangent(int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector size = v.abs();
            VectorMask<Float> far = size.compare(VectorOperators.GT, ARC_FAR);
            VectorMask<Float> middle = size.compare(VectorOperators.GT, ARC_MIDDLE);
            FloatVector numerator = size.blend(size.sub(1f), middle).blend(-1f, far);
            FloatVector denominator = ONE_LANES.blend(size.add(1f), middle).blend(size, far);
            FloatVector base = ZERO_LANES.blend(QUARTER_PI, middle).blend(HALF_PI, far);
            FloatVector t = numerator.div(denominator);
            FloatVector z = t.mul(t);
            FloatVector q =
                    ATAN_3_LANES.fma(z, ATAN_2_LANES).fma(z, ATAN_1_LANES).fma(z, ATAN_0_LANES);
            FloatVector rest = ZERO_LANES.blend(QUARTER_PI_REST, middle).blend(HALF_PI_REST, far);
            base.add(q.mul(z).fma(t, t).add(rest))
                    .abs()
                    .reinterpretAsInts()
                    .or(v.reinterpretAsInts().and(SIGN_BIT))
                    .reinterpretAsFloats()
                    .intoArray(y, yOffset + i);
        }
    }

    static void arcSine(int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector size = v.abs();
            VectorMask<Float> far = size.compare(VectorOperators.GT, 0.5f);
            FloatVector z = size.mul(size).blend(MINUS_HALF_LANES.fma(size, HALF_LANES), far);
            FloatVector t = size.blend(z.sqrt(), far);
            FloatVector q = ASIN_4_LANES.fma(z, ASIN_3_LANES).fma(z, ASIN_2_LANES);
            q = q.fma(z, ASIN_1_LANES).fma(z, ASIN_0_LANES);
            FloatVector near = q.mul(z).fma(t, t);
            near.blend(HALF_PI_LANES.sub(near.add(near)), far)
                    .abs()
                    .reinterpretAsInts()
                    .or(v.reinterpretAsInts().and(SIGN_BIT))
                    .reinterpretAsFloats()
                    .intoArray(y, yOffset + i);
        }
    }

    static void arcCosine(int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector size = v.abs();
            VectorMask<Float> far = size.compare(VectorOperators.GT, 0.5f);
            FloatVector z = size.mul(size).blend(MINUS_HALF_LANES.fma(size, HALF_LANES), far);
            FloatVector t = size.blend(z.sqrt(), far);
            FloatVector q = ASIN_4_LANES.fma(z, ASIN_3_LANES).fma(z, ASIN_2_LANES);
            q = q.fma(z, ASIN_1_LANES).fma(z, ASIN_0_LANES);
            FloatVector near = q.mul(z).fma(t, t);
            FloatVector twice = near.add(near);
            FloatVector beyond = twice.blend(PI_LANES.sub(twice), v.compare(VectorOperators.LT, 0f));
            FloatVector signed = near.abs()
                    .reinterpretAsInts()
                    .or(v.reinterpretAsInts().and(SIGN_BIT))
                    .reinterpretAsFloats();
            HALF_PI_LANES.sub(signed).blend(beyond, far).intoArray(y, yOffset + i);
        }
    }
}
