package io.jaspis.tensor.kernels.simd.products;

import io.jaspis.tensor.kernels.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tile for 32 registers: 12 rows × 2 vectors of C are 24 sums, which hide the latency of 4 × 2
 * multiply-adds, and a step reads 2 vectors of B for 24 multiply-adds. With 4 vectors of 6 rows it would read twice as
 * much of B, more than the second-level cache brings in time. A is packed, {@code [depth × 12]}: a stride known to the
 * compiler costs no range checks. Rows a tile lacks repeat its last one, in A as in C, so that no tile needs a masked
 * end.
 *
 * <p>{@code Tiles}, among the tests, writes this file.
 */
final class TwelveRows {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    static final int ROWS = 12;

    private TwelveRows() {}

    /** {@code C = A·B} or, where {@code add}, {@code C += A·B}: up to 12 rows of two vectors. */
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
        FloatVector c4a = FloatVector.zero(SPECIES);
        FloatVector c4b = FloatVector.zero(SPECIES);
        FloatVector c5a = FloatVector.zero(SPECIES);
        FloatVector c5b = FloatVector.zero(SPECIES);
        FloatVector c6a = FloatVector.zero(SPECIES);
        FloatVector c6b = FloatVector.zero(SPECIES);
        FloatVector c7a = FloatVector.zero(SPECIES);
        FloatVector c7b = FloatVector.zero(SPECIES);
        FloatVector c8a = FloatVector.zero(SPECIES);
        FloatVector c8b = FloatVector.zero(SPECIES);
        FloatVector c9a = FloatVector.zero(SPECIES);
        FloatVector c9b = FloatVector.zero(SPECIES);
        FloatVector c10a = FloatVector.zero(SPECIES);
        FloatVector c10b = FloatVector.zero(SPECIES);
        FloatVector c11a = FloatVector.zero(SPECIES);
        FloatVector c11b = FloatVector.zero(SPECIES);
        int steps = Math.min(depth, Lanes.STEPS);
        for (int k = 0; k < steps; k++) {
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
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[atA + 4]);
            c4a = a4.fma(b0, c4a);
            c4b = a4.fma(b1, c4b);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[atA + 5]);
            c5a = a5.fma(b0, c5a);
            c5b = a5.fma(b1, c5b);
            FloatVector a6 = FloatVector.broadcast(SPECIES, a[atA + 6]);
            c6a = a6.fma(b0, c6a);
            c6b = a6.fma(b1, c6b);
            FloatVector a7 = FloatVector.broadcast(SPECIES, a[atA + 7]);
            c7a = a7.fma(b0, c7a);
            c7b = a7.fma(b1, c7b);
            FloatVector a8 = FloatVector.broadcast(SPECIES, a[atA + 8]);
            c8a = a8.fma(b0, c8a);
            c8b = a8.fma(b1, c8b);
            FloatVector a9 = FloatVector.broadcast(SPECIES, a[atA + 9]);
            c9a = a9.fma(b0, c9a);
            c9b = a9.fma(b1, c9b);
            FloatVector a10 = FloatVector.broadcast(SPECIES, a[atA + 10]);
            c10a = a10.fma(b0, c10a);
            c10b = a10.fma(b1, c10b);
            FloatVector a11 = FloatVector.broadcast(SPECIES, a[atA + 11]);
            c11a = a11.fma(b0, c11a);
            c11b = a11.fma(b1, c11b);
        }
        int row1 = cOffset + Math.min(1, rows - 1) * strideC;
        int row2 = cOffset + Math.min(2, rows - 1) * strideC;
        int row3 = cOffset + Math.min(3, rows - 1) * strideC;
        int row4 = cOffset + Math.min(4, rows - 1) * strideC;
        int row5 = cOffset + Math.min(5, rows - 1) * strideC;
        int row6 = cOffset + Math.min(6, rows - 1) * strideC;
        int row7 = cOffset + Math.min(7, rows - 1) * strideC;
        int row8 = cOffset + Math.min(8, rows - 1) * strideC;
        int row9 = cOffset + Math.min(9, rows - 1) * strideC;
        int row10 = cOffset + Math.min(10, rows - 1) * strideC;
        int row11 = cOffset + Math.min(11, rows - 1) * strideC;
        if (add) {
            c0a = c0a.add(FloatVector.fromArray(SPECIES, c, cOffset));
            c0b = c0b.add(FloatVector.fromArray(SPECIES, c, cOffset + LANES));
            c1a = c1a.add(FloatVector.fromArray(SPECIES, c, row1));
            c1b = c1b.add(FloatVector.fromArray(SPECIES, c, row1 + LANES));
            c2a = c2a.add(FloatVector.fromArray(SPECIES, c, row2));
            c2b = c2b.add(FloatVector.fromArray(SPECIES, c, row2 + LANES));
            c3a = c3a.add(FloatVector.fromArray(SPECIES, c, row3));
            c3b = c3b.add(FloatVector.fromArray(SPECIES, c, row3 + LANES));
            c4a = c4a.add(FloatVector.fromArray(SPECIES, c, row4));
            c4b = c4b.add(FloatVector.fromArray(SPECIES, c, row4 + LANES));
            c5a = c5a.add(FloatVector.fromArray(SPECIES, c, row5));
            c5b = c5b.add(FloatVector.fromArray(SPECIES, c, row5 + LANES));
            c6a = c6a.add(FloatVector.fromArray(SPECIES, c, row6));
            c6b = c6b.add(FloatVector.fromArray(SPECIES, c, row6 + LANES));
            c7a = c7a.add(FloatVector.fromArray(SPECIES, c, row7));
            c7b = c7b.add(FloatVector.fromArray(SPECIES, c, row7 + LANES));
            c8a = c8a.add(FloatVector.fromArray(SPECIES, c, row8));
            c8b = c8b.add(FloatVector.fromArray(SPECIES, c, row8 + LANES));
            c9a = c9a.add(FloatVector.fromArray(SPECIES, c, row9));
            c9b = c9b.add(FloatVector.fromArray(SPECIES, c, row9 + LANES));
            c10a = c10a.add(FloatVector.fromArray(SPECIES, c, row10));
            c10b = c10b.add(FloatVector.fromArray(SPECIES, c, row10 + LANES));
            c11a = c11a.add(FloatVector.fromArray(SPECIES, c, row11));
            c11b = c11b.add(FloatVector.fromArray(SPECIES, c, row11 + LANES));
        }
        c0a.intoArray(c, cOffset);
        c0b.intoArray(c, cOffset + LANES);
        c1a.intoArray(c, row1);
        c1b.intoArray(c, row1 + LANES);
        c2a.intoArray(c, row2);
        c2b.intoArray(c, row2 + LANES);
        c3a.intoArray(c, row3);
        c3b.intoArray(c, row3 + LANES);
        c4a.intoArray(c, row4);
        c4b.intoArray(c, row4 + LANES);
        c5a.intoArray(c, row5);
        c5b.intoArray(c, row5 + LANES);
        c6a.intoArray(c, row6);
        c6b.intoArray(c, row6 + LANES);
        c7a.intoArray(c, row7);
        c7b.intoArray(c, row7 + LANES);
        c8a.intoArray(c, row8);
        c8b.intoArray(c, row8 + LANES);
        c9a.intoArray(c, row9);
        c9b.intoArray(c, row9 + LANES);
        c10a.intoArray(c, row10);
        c10b.intoArray(c, row10 + LANES);
        c11a.intoArray(c, row11);
        c11b.intoArray(c, row11 + LANES);
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
        FloatVector c4 = FloatVector.zero(SPECIES);
        FloatVector c5 = FloatVector.zero(SPECIES);
        FloatVector c6 = FloatVector.zero(SPECIES);
        FloatVector c7 = FloatVector.zero(SPECIES);
        FloatVector c8 = FloatVector.zero(SPECIES);
        FloatVector c9 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c11 = FloatVector.zero(SPECIES);
        int steps = Math.min(depth, Lanes.STEPS);
        for (int k = 0; k < steps; k++) {
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
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[atA + 4]);
            c4 = a4.fma(b0, c4);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[atA + 5]);
            c5 = a5.fma(b0, c5);
            FloatVector a6 = FloatVector.broadcast(SPECIES, a[atA + 6]);
            c6 = a6.fma(b0, c6);
            FloatVector a7 = FloatVector.broadcast(SPECIES, a[atA + 7]);
            c7 = a7.fma(b0, c7);
            FloatVector a8 = FloatVector.broadcast(SPECIES, a[atA + 8]);
            c8 = a8.fma(b0, c8);
            FloatVector a9 = FloatVector.broadcast(SPECIES, a[atA + 9]);
            c9 = a9.fma(b0, c9);
            FloatVector a10 = FloatVector.broadcast(SPECIES, a[atA + 10]);
            c10 = a10.fma(b0, c10);
            FloatVector a11 = FloatVector.broadcast(SPECIES, a[atA + 11]);
            c11 = a11.fma(b0, c11);
        }
        int row1 = cOffset + Math.min(1, rows - 1) * strideC;
        int row2 = cOffset + Math.min(2, rows - 1) * strideC;
        int row3 = cOffset + Math.min(3, rows - 1) * strideC;
        int row4 = cOffset + Math.min(4, rows - 1) * strideC;
        int row5 = cOffset + Math.min(5, rows - 1) * strideC;
        int row6 = cOffset + Math.min(6, rows - 1) * strideC;
        int row7 = cOffset + Math.min(7, rows - 1) * strideC;
        int row8 = cOffset + Math.min(8, rows - 1) * strideC;
        int row9 = cOffset + Math.min(9, rows - 1) * strideC;
        int row10 = cOffset + Math.min(10, rows - 1) * strideC;
        int row11 = cOffset + Math.min(11, rows - 1) * strideC;
        if (add) {
            c0 = c0.add(FloatVector.fromArray(SPECIES, c, cOffset));
            c1 = c1.add(FloatVector.fromArray(SPECIES, c, row1));
            c2 = c2.add(FloatVector.fromArray(SPECIES, c, row2));
            c3 = c3.add(FloatVector.fromArray(SPECIES, c, row3));
            c4 = c4.add(FloatVector.fromArray(SPECIES, c, row4));
            c5 = c5.add(FloatVector.fromArray(SPECIES, c, row5));
            c6 = c6.add(FloatVector.fromArray(SPECIES, c, row6));
            c7 = c7.add(FloatVector.fromArray(SPECIES, c, row7));
            c8 = c8.add(FloatVector.fromArray(SPECIES, c, row8));
            c9 = c9.add(FloatVector.fromArray(SPECIES, c, row9));
            c10 = c10.add(FloatVector.fromArray(SPECIES, c, row10));
            c11 = c11.add(FloatVector.fromArray(SPECIES, c, row11));
        }
        c0.intoArray(c, cOffset);
        c1.intoArray(c, row1);
        c2.intoArray(c, row2);
        c3.intoArray(c, row3);
        c4.intoArray(c, row4);
        c5.intoArray(c, row5);
        c6.intoArray(c, row6);
        c7.intoArray(c, row7);
        c8.intoArray(c, row8);
        c9.intoArray(c, row9);
        c10.intoArray(c, row10);
        c11.intoArray(c, row11);
    }
}
