package io.jaspis.tensor.kernels.simd.products;

import io.jaspis.tensor.kernels.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The tile for a single row of A, read where it stands: two column panels side by side, bound by reading them. */
final class OneRow {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    private static final int PANEL = 2 * LANES;

    private OneRow() {}

    /** {@code C = A·B} or, where {@code add}, {@code C += A·B}, for the columns of the panels at the two offsets. */
    static void four(
            int depth, float[] a, int aOffset, float[] b, int first, int second, float[] c, int cOffset, boolean add) {
        FloatVector c0 = FloatVector.zero(SPECIES);
        FloatVector c1 = FloatVector.zero(SPECIES);
        FloatVector c2 = FloatVector.zero(SPECIES);
        FloatVector c3 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            int left = first + k * PANEL;
            int right = second + k * PANEL;
            FloatVector factor = FloatVector.broadcast(SPECIES, a[aOffset + k]);
            c0 = factor.fma(FloatVector.fromArray(SPECIES, b, left), c0);
            c1 = factor.fma(FloatVector.fromArray(SPECIES, b, left + LANES), c1);
            c2 = factor.fma(FloatVector.fromArray(SPECIES, b, right), c2);
            c3 = factor.fma(FloatVector.fromArray(SPECIES, b, right + LANES), c3);
        }
        if (add) {
            c0 = c0.add(FloatVector.fromArray(SPECIES, c, cOffset));
            c1 = c1.add(FloatVector.fromArray(SPECIES, c, cOffset + LANES));
            c2 = c2.add(FloatVector.fromArray(SPECIES, c, cOffset + 2 * LANES));
            c3 = c3.add(FloatVector.fromArray(SPECIES, c, cOffset + 3 * LANES));
        }
        c0.intoArray(c, cOffset);
        c1.intoArray(c, cOffset + LANES);
        c2.intoArray(c, cOffset + 2 * LANES);
        c3.intoArray(c, cOffset + 3 * LANES);
    }
}
