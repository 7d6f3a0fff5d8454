package io.jaspis.tensor.kernels;

/**
 * The product of weights, packed by {@link WeightPanels}, and the patches of a strip of pixels. Of all loops, the one over
 * channels of the result is inside: what it reads again and again, a few lines of each plane, stays in the first-level cache.
 */
final class PatchProduct {
    private static final int LANES = Lanes.FLOATS.length();
    private static final int ROWS = PatchTile.ROWS;
    /** The wide tile holds 24 sums in registers, and only AVX-512 has as many. */
    private static final boolean WIDE = LANES >= 16;

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
        float[] tile = Scratch.mine().floats(Scratch.Floats.EDGE_TILE, ROWS * LANES);
        for (int pixel = 0; pixel < pixels; ) {
            boolean wide = WIDE && contiguous && pixel + PatchTile.VECTORS * LANES <= pixels;
            boolean whole = contiguous && pixel + LANES <= pixels;
            int width = wide ? PatchTile.VECTORS * LANES : Math.min(LANES, pixels - pixel);
            for (int row = 0; row < rows; row += ROWS) {
                int present = Math.min(ROWS, rows - row);
                int from = weightsAt + row * depth;
                int at = yAt + row * strideRow + layout.resultStart + firstPixel + pixel;
                int biasAt = bias == null ? 0 : epilogue.biasOffset() + firstChannel + row;
                if (wide) {
                    PatchTile.three(
                            present, depth, taps, weights, from, planes, pixel, y, at, strideRow, add, bias, biasAt,
                            relu);
                } else if (whole) {
                    PatchTile.one(
                            present, depth, taps, weights, from, planes, pixel, y, at, strideRow, add, bias, biasAt,
                            relu);
                } else {
                    if (add) {
                        move(
                                layout,
                                true,
                                present,
                                width,
                                firstPixel + pixel,
                                tile,
                                y,
                                yAt + row * strideRow,
                                strideRow);
                    }
                    PatchTile.one(
                            present, depth, taps, weights, from, planes, pixel, tile, 0, LANES, add, bias, biasAt,
                            relu);
                    move(layout, false, present, width, firstPixel + pixel, tile, y, yAt + row * strideRow, strideRow);
                }
            }
            pixel += width;
        }
    }

    /** Moves pixels that aren't a whole vector of the result from there to the tile, or back. */
    private static void move(
            PatchLayout layout,
            boolean toTile,
            int rows,
            int width,
            int firstPixel,
            float[] tile,
            float[] y,
            int yAt,
            int strideRow) {
        int stride = layout.resultColumnStride;
        for (int row = 0; row < rows; row++) {
            int plane = yAt + row * strideRow + layout.resultStart;
            int pixelRow = firstPixel / layout.columns;
            int column = firstPixel % layout.columns;
            int place = row * LANES;
            int end = place + width;
            while (place < end) {
                int at = plane + pixelRow * layout.resultRowStride + column * stride;
                int length = Math.min(layout.columns - column, end - place);
                if (toTile) {
                    for (int i = 0; i < length; i++) {
                        tile[place + i] = y[at + i * stride];
                    }
                } else {
                    for (int i = 0; i < length; i++) {
                        y[at + i * stride] = tile[place + i];
                    }
                }
                place += length;
                column = 0;
                pixelRow++;
            }
        }
    }
}
