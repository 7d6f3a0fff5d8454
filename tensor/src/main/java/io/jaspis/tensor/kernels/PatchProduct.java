package io.jaspis.tensor.kernels;

/**
 * The product of weights, packed by {@link WeightPanels}, and the patches of a strip of pixels. Of all loops, the one over
 * channels of the result is inside: what it reads again and again, a few lines of each plane, stays in the first-level cache.
 */
final class PatchProduct {
    private static final int LANES = Lanes.FLOATS.length();
    private static final int ROWS = PatchTile.ROWS;
    private static final int WIDTH = PatchTile.VECTORS * LANES;

    private PatchProduct() {}

    /**
     * Makes, or adds to, the {@code rows} result channels from {@code firstChannel} of one strip of {@code pixels}
     * pixels, of which the first is pixel {@code firstPixel} of the image; {@code y} is that channel's plane at {@code yAt},
     * the next one lies {@code strideRow} behind. The weights are those of the strip's {@code depth} taps.
     */
    static void multiply(
            PatchLayout layout,
            float[] planes,
            int depth,
            float[] weights,
            int weightsAt,
            int rows,
            int firstPixel,
            int pixels,
            float[] y,
            int yAt,
            int strideRow,
            boolean add,
            Epilogue epilogue,
            int firstChannel) {
        float[] bias = epilogue == null ? null : epilogue.bias();
        boolean relu = epilogue != null && epilogue.relu();
        boolean contiguous = layout.contiguous();
        int[] taps = layout.taps;
        float[] tile = Scratch.mine().floats(Scratch.Floats.EDGE_TILE, ROWS * WIDTH);
        for (int pixel = 0; pixel < pixels; ) {
            int vectors = PatchTile.vectors(pixels - pixel);
            int width = Math.min(vectors * LANES, pixels - pixel);
            boolean inPlace = contiguous && width == vectors * LANES;
            for (int row = 0; row < rows; row += ROWS) {
                int present = Math.min(ROWS, rows - row);
                int from = weightsAt + row * depth;
                int plane = yAt + row * strideRow + layout.resultStart;
                float[] c = inPlace ? y : tile;
                int at = inPlace ? plane + firstPixel + pixel : 0;
                int stride = inPlace ? strideRow : WIDTH;
                if (add && !inPlace) {
                    move(layout, true, present, width, firstPixel + pixel, tile, y, plane, strideRow);
                }
                int biasAt = bias == null ? 0 : epilogue.biasOffset() + firstChannel + row;
                PatchTile.multiply(
                        vectors, present, depth, taps, weights, from, planes, pixel, c, at, stride, add, bias, biasAt,
                        relu);
                if (!inPlace) {
                    move(layout, false, present, width, firstPixel + pixel, tile, y, plane, strideRow);
                }
            }
            pixel += width;
        }
    }

    /** Moves pixels of the result from its planes to the tile, or back. */
    private static void move(
            PatchLayout layout,
            boolean toTile,
            int rows,
            int width,
            int firstPixel,
            float[] tile,
            float[] y,
            int plane,
            int strideRow) {
        int stride = layout.resultColumnStride;
        // Where pixels lie in the result as they are counted, all of them are one row.
        int columns = layout.contiguous() ? layout.pixels() : layout.columns;
        for (int place = 0; place < width; ) {
            int column = (firstPixel + place) % columns;
            int length = Math.min(columns - column, width - place);
            int at = plane + (firstPixel + place) / columns * layout.resultRowStride + column * stride;
            for (int row = 0; row < rows; row++) {
                int to = at + row * strideRow;
                int from = row * WIDTH + place;
                if (stride == 2) {
                    Interleaving.move(toTile, length, tile, from, y, to);
                } else if (toTile) {
                    for (int i = 0; i < length; i++) {
                        tile[from + i] = y[to + i * stride];
                    }
                } else {
                    for (int i = 0; i < length; i++) {
                        y[to + i * stride] = tile[from + i];
                    }
                }
            }
            place += length;
        }
    }
}
