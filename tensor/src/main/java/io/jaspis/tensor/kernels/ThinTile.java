package io.jaspis.tensor.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tile for a B of few columns: 12 rows × 1 vector of C, as 12 sums hide the latency of 4 × 2 multiply-adds.
 * It reads the rows of A where they stand; rows it lacks repeat its last one, in A as in C.
 */
final class ThinTile {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    static final int ROWS = 12;

    private ThinTile() {}

    /** Up to 12 rows: {@code C = A·B} or, where {@code add}, {@code C += A·B}. */
    static void multiply(
            int rows,
            int depth,
            float[] a,
            int aOffset,
            int strideA,
            float[] b,
            int bOffset,
            float[] c,
            int cOffset,
            int strideC,
            boolean add) {
        int line1 = aOffset + Math.min(1, rows - 1) * strideA;
        int line2 = aOffset + Math.min(2, rows - 1) * strideA;
        int line3 = aOffset + Math.min(3, rows - 1) * strideA;
        int line4 = aOffset + Math.min(4, rows - 1) * strideA;
        int line5 = aOffset + Math.min(5, rows - 1) * strideA;
        int line6 = aOffset + Math.min(6, rows - 1) * strideA;
        int line7 = aOffset + Math.min(7, rows - 1) * strideA;
        int line8 = aOffset + Math.min(8, rows - 1) * strideA;
        int line9 = aOffset + Math.min(9, rows - 1) * strideA;
        int line10 = aOffset + Math.min(10, rows - 1) * strideA;
        int line11 = aOffset + Math.min(11, rows - 1) * strideA;
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES);
        FloatVector c40 = FloatVector.zero(SPECIES);
        FloatVector c50 = FloatVector.zero(SPECIES);
        FloatVector c60 = FloatVector.zero(SPECIES);
        FloatVector c70 = FloatVector.zero(SPECIES);
        FloatVector c80 = FloatVector.zero(SPECIES);
        FloatVector c90 = FloatVector.zero(SPECIES);
        FloatVector ca0 = FloatVector.zero(SPECIES);
        FloatVector cb0 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            int atB = bOffset + k * LANES;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, atB);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[aOffset + k]);
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[line1 + k]);
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[line2 + k]);
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[line3 + k]);
            c30 = a3.fma(b0, c30);
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[line4 + k]);
            c40 = a4.fma(b0, c40);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[line5 + k]);
            c50 = a5.fma(b0, c50);
            FloatVector a6 = FloatVector.broadcast(SPECIES, a[line6 + k]);
            c60 = a6.fma(b0, c60);
            FloatVector a7 = FloatVector.broadcast(SPECIES, a[line7 + k]);
            c70 = a7.fma(b0, c70);
            FloatVector a8 = FloatVector.broadcast(SPECIES, a[line8 + k]);
            c80 = a8.fma(b0, c80);
            FloatVector a9 = FloatVector.broadcast(SPECIES, a[line9 + k]);
            c90 = a9.fma(b0, c90);
            FloatVector aa = FloatVector.broadcast(SPECIES, a[line10 + k]);
            ca0 = aa.fma(b0, ca0);
            FloatVector ab = FloatVector.broadcast(SPECIES, a[line11 + k]);
            cb0 = ab.fma(b0, cb0);
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
            c00 = c00.add(FloatVector.fromArray(SPECIES, c, cOffset));
            c10 = c10.add(FloatVector.fromArray(SPECIES, c, row1));
            c20 = c20.add(FloatVector.fromArray(SPECIES, c, row2));
            c30 = c30.add(FloatVector.fromArray(SPECIES, c, row3));
            c40 = c40.add(FloatVector.fromArray(SPECIES, c, row4));
            c50 = c50.add(FloatVector.fromArray(SPECIES, c, row5));
            c60 = c60.add(FloatVector.fromArray(SPECIES, c, row6));
            c70 = c70.add(FloatVector.fromArray(SPECIES, c, row7));
            c80 = c80.add(FloatVector.fromArray(SPECIES, c, row8));
            c90 = c90.add(FloatVector.fromArray(SPECIES, c, row9));
            ca0 = ca0.add(FloatVector.fromArray(SPECIES, c, row10));
            cb0 = cb0.add(FloatVector.fromArray(SPECIES, c, row11));
        }
        c00.intoArray(c, cOffset);
        c10.intoArray(c, row1);
        c20.intoArray(c, row2);
        c30.intoArray(c, row3);
        c40.intoArray(c, row4);
        c50.intoArray(c, row5);
        c60.intoArray(c, row6);
        c70.intoArray(c, row7);
        c80.intoArray(c, row8);
        c90.intoArray(c, row9);
        ca0.intoArray(c, row10);
        cb0.intoArray(c, row11);
    }
}
