package io.jaspis.tensor.kernels.simd.products;

import io.jaspis.tensor.kernels.simd.Lanes;

/**
 * The tiles that read rows of A where they stand, for products with too few columns to pay for packing A: {@link
 * SixRowsInPlace} and {@link FourRowsInPlace}.
 *
 * <p>Each step of the depth reads two vectors of B from {@code first} on and two from {@code second} on: a row of two
 * panels of {@link ColumnPanels}.
 */
final class RowsInPlace {
    /** Only AVX-512 has the 32 registers that 24 sums need. */
    static final boolean FIT = Lanes.FLOATS.length() >= 16;

    private RowsInPlace() {}

    /**
     * How many of the rows that are left the next tile takes, so that least of a tile is idle: sixes, and fours to even
     * up.
     */
    static int strip(int rowsLeft) {
        int behindSixes = rowsLeft % SixRowsInPlace.ROWS;
        boolean four = rowsLeft <= FourRowsInPlace.ROWS
                || rowsLeft > SixRowsInPlace.ROWS && (behindSixes == 1 || behindSixes == 2);
        return Math.min(rowsLeft, four ? FourRowsInPlace.ROWS : SixRowsInPlace.ROWS);
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
        if (rows > FourRowsInPlace.ROWS) {
            SixRowsInPlace.multiply(rows, depth, a, aOffset, strideA, b, first, second, c, cOffset, strideC, add);
        } else {
            FourRowsInPlace.multiply(rows, depth, a, aOffset, strideA, b, first, second, c, cOffset, strideC, add);
        }
    }
}
