package io.jaspis.tensor.kernels;

/** A block of C, made tile by tile from packed panels of all its rows and all its columns. */
final class TileGrid {
    private TileGrid() {}

    /** Room for the tile that {@link #multiply} needs. */
    static float[] edgeTile(Scratch scratch) {
        return scratch.floats(Scratch.Floats.EDGE_TILE, ThinTile.ROWS * RegisterTile.COLUMNS);
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
                    move(height, width, RegisterTile.COLUMNS, tile, c, at, strideRow, strideColumn, add);
                }
            }
        }
    }

    /**
     * The same with rows of A that are read where they stand, and column panels that end in thin ones
     * ({@link RegisterTile#panelWidth}); column c of them begins at {@code panelsAt + c·panelDepth},
     * of which {@code depth} elements from {@code k} on are used. A finished tile passes
     * through the epilogue, if any, whose first column is {@code firstColumn}, while it is in the first-level cache.
     */
    static void multiplyRows(
            int rows,
            int columns,
            int depth,
            float[] a,
            int aOffset,
            int strideA,
            float[] panels,
            int panelsAt,
            int panelDepth,
            int k,
            float[] tile,
            float[] c,
            int cOffset,
            int strideC,
            boolean add,
            Epilogue epilogue,
            int firstColumn) {
        for (int column = 0; column < columns; ) {
            int width = RegisterTile.panelWidth(columns - column);
            int present = Math.min(width, columns - column);
            int panel = panelsAt + column * panelDepth + k * width;
            for (int row = 0; row < rows; ) {
                int from = aOffset + row * strideA;
                int at = cOffset + row * strideC + column;
                boolean whole = present == width;
                float[] target = whole ? c : tile;
                int targetAt = whole ? at : 0;
                int stride = whole ? strideC : width;
                int left = rows - row;
                int done;
                if (width == RegisterTile.COLUMNS) {
                    done = RegisterTile.multiplyRows(
                            left, depth, a, from, strideA, panels, panel, target, targetAt, stride, add && whole);
                } else {
                    done = Math.min(left, ThinTile.ROWS);
                    ThinTile.multiply(
                            done, depth, a, from, strideA, panels, panel, target, targetAt, stride, add && whole);
                }
                if (!whole) {
                    move(done, present, width, tile, c, at, strideC, 1, add);
                }
                if (epilogue != null) {
                    VectorEpilogue.finishColumns(epilogue, done, present, firstColumn + column, c, at, strideC);
                }
                row += done;
            }
            column += width;
        }
    }

    private static void move(
            int rows,
            int columns,
            int tileStride,
            float[] tile,
            float[] c,
            int cOffset,
            int strideRow,
            int strideColumn,
            boolean add) {
        for (int row = 0; row < rows; row++) {
            int to = cOffset + row * strideRow;
            int from = row * tileStride;
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
