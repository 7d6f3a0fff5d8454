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

    static int rowPanels(int rows) {
        return (rows + ROWS - 1) / ROWS;
    }

    static int columnPanels(int columns) {
        return (columns + COLUMNS - 1) / COLUMNS;
    }
}
