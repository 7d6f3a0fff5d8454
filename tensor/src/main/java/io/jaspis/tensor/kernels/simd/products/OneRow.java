package io.jaspis.tensor.kernels.simd.products;

import io.jaspis.tensor.kernels.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The tile for a single row of A, read where it stands: two column panels side by side, bound by reading them.
 *
 * <p>{@code Tiles}, among the tests, writes this file.
 */
final class OneRow {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    /** From one row of a panel of B to the next. */
    private static final int PANEL = 2 * LANES;

    private OneRow() {}

    /** {@code C = A·B} or, where {@code add}, {@code C += A·B}, for the columns of two panels of B. */
    static void multiply(
            int depth, float[] a, int aOffset, float[] b, int first, int second, float[] c, int cOffset, boolean add) {
        FloatVector c0a = FloatVector.zero(SPECIES);
        FloatVector c0b = FloatVector.zero(SPECIES);
        FloatVector c0c = FloatVector.zero(SPECIES);
        FloatVector c0d = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            int left = first + k * PANEL;
            int right = second + k * PANEL;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, left);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, left + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, right);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, right + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[aOffset + k]);
            c0a = x0.fma(b0, c0a);
            c0b = x0.fma(b1, c0b);
            c0c = x0.fma(b2, c0c);
            c0d = x0.fma(b3, c0d);
        }
        if (add) {
            c0a = c0a.add(FloatVector.fromArray(SPECIES, c, cOffset));
            c0b = c0b.add(FloatVector.fromArray(SPECIES, c, cOffset + LANES));
            c0c = c0c.add(FloatVector.fromArray(SPECIES, c, cOffset + 2 * LANES));
            c0d = c0d.add(FloatVector.fromArray(SPECIES, c, cOffset + 3 * LANES));
        }
        c0a.intoArray(c, cOffset);
        c0b.intoArray(c, cOffset + LANES);
        c0c.intoArray(c, cOffset + 2 * LANES);
        c0d.intoArray(c, cOffset + 3 * LANES);
    }
}
