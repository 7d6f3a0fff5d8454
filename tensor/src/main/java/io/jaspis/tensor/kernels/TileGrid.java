package io.jaspis.tensor.kernels;

/** A block of C, made tile by tile from packed panels of all its rows and all its columns. */
final class TileGrid {
    private TileGrid() {}

    /** Room for the tile that {@link #multiply} needs. */
    static float[] edgeTile(Scratch scratch) {
        return scratch.floats(Scratch.Floats.EDGE_TILE, RegisterTile.ROWS * RegisterTile.COLUMNS);
    }

    /** Column panels outside, so that one stays in the second-level cache while the row panels pass through the first. */
    static void multiply(
            int rows,
            int columns,
            int depth,
            float[] rowPanels,
            int rowsAt,
            float[] columnPanels,
            float[] tile,
            float[] c,
            int cOffset,
            int strideRow,
            int strideColumn,
            boolean add) {
        for (int column = 0; column < columns; column += RegisterTile.COLUMNS) {
            boolean whole = strideColumn == 1 && column + RegisterTile.COLUMNS <= columns;
            int panel = column * depth;
            for (int row = 0; row < rows; row += RegisterTile.ROWS) {
                int at = cOffset + row * strideRow + column * strideColumn;
                int rowPanel = rowsAt + row * depth;
                if (whole && row + RegisterTile.ROWS <= rows) {
                    RegisterTile.multiply(depth, rowPanels, rowPanel, columnPanels, panel, c, at, strideRow, add);
                } else {
                    int height = Math.min(RegisterTile.ROWS, rows - row);
                    int width = Math.min(RegisterTile.COLUMNS, columns - column);
                    RegisterTile.multiply(
                            depth, rowPanels, rowPanel, columnPanels, panel, tile, 0, RegisterTile.COLUMNS, false);
                    move(height, width, tile, c, at, strideRow, strideColumn, add);
                }
            }
        }
    }

    private static void move(
            int rows, int columns, float[] tile, float[] c, int cOffset, int strideRow, int strideColumn, boolean add) {
        for (int row = 0; row < rows; row++) {
            int to = cOffset + row * strideRow;
            int from = row * RegisterTile.COLUMNS;
            if (add) {
                for (int column = 0; column < columns; column++) {
                    c[to + column * strideColumn] += tile[from + column];
                }
            } else {
                for (int column = 0; column < columns; column++) {
                    c[to + column * strideColumn] = tile[from + column];
                }
            }
        }
    }
}
