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
        float[] tile = TILE.atLeast(columnPhases * ROWS * WIDTH);
        for (int phase = 0; phase < layout.vertical.length; phase++) {
            int present = Math.min(stripRows, layout.vertical[phase].positions() - firstRow);
            int pixels = present * layout.columns;
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
}
