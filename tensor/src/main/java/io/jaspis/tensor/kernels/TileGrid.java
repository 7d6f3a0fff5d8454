package io.jaspis.tensor.kernels;

/** A block of C, made tile by tile from packed panels of all its rows and all its columns. */
final class TileGrid {
    private TileGrid() {}

    /** Room for the tile that {@link #multiply} needs. */
    static float[] edgeTile(Scratch scratch) {
        return scratch.floats(Scratch.Floats.EDGE_TILE, RegisterTile.ROWS * RegisterTile.COLUMNS);
    }

    /**
     * Row panels outside: one of them stays in the first-level cache, and C is written along its rows; the column panels
     * should fit the second-level cache.
     */
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
        for (int row = 0; row < rows; row += RegisterTile.ROWS) {
            int rowPanel = rowsAt + row * depth;
            int height = Math.min(RegisterTile.ROWS, rows - row);
            for (int column = 0; column < columns; column += RegisterTile.COLUMNS) {
                int panel = column * depth;
                int at = cOffset + row * strideRow + column * strideColumn;
                int width = Math.min(RegisterTile.COLUMNS, columns - column);
                if (strideColumn == 1 && width == RegisterTile.COLUMNS && height == RegisterTile.ROWS) {
                    RegisterTile.multiply(depth, rowPanels, rowPanel, columnPanels, panel, c, at, strideRow, add);
                } else {
                    RegisterTile.multiply(
                            depth, rowPanels, rowPanel, columnPanels, panel, tile, 0, RegisterTile.COLUMNS, false);
                    move(height, width, RegisterTile.COLUMNS, tile, c, at, strideRow, strideColumn, add);
                }
            }
        }
    }

    /**
     * The same with rows of A that are read where they stand, and column panels that may end in a thin one
     * ({@link RegisterTile#wideColumns}); column c of them begins at {@code panelsAt + c·panelDepth}, of which {@code depth}
     * elements from {@code k} on are used. A finished tile passes through the epilogue, if any, whose first column is
     * {@code firstColumn}, while it is in the first-level cache.
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
        int wide = RegisterTile.wideColumns(columns);
        for (int row = 0; row < rows && wide > 0; ) {
            int done = RegisterTile.strip(rows - row);
            int from = aOffset + row * strideA;
            for (int column = 0; column < wide; column += RegisterTile.COLUMNS) {
                int present = Math.min(RegisterTile.COLUMNS, columns - column);
                int panel = panelsAt + column * panelDepth + k * RegisterTile.COLUMNS;
                int at = cOffset + row * strideC + column;
                if (present == RegisterTile.COLUMNS) {
                    RegisterTile.multiplyRows(done, depth, a, from, strideA, panels, panel, c, at, strideC, add);
                } else {
                    RegisterTile.multiplyRows(
                            done, depth, a, from, strideA, panels, panel, tile, 0, RegisterTile.COLUMNS, false);
                    move(done, present, RegisterTile.COLUMNS, tile, c, at, strideC, 1, add);
                }
                if (epilogue != null) {
                    VectorEpilogue.finishColumns(epilogue, done, present, firstColumn + column, c, at, strideC);
                }
            }
            row += done;
        }
        for (int column = wide; column < columns; column += ThinTile.COLUMNS) {
            int present = Math.min(ThinTile.COLUMNS, columns - column);
            int panel = panelsAt + column * panelDepth + k * ThinTile.COLUMNS;
            for (int row = 0; row < rows; row += ThinTile.ROWS) {
                int done = Math.min(ThinTile.ROWS, rows - row);
                int from = aOffset + row * strideA;
                int at = cOffset + row * strideC + column;
                if (present == ThinTile.COLUMNS) {
                    ThinTile.multiply(done, depth, a, from, strideA, panels, panel, c, at, strideC, add);
                } else {
                    ThinTile.multiply(done, depth, a, from, strideA, panels, panel, tile, 0, ThinTile.COLUMNS, false);
                    move(done, present, ThinTile.COLUMNS, tile, c, at, strideC, 1, add);
                }
                if (epilogue != null) {
                    VectorEpilogue.finishColumns(epilogue, done, present, firstColumn + column, c, at, strideC);
                }
            }
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
