package io.jaspis.tensor.kernels;

/**
 * The product of {@link PatchProduct} for few rows of weights: vectors of pixels are read where they lie in the planes,
 * four at a time, a row of pixels ending where it ends.
 */
final class DirectProduct {
    private static final int LANES = Lanes.FLOATS.length();
    private static final int WIDTH = DirectTile.VECTORS * LANES;

    private DirectProduct() {}

    /** The rows of pixels {@code firstPixelRow} to {@code endPixelRow − 1}, in all rows of the result. */
    static void multiply(
            PatchLayout layout,
            float[] planes,
            int rows,
            float[] weights,
            int weightsAt,
            float[] y,
            int yOffset,
            int strideRow,
            int firstPixelRow,
            int endPixelRow,
            Epilogue epilogue,
            int firstChannel) {
        float[] tile = Scratch.mine().floats(Scratch.Floats.EDGE_TILE, DirectTile.ROWS * WIDTH);
        int[] taps = layout.taps;
        int perRow = (layout.columns + LANES - 1) / LANES;
        int end = endPixelRow * perRow;
        for (int vector = firstPixelRow * perRow; vector < end; vector += DirectTile.VECTORS) {
            int place0 = place(layout, perRow, vector);
            int place1 = place(layout, perRow, Math.min(vector + 1, end - 1));
            int place2 = place(layout, perRow, Math.min(vector + 2, end - 1));
            int place3 = place(layout, perRow, Math.min(vector + 3, end - 1));
            for (int row = 0; row < rows; row += DirectTile.ROWS) {
                int present = Math.min(DirectTile.ROWS, rows - row);
                int from = weightsAt + row * taps.length;
                if (present == 1) {
                    DirectTile.one(taps, taps.length, weights, from, planes, place0, place1, place2, place3, tile);
                } else {
                    DirectTile.four(
                            present, taps, taps.length, weights, from, planes, place0, place1, place2, place3, tile);
                }
                for (int i = 0; i < present; i++) {
                    if (epilogue != null) {
                        VectorEpilogue.finishRow(epilogue, firstChannel + row + i, WIDTH, tile, i * WIDTH);
                    }
                    int plane = yOffset + (row + i) * strideRow + layout.resultStart;
                    move(layout, perRow, vector, Math.min(DirectTile.VECTORS, end - vector), tile, i * WIDTH, y, plane);
                }
            }
        }
    }

    private static int place(PatchLayout layout, int perRow, int vector) {
        return vector / perRow * layout.rowStep + vector % perRow * LANES;
    }

    private static void move(
            PatchLayout layout, int perRow, int first, int count, float[] tile, int tileAt, float[] y, int plane) {
        int stride = layout.resultColumnStride;
        int row = first / perRow;
        int column = first % perRow * LANES;
        for (int i = 0; i < count; i++) {
            int from = tileAt + i * LANES;
            int to = plane + row * layout.resultRowStride + column * stride;
            int width = Math.min(LANES, layout.columns - column);
            if (stride == 1) {
                System.arraycopy(tile, from, y, to, width);
            } else {
                for (int j = 0; j < width; j++) {
                    y[to + j * stride] = tile[from + j];
                }
            }
            column += LANES;
            if (column >= layout.columns) {
                column = 0;
                row++;
            }
        }
    }
}
