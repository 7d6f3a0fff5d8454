package io.jaspis.tensor.kernels.simd.convolutions;

import io.jaspis.tensor.kernels.Epilogue;
import io.jaspis.tensor.kernels.Scratch;
import io.jaspis.tensor.kernels.simd.Lanes;

/**
 * The product of weights, packed by {@link WeightPanels}, and the patches of a strip of pixels. Of all loops, the one
 * over channels of the result is inside: what it reads again and again, a few lines of each plane, stays in the
 * first-level cache.
 */
final class PatchProduct {
    private static final Scratch<float[]> TILE = Scratch.floats();
    private static final Scratch<float[]> SUMS = Scratch.floats();

    private static final int LANES = Lanes.FLOATS.length();
    private static final int ROWS = PatchTile.ROWS;
    private static final int WIDTH = PatchTile.VECTORS * LANES;

    private PatchProduct() {}

    /**
     * Makes, or adds to, the result channels {@code first} to {@code end − 1} of a group's {@code rows}, in one strip
     * of pixels: {@code stripRows} rows of them from {@code firstRow} on. The planes hold {@code channels} source
     * channels from {@code block} on. The group's first plane of the result begins at {@code yAt}, the next one
     * {@code strideRow} behind, and has bias {@code firstBias}.
     */
    static void multiply(
            PatchLayout layout,
            float[] planes,
            int block,
            int channels,
            float[] weights,
            int weightsAt,
            int rows,
            int first,
            int end,
            int firstRow,
            int stripRows,
            float[] y,
            int yAt,
            int strideRow,
            Epilogue epilogue,
            int firstBias) {
        float[] bias = epilogue == null ? null : epilogue.bias();
        boolean relu = epilogue != null && epilogue.relu();
        boolean add = block > 0;
        int columnPhases = layout.horizontal.length;
        float[] tile = TILE.atLeast(columnPhases * ROWS * WIDTH + LANES);
        for (int phase = 0; phase < layout.vertical.length; phase++) {
            int present = Math.min(stripRows, layout.vertical[phase].positions() - firstRow);
            int pixels = present * layout.columns;
            int few = few(layout, phase, channels, pixels, Math.ceilDiv(end - first, ROWS));
            if (few > 0) {
                lastPixels(
                        layout, phase, planes, block, channels, weights, weightsAt, rows, first, end, firstRow, pixels,
                        few, y, yAt, strideRow, epilogue, firstBias);
                pixels -= few;
            }
            for (int pixel = 0; pixel < pixels; ) {
                int vectors = PatchTile.vectors(pixels - pixel);
                int width = Math.min(vectors * LANES, pixels - pixel);
                boolean inPlace = layout.contiguous && width == vectors * LANES;
                int pixel0 = Planes.FIRST + layout.place(pixel);
                int pixel1 = Planes.FIRST + layout.place(pixel + LANES);
                int pixel2 = Planes.FIRST + layout.place(pixel + 2 * LANES);
                int number = firstRow * layout.columns + pixel;
                for (int row = first; row < end; row += ROWS) {
                    int height = Math.min(ROWS, end - row);
                    int plane = yAt + row * strideRow;
                    int biasAt = bias == null ? 0 : epilogue.biasOffset() + firstBias + row;
                    if (!inPlace && add) {
                        ResultRows.move(layout, phase, true, height, number, width, tile, y, plane, strideRow);
                    }
                    for (int column = 0; column < columnPhases; column++) {
                        PatchLayout.Pass pass = layout.passes[phase * columnPhases + column];
                        int depth = channels * pass.windowTaps().length;
                        int from = weightsAt + WeightPanels.start(layout, rows, pass, block) + row * depth;
                        PatchTile.multiply(
                                vectors,
                                height,
                                depth,
                                pass.taps(),
                                weights,
                                from,
                                planes,
                                pixel0,
                                pixel1,
                                pixel2,
                                inPlace ? y : tile,
                                inPlace ? plane + number : column * ROWS * WIDTH,
                                inPlace ? strideRow : WIDTH,
                                add,
                                bias,
                                biasAt,
                                relu);
                    }
                    if (!inPlace) {
                        ResultRows.move(layout, phase, false, height, number, width, tile, y, plane, strideRow);
                    }
                }
                pixel += width;
            }
        }
    }

    /** How many pixels at the end of a strip are so few that {@link FewPixelsTile} is for them. */
    private static int few(PatchLayout layout, int phase, int channels, int pixels, int panels) {
        int left = pixels % WIDTH % LANES;
        int depth = 0;
        for (int column = 0; column < layout.horizontal.length; column++) {
            int taps = layout.passes[phase * layout.horizontal.length + column].windowTaps().length;
            depth = Math.max(depth, channels * taps);
        }
        return left > 0 && pixels % WIDTH <= (PatchTile.VECTORS - 1) * LANES && FewPixelsTile.fits(left, panels, depth)
                ? left
                : 0;
    }

    /** As {@link #multiply}, of the last {@code count} of a strip's pixels in one phase. */
    private static void lastPixels(
            PatchLayout layout,
            int phase,
            float[] planes,
            int block,
            int channels,
            float[] weights,
            int weightsAt,
            int rows,
            int first,
            int end,
            int firstRow,
            int pixels,
            int count,
            float[] y,
            int yAt,
            int strideRow,
            Epilogue epilogue,
            int firstBias) {
        float[] sums = SUMS.atLeast(FewPixelsTile.SIZE);
        int most = FewPixelsTile.PANELS * ROWS;
        for (int column = 0; column < layout.horizontal.length; column++) {
            PatchLayout.Pass pass = layout.passes[phase * layout.horizontal.length + column];
            int depth = channels * pass.windowTaps().length;
            int from = weightsAt + WeightPanels.start(layout, rows, pass, block);
            for (int pixel = pixels - count; pixel < pixels; pixel += FewPixelsTile.PIXELS) {
                int last = Math.min(pixel + FewPixelsTile.PIXELS, pixels) - 1;
                for (int row = first; row < end; row += most) {
                    int height = Math.min(most, end - row);
                    FewPixelsTile.multiply(
                            Math.ceilDiv(height, ROWS),
                            depth * ROWS,
                            depth,
                            pass.taps(),
                            weights,
                            from + row * depth,
                            planes,
                            Planes.FIRST + layout.place(pixel),
                            Planes.FIRST + layout.place(last),
                            sums);
                    for (int i = pixel; i <= last; i++) {
                        int place = ResultRows.place(layout, phase, column, firstRow * layout.columns + i);
                        if (place >= 0) {
                            int at = yAt + row * strideRow + place;
                            int sum = (i - pixel) * most;
                            finish(height, sums, sum, y, at, strideRow, block > 0, epilogue, firstBias + row);
                        }
                    }
                }
            }
        }
    }

    /** The sums of some channels for one pixel become its result, as in the other tiles. */
    private static void finish(
            int channels,
            float[] sums,
            int from,
            float[] y,
            int at,
            int strideRow,
            boolean add,
            Epilogue epilogue,
            int biasAt) {
        float[] bias = epilogue == null ? null : epilogue.bias();
        boolean relu = epilogue != null && epilogue.relu();
        for (int i = 0; i < channels; i++) {
            float value = sums[from + i];
            value = add ? value + y[at + i * strideRow] : value;
            value = bias == null ? value : value + bias[epilogue.biasOffset() + biasAt + i];
            y[at + i * strideRow] = relu && value <= 0 ? 0 : value;
        }
    }
}
