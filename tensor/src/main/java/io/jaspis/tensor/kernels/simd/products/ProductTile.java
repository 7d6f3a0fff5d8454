package io.jaspis.tensor.kernels.simd.products;

import io.jaspis.tensor.kernels.simd.Lanes;

/** The tile of C that a product holds in registers, by what the machine has of them. */
final class ProductTile {
    /** Only AVX-512 has the 32 registers that twelve rows need; with fewer C2 keeps sums in memory. */
    static final boolean WIDE = Lanes.FLOATS.length() >= 16;

    static final int ROWS = WIDE ? TwelveRows.ROWS : FourRows.ROWS;
    /** The columns of one vector. */
    static final int LANES = Lanes.FLOATS.length();
    /** The columns of a whole tile: two vectors. */
    static final int COLUMNS = 2 * LANES;

    private ProductTile() {}

    /** How many of the rows that are left the next panel of A takes, so that least of its tile is idle. */
    static int strip(int rowsLeft) {
        boolean twoOfEight = WIDE && rowsLeft > TwelveRows.ROWS && rowsLeft <= 2 * EightRows.ROWS;
        return Math.min(rowsLeft, twoOfEight ? EightRows.ROWS : ROWS);
    }

    /** The rows that a panel of A has which holds {@code rows}, at most {@link #ROWS}, of them. */
    static int height(int rows) {
        if (!WIDE) {
            return FourRows.ROWS;
        }
        return rows > EightRows.ROWS ? TwelveRows.ROWS : EightRows.ROWS;
    }

    /** The columns that a panel of B has for {@code columns}, at most {@link #COLUMNS}: one vector or two. */
    static int width(int columns) {
        return columns > LANES ? COLUMNS : LANES;
    }

    /**
     * {@code C = A·B} or, where {@code add}, {@code C += A·B}.
     *
     * @param rows of C, at most {@link #ROWS}; the panel of A has {@link #height} of them
     * @param width of C: {@link #LANES} or {@link #COLUMNS}
     */
    static void multiply(
            int rows,
            int width,
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
        boolean two = width == COLUMNS;
        switch (height(rows)) {
            case TwelveRows.ROWS -> {
                if (two) {
                    TwelveRows.two(rows, depth, a, aOffset, b, bOffset, strideB, c, cOffset, strideC, add);
                } else {
                    TwelveRows.one(rows, depth, a, aOffset, b, bOffset, strideB, c, cOffset, strideC, add);
                }
            }
            case EightRows.ROWS -> {
                if (two) {
                    EightRows.two(rows, depth, a, aOffset, b, bOffset, strideB, c, cOffset, strideC, add);
                } else {
                    EightRows.one(rows, depth, a, aOffset, b, bOffset, strideB, c, cOffset, strideC, add);
                }
            }
            default -> {
                if (two && strideB == COLUMNS) {
                    FourRows.panel(rows, depth, a, aOffset, b, bOffset, c, cOffset, strideC, add);
                } else if (two) {
                    FourRows.two(rows, depth, a, aOffset, b, bOffset, strideB, c, cOffset, strideC, add);
                } else {
                    FourRows.one(rows, depth, a, aOffset, b, bOffset, strideB, c, cOffset, strideC, add);
                }
            }
        }
    }
}
