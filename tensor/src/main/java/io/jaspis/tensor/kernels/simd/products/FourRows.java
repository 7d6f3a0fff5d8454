package io.jaspis.tensor.kernels.simd.products;

import io.jaspis.tensor.kernels.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tile for 16 registers: 4 rows × 2 vectors of C are 8 sums, just what hides the latency of 4 × 2
 * multiply-adds. C2 loads all vectors of B and broadcasts of A of a step ahead, so these count beside the sums: with 6
 * rows they are 20, and one sum that is stored and loaded in each step takes three times as long. A is packed,
 * {@code [depth × 4]}. Of a stride of B that only the run knows C2 checks each step, beside few multiply-adds, so a
 * panel has a method of its own. Rows a tile lacks repeat its last one, in A as in C.
 *
 * <p>{@code Tiles}, among the tests, writes this file.
 */
final class FourRows {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    static final int ROWS = 4;
    /** From one row of a panel of B to the next. */
    private static final int PANEL = 2 * LANES;

    private FourRows() {}

    /** {@code C = A·B} or, where {@code add}, {@code C += A·B}: up to 4 rows of two vectors of a panel. */
    static void panel(
            int rows,
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] c,
            int cOffset,
            int strideC,
            boolean add) {
        FloatVector c0a = FloatVector.zero(SPECIES);
        FloatVector c0b = FloatVector.zero(SPECIES);
        FloatVector c1a = FloatVector.zero(SPECIES);
        FloatVector c1b = FloatVector.zero(SPECIES);
        FloatVector c2a = FloatVector.zero(SPECIES);
        FloatVector c2b = FloatVector.zero(SPECIES);
        FloatVector c3a = FloatVector.zero(SPECIES);
        FloatVector c3b = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            int atA = aOffset + k * ROWS;
            int atB = bOffset + k * PANEL;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, atB);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, atB + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[atA]);
            c0a = a0.fma(b0, c0a);
            c0b = a0.fma(b1, c0b);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[atA + 1]);
            c1a = a1.fma(b0, c1a);
            c1b = a1.fma(b1, c1b);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[atA + 2]);
            c2a = a2.fma(b0, c2a);
            c2b = a2.fma(b1, c2b);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[atA + 3]);
            c3a = a3.fma(b0, c3a);
            c3b = a3.fma(b1, c3b);
        }
        int row1 = cOffset + Math.min(1, rows - 1) * strideC;
        int row2 = cOffset + Math.min(2, rows - 1) * strideC;
        int row3 = cOffset + Math.min(3, rows - 1) * strideC;
        if (add) {
            c0a = c0a.add(FloatVector.fromArray(SPECIES, c, cOffset));
            c0b = c0b.add(FloatVector.fromArray(SPECIES, c, cOffset + LANES));
            c1a = c1a.add(FloatVector.fromArray(SPECIES, c, row1));
            c1b = c1b.add(FloatVector.fromArray(SPECIES, c, row1 + LANES));
            c2a = c2a.add(FloatVector.fromArray(SPECIES, c, row2));
            c2b = c2b.add(FloatVector.fromArray(SPECIES, c, row2 + LANES));
            c3a = c3a.add(FloatVector.fromArray(SPECIES, c, row3));
            c3b = c3b.add(FloatVector.fromArray(SPECIES, c, row3 + LANES));
        }
        c0a.intoArray(c, cOffset);
        c0b.intoArray(c, cOffset + LANES);
        c1a.intoArray(c, row1);
        c1b.intoArray(c, row1 + LANES);
        c2a.intoArray(c, row2);
        c2b.intoArray(c, row2 + LANES);
        c3a.intoArray(c, row3);
        c3b.intoArray(c, row3 + LANES);
    }

    /** The same for two vectors of each row of B. */
    static void two(
            int rows,
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int strideB,
            float[] c,
            int cOffset,
            int strideC,
            boolean add) {
        FloatVector c0a = FloatVector.zero(SPECIES);
        FloatVector c0b = FloatVector.zero(SPECIES);
        FloatVector c1a = FloatVector.zero(SPECIES);
        FloatVector c1b = FloatVector.zero(SPECIES);
        FloatVector c2a = FloatVector.zero(SPECIES);
        FloatVector c2b = FloatVector.zero(SPECIES);
        FloatVector c3a = FloatVector.zero(SPECIES);
        FloatVector c3b = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            int atA = aOffset + k * ROWS;
            int atB = bOffset + k * strideB;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, atB);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, atB + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[atA]);
            c0a = a0.fma(b0, c0a);
            c0b = a0.fma(b1, c0b);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[atA + 1]);
            c1a = a1.fma(b0, c1a);
            c1b = a1.fma(b1, c1b);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[atA + 2]);
            c2a = a2.fma(b0, c2a);
            c2b = a2.fma(b1, c2b);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[atA + 3]);
            c3a = a3.fma(b0, c3a);
            c3b = a3.fma(b1, c3b);
        }
        int row1 = cOffset + Math.min(1, rows - 1) * strideC;
        int row2 = cOffset + Math.min(2, rows - 1) * strideC;
        int row3 = cOffset + Math.min(3, rows - 1) * strideC;
        if (add) {
            c0a = c0a.add(FloatVector.fromArray(SPECIES, c, cOffset));
            c0b = c0b.add(FloatVector.fromArray(SPECIES, c, cOffset + LANES));
            c1a = c1a.add(FloatVector.fromArray(SPECIES, c, row1));
            c1b = c1b.add(FloatVector.fromArray(SPECIES, c, row1 + LANES));
            c2a = c2a.add(FloatVector.fromArray(SPECIES, c, row2));
            c2b = c2b.add(FloatVector.fromArray(SPECIES, c, row2 + LANES));
            c3a = c3a.add(FloatVector.fromArray(SPECIES, c, row3));
            c3b = c3b.add(FloatVector.fromArray(SPECIES, c, row3 + LANES));
        }
        c0a.intoArray(c, cOffset);
        c0b.intoArray(c, cOffset + LANES);
        c1a.intoArray(c, row1);
        c1b.intoArray(c, row1 + LANES);
        c2a.intoArray(c, row2);
        c2b.intoArray(c, row2 + LANES);
        c3a.intoArray(c, row3);
        c3b.intoArray(c, row3 + LANES);
    }

    /** The same for rows of one vector. */
    static void one(
            int rows,
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int strideB,
            float[] c,
            int cOffset,
            int strideC,
            boolean add) {
        FloatVector c0 = FloatVector.zero(SPECIES);
        FloatVector c1 = FloatVector.zero(SPECIES);
        FloatVector c2 = FloatVector.zero(SPECIES);
        FloatVector c3 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            int atA = aOffset + k * ROWS;
            int atB = bOffset + k * strideB;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, atB);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[atA]);
            c0 = a0.fma(b0, c0);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[atA + 1]);
            c1 = a1.fma(b0, c1);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[atA + 2]);
            c2 = a2.fma(b0, c2);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[atA + 3]);
            c3 = a3.fma(b0, c3);
        }
        int row1 = cOffset + Math.min(1, rows - 1) * strideC;
        int row2 = cOffset + Math.min(2, rows - 1) * strideC;
        int row3 = cOffset + Math.min(3, rows - 1) * strideC;
        if (add) {
            c0 = c0.add(FloatVector.fromArray(SPECIES, c, cOffset));
            c1 = c1.add(FloatVector.fromArray(SPECIES, c, row1));
            c2 = c2.add(FloatVector.fromArray(SPECIES, c, row2));
            c3 = c3.add(FloatVector.fromArray(SPECIES, c, row3));
        }
        c0.intoArray(c, cOffset);
        c1.intoArray(c, row1);
        c2.intoArray(c, row2);
        c3.intoArray(c, row3);
    }
}
