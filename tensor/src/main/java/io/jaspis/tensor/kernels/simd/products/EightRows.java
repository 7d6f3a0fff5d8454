package io.jaspis.tensor.kernels.simd.products;

import io.jaspis.tensor.kernels.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tile for what {@link TwelveRows} leave of a power of two: 8 rows × 2 vectors of C are 16 sums. A is
 * packed, {@code [depth × 8]}. Rows a tile lacks repeat its last one, in A as in C.
 *
 * <p>{@code Tiles}, among the tests, writes this file.
 */
final class EightRows {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    static final int ROWS = 8;

    private EightRows() {}

    /** {@code C = A·B} or, where {@code add}, {@code C += A·B}: up to 8 rows of two vectors. */
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
        }
        int row1 = cOffset + Math.min(1, rows - 1) * strideC;
        int row2 = cOffset + Math.min(2, rows - 1) * strideC;
        int row3 = cOffset + Math.min(3, rows - 1) * strideC;
        int row4 = cOffset + Math.min(4, rows - 1) * strideC;
        int row5 = cOffset + Math.min(5, rows - 1) * strideC;
        int row6 = cOffset + Math.min(6, rows - 1) * strideC;
        int row7 = cOffset + Math.min(7, rows - 1) * strideC;
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
        }
        int row1 = cOffset + Math.min(1, rows - 1) * strideC;
        int row2 = cOffset + Math.min(2, rows - 1) * strideC;
        int row3 = cOffset + Math.min(3, rows - 1) * strideC;
        int row4 = cOffset + Math.min(4, rows - 1) * strideC;
        int row5 = cOffset + Math.min(5, rows - 1) * strideC;
        int row6 = cOffset + Math.min(6, rows - 1) * strideC;
        int row7 = cOffset + Math.min(7, rows - 1) * strideC;
        if (add) {
            c0 = c0.add(FloatVector.fromArray(SPECIES, c, cOffset));
            c1 = c1.add(FloatVector.fromArray(SPECIES, c, row1));
            c2 = c2.add(FloatVector.fromArray(SPECIES, c, row2));
            c3 = c3.add(FloatVector.fromArray(SPECIES, c, row3));
            c4 = c4.add(FloatVector.fromArray(SPECIES, c, row4));
            c5 = c5.add(FloatVector.fromArray(SPECIES, c, row5));
            c6 = c6.add(FloatVector.fromArray(SPECIES, c, row6));
            c7 = c7.add(FloatVector.fromArray(SPECIES, c, row7));
        }
        c0.intoArray(c, cOffset);
        c1.intoArray(c, row1);
        c2.intoArray(c, row2);
        c3.intoArray(c, row3);
        c4.intoArray(c, row4);
        c5.intoArray(c, row5);
        c6.intoArray(c, row6);
        c7.intoArray(c, row7);
    }
}
