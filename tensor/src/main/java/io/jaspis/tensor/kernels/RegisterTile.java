package io.jaspis.tensor.kernels;

/**
 * The tile of C that a product holds in registers: {@link #ROWS} × {@link #COLUMNS}. It reads a row panel of A, {@code
 * [depth × ROWS]}, and a column panel of B, {@code [depth × COLUMNS]}, each without gaps.
 */
final class RegisterTile {
    static final int ROWS = 6;
    /** Only AVX-512 has the 32 registers that the wide tile needs; with fewer it would spill. */
    private static final boolean WIDE = Lanes.FLOATS.length() >= 16;

    static final int COLUMNS = WIDE ? WideTile.COLUMNS : NarrowTile.COLUMNS;

    private RegisterTile() {}

    /** {@code C = A·B}, or {@code C += A·B}, for one whole tile of C. */
    static void multiply(
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] c,
            int cOffset,
            int strideC,
            boolean add) {
        if (WIDE) {
            WideTile.multiply(depth, a, aOffset, b, bOffset, c, cOffset, strideC, add);
        } else {
            NarrowTile.multiply(depth, a, aOffset, b, bOffset, c, cOffset, strideC, add);
        }
    }

    /** The same for {@link #strip} rows of A that are read where they stand, {@code strideA} apart. */
    static void multiplyRows(
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
        if (!WIDE) {
            NarrowRows.six(rows, depth, a, aOffset, strideA, b, bOffset, c, cOffset, strideC, add);
        } else if (rows == 1) {
            WideRows.one(depth, a, aOffset, b, bOffset, c, cOffset, add);
        } else if (rows <= 4) {
            WideRows.four(rows, depth, a, aOffset, strideA, b, bOffset, c, cOffset, strideC, add);
        } else {
            WideRows.six(rows, depth, a, aOffset, strideA, b, bOffset, c, cOffset, strideC, add);
        }
    }

    /** How many of the rows that are left {@link #multiplyRows} should do next, so that least of its tiles is idle. */
    static int strip(int rowsLeft) {
        return WIDE && (rowsLeft == 7 || rowsLeft == 8) ? 4 : Math.min(rowsLeft, ROWS);
    }

    /**
     * Of so many columns, those that go into whole panels, the last of which may lack some; what one vector can take of the
     * rest goes into a thin panel.
     */
    static int wideColumns(int columns) {
        int left = columns % COLUMNS;
        return left > ThinTile.COLUMNS ? columns : columns - left;
    }

    static int rowPanels(int rows) {
        return (rows + ROWS - 1) / ROWS;
    }

    static int columnPanels(int columns) {
        return (columns + COLUMNS - 1) / COLUMNS;
    }
}
