package io.jaspis.tensor.kernels.simd.products;

import io.jaspis.tensor.kernels.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tiles that read rows of A where they stand: 6 rows × 4 vectors of C are 24 sums, 4 × 4 are 16. Six rows
 * have registers for their addresses, which the twelve of {@link TwelveRows} don't; in return a step reads twice as
 * much of B. So they are for products with too few columns to pay for packing A. Rows that a tile lacks repeat its last
 * one.
 *
 * <p>Each step of the depth reads two vectors of B from {@code first} on and two from {@code second} on: a row of two
 * panels of {@link ColumnPanels}.
 */
final class RowsInPlace {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    /** Only AVX-512 has the 32 registers that 24 sums need. */
    static final boolean FIT = LANES >= 16;
    /** From one row of a panel to the next. */
    private static final int PANEL = ProductTile.COLUMNS;
    /** Rows of the larger tile. */
    static final int ROWS = 6;

    private static final int FEWER_ROWS = 4;

    private RowsInPlace() {}

    /**
     * How many of the rows that are left the next tile takes, so that least of a tile is idle: sixes, and fours to even
     * up.
     */
    static int strip(int rowsLeft) {
        int behindSixes = rowsLeft % ROWS;
        boolean four = rowsLeft <= FEWER_ROWS || rowsLeft > ROWS && (behindSixes == 1 || behindSixes == 2);
        return Math.min(rowsLeft, four ? FEWER_ROWS : ROWS);
    }

    /** {@code C = A·B} or, where {@code add}, {@code C += A·B}, for as many rows as {@link #strip} gives. */
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
        if (rows > FEWER_ROWS) {
            six(rows, depth, a, aOffset, strideA, b, first, second, c, cOffset, strideC, add);
        } else {
            four(rows, depth, a, aOffset, strideA, b, first, second, c, cOffset, strideC, add);
        }
    }

    private static void six(
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
        int a1 = aOffset + Math.min(1, rows - 1) * strideA;
        int a2 = aOffset + Math.min(2, rows - 1) * strideA;
        int a3 = aOffset + Math.min(3, rows - 1) * strideA;
        int a4 = aOffset + Math.min(4, rows - 1) * strideA;
        int a5 = aOffset + Math.min(5, rows - 1) * strideA;
        for (int k = 0; k < depth; k++) {
            int left = first + k * PANEL;
            int right = second + k * PANEL;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, left);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, left + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, right);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, right + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[aOffset + k]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + k]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c13 = x1.fma(b3, c13);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + k]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            c22 = x2.fma(b2, c22);
            c23 = x2.fma(b3, c23);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + k]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            c32 = x3.fma(b2, c32);
            c33 = x3.fma(b3, c33);
            FloatVector x4 = FloatVector.broadcast(SPECIES, a[a4 + k]);
            c40 = x4.fma(b0, c40);
            c41 = x4.fma(b1, c41);
            c42 = x4.fma(b2, c42);
            c43 = x4.fma(b3, c43);
            FloatVector x5 = FloatVector.broadcast(SPECIES, a[a5 + k]);
            c50 = x5.fma(b0, c50);
            c51 = x5.fma(b1, c51);
            c52 = x5.fma(b2, c52);
            c53 = x5.fma(b3, c53);
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

    private static void four(
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
        int a1 = aOffset + Math.min(1, rows - 1) * strideA;
        int a2 = aOffset + Math.min(2, rows - 1) * strideA;
        int a3 = aOffset + Math.min(3, rows - 1) * strideA;
        for (int k = 0; k < depth; k++) {
            int left = first + k * PANEL;
            int right = second + k * PANEL;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, left);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, left + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, right);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, right + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[aOffset + k]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + k]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c13 = x1.fma(b3, c13);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + k]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            c22 = x2.fma(b2, c22);
            c23 = x2.fma(b3, c23);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + k]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            c32 = x3.fma(b2, c32);
            c33 = x3.fma(b3, c33);
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
}
