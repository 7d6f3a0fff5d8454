package io.jaspis.tensor.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles for 32 registers that read the rows of A where they stand, for products whose B has too few columns to pay
 * for packing A: 6 or 4 rows × 4 vectors of C, and 1 × 4, which is bound by reading B. Rows a tile lacks repeat its last
 * one, in A as in C, so that no tile needs a masked end.
 */
final class WideRows {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    static final int COLUMNS = 4 * LANES;

    private WideRows() {}

    /** Up to 6 rows: {@code C = A·B} or, where {@code add}, {@code C += A·B}. */
    static void six(
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
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c01 = FloatVector.zero(SPECIES);
        FloatVector c02 = FloatVector.zero(SPECIES);
        FloatVector c03 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c11 = FloatVector.zero(SPECIES);
        FloatVector c12 = FloatVector.zero(SPECIES);
        FloatVector c13 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES);
        FloatVector c21 = FloatVector.zero(SPECIES);
        FloatVector c22 = FloatVector.zero(SPECIES);
        FloatVector c23 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES);
        FloatVector c31 = FloatVector.zero(SPECIES);
        FloatVector c32 = FloatVector.zero(SPECIES);
        FloatVector c33 = FloatVector.zero(SPECIES);
        FloatVector c40 = FloatVector.zero(SPECIES);
        FloatVector c41 = FloatVector.zero(SPECIES);
        FloatVector c42 = FloatVector.zero(SPECIES);
        FloatVector c43 = FloatVector.zero(SPECIES);
        FloatVector c50 = FloatVector.zero(SPECIES);
        FloatVector c51 = FloatVector.zero(SPECIES);
        FloatVector c52 = FloatVector.zero(SPECIES);
        FloatVector c53 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            int atB = bOffset + k * COLUMNS;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, atB);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, atB + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, atB + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, atB + 3 * LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[aOffset + k]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[line1 + k]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[line2 + k]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[line3 + k]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[line4 + k]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            c43 = a4.fma(b3, c43);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[line5 + k]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            c53 = a5.fma(b3, c53);
        }
        int row1 = cOffset + Math.min(1, rows - 1) * strideC;
        int row2 = cOffset + Math.min(2, rows - 1) * strideC;
        int row3 = cOffset + Math.min(3, rows - 1) * strideC;
        int row4 = cOffset + Math.min(4, rows - 1) * strideC;
        int row5 = cOffset + Math.min(5, rows - 1) * strideC;
        if (add) {
            c00 = c00.add(FloatVector.fromArray(SPECIES, c, cOffset));
            c01 = c01.add(FloatVector.fromArray(SPECIES, c, cOffset + LANES));
            c02 = c02.add(FloatVector.fromArray(SPECIES, c, cOffset + 2 * LANES));
            c03 = c03.add(FloatVector.fromArray(SPECIES, c, cOffset + 3 * LANES));
            c10 = c10.add(FloatVector.fromArray(SPECIES, c, row1));
            c11 = c11.add(FloatVector.fromArray(SPECIES, c, row1 + LANES));
            c12 = c12.add(FloatVector.fromArray(SPECIES, c, row1 + 2 * LANES));
            c13 = c13.add(FloatVector.fromArray(SPECIES, c, row1 + 3 * LANES));
            c20 = c20.add(FloatVector.fromArray(SPECIES, c, row2));
            c21 = c21.add(FloatVector.fromArray(SPECIES, c, row2 + LANES));
            c22 = c22.add(FloatVector.fromArray(SPECIES, c, row2 + 2 * LANES));
            c23 = c23.add(FloatVector.fromArray(SPECIES, c, row2 + 3 * LANES));
            c30 = c30.add(FloatVector.fromArray(SPECIES, c, row3));
            c31 = c31.add(FloatVector.fromArray(SPECIES, c, row3 + LANES));
            c32 = c32.add(FloatVector.fromArray(SPECIES, c, row3 + 2 * LANES));
            c33 = c33.add(FloatVector.fromArray(SPECIES, c, row3 + 3 * LANES));
            c40 = c40.add(FloatVector.fromArray(SPECIES, c, row4));
            c41 = c41.add(FloatVector.fromArray(SPECIES, c, row4 + LANES));
            c42 = c42.add(FloatVector.fromArray(SPECIES, c, row4 + 2 * LANES));
            c43 = c43.add(FloatVector.fromArray(SPECIES, c, row4 + 3 * LANES));
            c50 = c50.add(FloatVector.fromArray(SPECIES, c, row5));
            c51 = c51.add(FloatVector.fromArray(SPECIES, c, row5 + LANES));
            c52 = c52.add(FloatVector.fromArray(SPECIES, c, row5 + 2 * LANES));
            c53 = c53.add(FloatVector.fromArray(SPECIES, c, row5 + 3 * LANES));
        }
        c00.intoArray(c, cOffset);
        c01.intoArray(c, cOffset + LANES);
        c02.intoArray(c, cOffset + 2 * LANES);
        c03.intoArray(c, cOffset + 3 * LANES);
        c10.intoArray(c, row1);
        c11.intoArray(c, row1 + LANES);
        c12.intoArray(c, row1 + 2 * LANES);
        c13.intoArray(c, row1 + 3 * LANES);
        c20.intoArray(c, row2);
        c21.intoArray(c, row2 + LANES);
        c22.intoArray(c, row2 + 2 * LANES);
        c23.intoArray(c, row2 + 3 * LANES);
        c30.intoArray(c, row3);
        c31.intoArray(c, row3 + LANES);
        c32.intoArray(c, row3 + 2 * LANES);
        c33.intoArray(c, row3 + 3 * LANES);
        c40.intoArray(c, row4);
        c41.intoArray(c, row4 + LANES);
        c42.intoArray(c, row4 + 2 * LANES);
        c43.intoArray(c, row4 + 3 * LANES);
        c50.intoArray(c, row5);
        c51.intoArray(c, row5 + LANES);
        c52.intoArray(c, row5 + 2 * LANES);
        c53.intoArray(c, row5 + 3 * LANES);
    }

    /** The same for up to 4 rows. */
    static void four(
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
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c01 = FloatVector.zero(SPECIES);
        FloatVector c02 = FloatVector.zero(SPECIES);
        FloatVector c03 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c11 = FloatVector.zero(SPECIES);
        FloatVector c12 = FloatVector.zero(SPECIES);
        FloatVector c13 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES);
        FloatVector c21 = FloatVector.zero(SPECIES);
        FloatVector c22 = FloatVector.zero(SPECIES);
        FloatVector c23 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES);
        FloatVector c31 = FloatVector.zero(SPECIES);
        FloatVector c32 = FloatVector.zero(SPECIES);
        FloatVector c33 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            int atB = bOffset + k * COLUMNS;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, atB);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, atB + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, atB + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, atB + 3 * LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[aOffset + k]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[line1 + k]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[line2 + k]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[line3 + k]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
        }
        int row1 = cOffset + Math.min(1, rows - 1) * strideC;
        int row2 = cOffset + Math.min(2, rows - 1) * strideC;
        int row3 = cOffset + Math.min(3, rows - 1) * strideC;
        if (add) {
            c00 = c00.add(FloatVector.fromArray(SPECIES, c, cOffset));
            c01 = c01.add(FloatVector.fromArray(SPECIES, c, cOffset + LANES));
            c02 = c02.add(FloatVector.fromArray(SPECIES, c, cOffset + 2 * LANES));
            c03 = c03.add(FloatVector.fromArray(SPECIES, c, cOffset + 3 * LANES));
            c10 = c10.add(FloatVector.fromArray(SPECIES, c, row1));
            c11 = c11.add(FloatVector.fromArray(SPECIES, c, row1 + LANES));
            c12 = c12.add(FloatVector.fromArray(SPECIES, c, row1 + 2 * LANES));
            c13 = c13.add(FloatVector.fromArray(SPECIES, c, row1 + 3 * LANES));
            c20 = c20.add(FloatVector.fromArray(SPECIES, c, row2));
            c21 = c21.add(FloatVector.fromArray(SPECIES, c, row2 + LANES));
            c22 = c22.add(FloatVector.fromArray(SPECIES, c, row2 + 2 * LANES));
            c23 = c23.add(FloatVector.fromArray(SPECIES, c, row2 + 3 * LANES));
            c30 = c30.add(FloatVector.fromArray(SPECIES, c, row3));
            c31 = c31.add(FloatVector.fromArray(SPECIES, c, row3 + LANES));
            c32 = c32.add(FloatVector.fromArray(SPECIES, c, row3 + 2 * LANES));
            c33 = c33.add(FloatVector.fromArray(SPECIES, c, row3 + 3 * LANES));
        }
        c00.intoArray(c, cOffset);
        c01.intoArray(c, cOffset + LANES);
        c02.intoArray(c, cOffset + 2 * LANES);
        c03.intoArray(c, cOffset + 3 * LANES);
        c10.intoArray(c, row1);
        c11.intoArray(c, row1 + LANES);
        c12.intoArray(c, row1 + 2 * LANES);
        c13.intoArray(c, row1 + 3 * LANES);
        c20.intoArray(c, row2);
        c21.intoArray(c, row2 + LANES);
        c22.intoArray(c, row2 + 2 * LANES);
        c23.intoArray(c, row2 + 3 * LANES);
        c30.intoArray(c, row3);
        c31.intoArray(c, row3 + LANES);
        c32.intoArray(c, row3 + 2 * LANES);
        c33.intoArray(c, row3 + 3 * LANES);
    }

    /** The same for one row. */
    static void one(int depth, float[] a, int aOffset, float[] b, int bOffset, float[] c, int cOffset, boolean add) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c01 = FloatVector.zero(SPECIES);
        FloatVector c02 = FloatVector.zero(SPECIES);
        FloatVector c03 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            int atB = bOffset + k * COLUMNS;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, atB);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, atB + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, atB + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, atB + 3 * LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[aOffset + k]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
        }
        if (add) {
            c00 = c00.add(FloatVector.fromArray(SPECIES, c, cOffset));
            c01 = c01.add(FloatVector.fromArray(SPECIES, c, cOffset + LANES));
            c02 = c02.add(FloatVector.fromArray(SPECIES, c, cOffset + 2 * LANES));
            c03 = c03.add(FloatVector.fromArray(SPECIES, c, cOffset + 3 * LANES));
        }
        c00.intoArray(c, cOffset);
        c01.intoArray(c, cOffset + LANES);
        c02.intoArray(c, cOffset + 2 * LANES);
        c03.intoArray(c, cOffset + 3 * LANES);
    }
}
