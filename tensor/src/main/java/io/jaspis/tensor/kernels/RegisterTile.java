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

    /**
     * The same for up to {@link #ROWS} rows of A that are read where they stand, {@code strideA} apart; as many are done as
     * the answer says.
     */
    static int multiplyRows(
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
            int done = Math.min(rows, ROWS);
            NarrowRows.six(done, depth, a, aOffset, strideA, b, bOffset, c, cOffset, strideC, add);
            return done;
        }
        if (rows == 1) {
            WideRows.one(depth, a, aOffset, b, bOffset, c, cOffset, add);
            return 1;
        }
        if (rows <= 4 || rows == 7 || rows == 8) {
            int done = Math.min(rows, 4);
            WideRows.four(done, depth, a, aOffset, strideA, b, bOffset, c, cOffset, strideC, add);
            return done;
        }
        int done = Math.min(rows, ROWS);
        WideRows.six(done, depth, a, aOffset, strideA, b, bOffset, c, cOffset, strideC, add);
        return done;
    }

    /** The width of the column panels that end a B: whole ones, or thin ones of one vector where that leaves less idle. */
    static int panelWidth(int columnsLeft) {
        return columnsLeft > COLUMNS - Lanes.FLOATS.length() ? COLUMNS : Lanes.FLOATS.length();
    }

    static int rowPanels(int rows) {
        return (rows + ROWS - 1) / ROWS;
    }

    static int columnPanels(int columns) {
        return (columns + COLUMNS - 1) / COLUMNS;
    }
}
