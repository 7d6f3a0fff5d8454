package io.jaspis.tensor.kernels.simd.products;

import io.jaspis.tensor.kernels.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tile that reads rows of A where they stand: 6 rows × 4 vectors of C are 24 sums. Six rows have registers
 * for their addresses, which the twelve of {@link TwelveRows} don't; in return a step reads twice as much of B. Rows
 * that a tile lacks repeat its last one.
 *
 * <p>{@code Tiles}, among the tests, writes this file.
 */
final class SixRowsInPlace {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    static final int ROWS = 6;
    /** From one row of a panel of B to the next. */
    private static final int PANEL = 2 * LANES;

    private SixRowsInPlace() {}

    /** {@code C = A·B} or, where {@code add}, {@code C += A·B}, for the columns of two panels of B. */
    static void multiply(
            int rows,
            int depth,
            float[] a,
            int aOffset,
            int strideA,
            float[] b,
            int first,
            int second,
            float[] c,
            int cOffset,
            int strideC,
            boolean add) {
        FloatVector c0a = FloatVector.zero(SPECIES);
        FloatVector c0b = FloatVector.zero(SPECIES);
        FloatVector c0c = FloatVector.zero(SPECIES);
        FloatVector c0d = FloatVector.zero(SPECIES);
        FloatVector c1a = FloatVector.zero(SPECIES);
        FloatVector c1b = FloatVector.zero(SPECIES);
        FloatVector c1c = FloatVector.zero(SPECIES);
        FloatVector c1d = FloatVector.zero(SPECIES);
        FloatVector c2a = FloatVector.zero(SPECIES);
        FloatVector c2b = FloatVector.zero(SPECIES);
        FloatVector c2c = FloatVector.zero(SPECIES);
        FloatVector c2d = FloatVector.zero(SPECIES);
        FloatVector c3a = FloatVector.zero(SPECIES);
        FloatVector c3b = FloatVector.zero(SPECIES);
        FloatVector c3c = FloatVector.zero(SPECIES);
        FloatVector c3d = FloatVector.zero(SPECIES);
        FloatVector c4a = FloatVector.zero(SPECIES);
        FloatVector c4b = FloatVector.zero(SPECIES);
        FloatVector c4c = FloatVector.zero(SPECIES);
        FloatVector c4d = FloatVector.zero(SPECIES);
        FloatVector c5a = FloatVector.zero(SPECIES);
        FloatVector c5b = FloatVector.zero(SPECIES);
        FloatVector c5c = FloatVector.zero(SPECIES);
        FloatVector c5d = FloatVector.zero(SPECIES);
        int a1 = aOffset + Math.min(1, rows - 1) * strideA;
        int a2 = aOffset + Math.min(2, rows - 1) * strideA;
        int a3 = aOffset + Math.min(3, rows - 1) * strideA;
        int a4 = aOffset + Math.min(4, rows - 1) * strideA;
        int a5 = aOffset + Math.min(5, rows - 1) * strideA;
        int steps = Math.min(depth, Lanes.STEPS);
        for (int k = 0; k < steps; k++) {
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
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + k]);
            c1a = x1.fma(b0, c1a);
            c1b = x1.fma(b1, c1b);
            c1c = x1.fma(b2, c1c);
            c1d = x1.fma(b3, c1d);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + k]);
            c2a = x2.fma(b0, c2a);
            c2b = x2.fma(b1, c2b);
            c2c = x2.fma(b2, c2c);
            c2d = x2.fma(b3, c2d);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + k]);
            c3a = x3.fma(b0, c3a);
            c3b = x3.fma(b1, c3b);
            c3c = x3.fma(b2, c3c);
            c3d = x3.fma(b3, c3d);
            FloatVector x4 = FloatVector.broadcast(SPECIES, a[a4 + k]);
            c4a = x4.fma(b0, c4a);
            c4b = x4.fma(b1, c4b);
            c4c = x4.fma(b2, c4c);
            c4d = x4.fma(b3, c4d);
            FloatVector x5 = FloatVector.broadcast(SPECIES, a[a5 + k]);
            c5a = x5.fma(b0, c5a);
            c5b = x5.fma(b1, c5b);
            c5c = x5.fma(b2, c5c);
            c5d = x5.fma(b3, c5d);
        }
        int row1 = cOffset + Math.min(1, rows - 1) * strideC;
        int row2 = cOffset + Math.min(2, rows - 1) * strideC;
        int row3 = cOffset + Math.min(3, rows - 1) * strideC;
        int row4 = cOffset + Math.min(4, rows - 1) * strideC;
        int row5 = cOffset + Math.min(5, rows - 1) * strideC;
        if (add) {
            c0a = c0a.add(FloatVector.fromArray(SPECIES, c, cOffset));
            c0b = c0b.add(FloatVector.fromArray(SPECIES, c, cOffset + LANES));
            c0c = c0c.add(FloatVector.fromArray(SPECIES, c, cOffset + 2 * LANES));
            c0d = c0d.add(FloatVector.fromArray(SPECIES, c, cOffset + 3 * LANES));
            c1a = c1a.add(FloatVector.fromArray(SPECIES, c, row1));
            c1b = c1b.add(FloatVector.fromArray(SPECIES, c, row1 + LANES));
            c1c = c1c.add(FloatVector.fromArray(SPECIES, c, row1 + 2 * LANES));
            c1d = c1d.add(FloatVector.fromArray(SPECIES, c, row1 + 3 * LANES));
            c2a = c2a.add(FloatVector.fromArray(SPECIES, c, row2));
            c2b = c2b.add(FloatVector.fromArray(SPECIES, c, row2 + LANES));
            c2c = c2c.add(FloatVector.fromArray(SPECIES, c, row2 + 2 * LANES));
            c2d = c2d.add(FloatVector.fromArray(SPECIES, c, row2 + 3 * LANES));
            c3a = c3a.add(FloatVector.fromArray(SPECIES, c, row3));
            c3b = c3b.add(FloatVector.fromArray(SPECIES, c, row3 + LANES));
            c3c = c3c.add(FloatVector.fromArray(SPECIES, c, row3 + 2 * LANES));
            c3d = c3d.add(FloatVector.fromArray(SPECIES, c, row3 + 3 * LANES));
            c4a = c4a.add(FloatVector.fromArray(SPECIES, c, row4));
            c4b = c4b.add(FloatVector.fromArray(SPECIES, c, row4 + LANES));
            c4c = c4c.add(FloatVector.fromArray(SPECIES, c, row4 + 2 * LANES));
            c4d = c4d.add(FloatVector.fromArray(SPECIES, c, row4 + 3 * LANES));
            c5a = c5a.add(FloatVector.fromArray(SPECIES, c, row5));
            c5b = c5b.add(FloatVector.fromArray(SPECIES, c, row5 + LANES));
            c5c = c5c.add(FloatVector.fromArray(SPECIES, c, row5 + 2 * LANES));
            c5d = c5d.add(FloatVector.fromArray(SPECIES, c, row5 + 3 * LANES));
        }
        c0a.intoArray(c, cOffset);
        c0b.intoArray(c, cOffset + LANES);
        c0c.intoArray(c, cOffset + 2 * LANES);
        c0d.intoArray(c, cOffset + 3 * LANES);
        c1a.intoArray(c, row1);
        c1b.intoArray(c, row1 + LANES);
        c1c.intoArray(c, row1 + 2 * LANES);
        c1d.intoArray(c, row1 + 3 * LANES);
        c2a.intoArray(c, row2);
        c2b.intoArray(c, row2 + LANES);
        c2c.intoArray(c, row2 + 2 * LANES);
        c2d.intoArray(c, row2 + 3 * LANES);
        c3a.intoArray(c, row3);
        c3b.intoArray(c, row3 + LANES);
        c3c.intoArray(c, row3 + 2 * LANES);
        c3d.intoArray(c, row3 + 3 * LANES);
        c4a.intoArray(c, row4);
        c4b.intoArray(c, row4 + LANES);
        c4c.intoArray(c, row4 + 2 * LANES);
        c4d.intoArray(c, row4 + 3 * LANES);
        c5a.intoArray(c, row5);
        c5b.intoArray(c, row5 + LANES);
        c5c.intoArray(c, row5 + 2 * LANES);
        c5d.intoArray(c, row5 + 3 * LANES);
    }
}
