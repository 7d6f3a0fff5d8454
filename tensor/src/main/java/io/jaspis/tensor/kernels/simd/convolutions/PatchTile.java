package io.jaspis.tensor.kernels.simd.convolutions;

import io.jaspis.tensor.kernels.Scratch;
import io.jaspis.tensor.kernels.simd.Lanes;

/**
 * The register tile of a convolution: some channels of the result × some vectors of pixels. Channels that the tile
 * lacks repeat its last one, in the weights as in the result.
 */
final class PatchTile {
    private static final Scratch<int[]> TAPS = Scratch.integers();

    private static final int LANES = Lanes.FLOATS.length();
    /** 8 channels × 3 vectors are 24 sums, and only AVX-512 has as many registers. */
    private static final boolean WIDE = LANES >= 16;

    static final int ROWS = 8;
    /** Vectors of pixels in the wide form. */
    static final int VECTORS = WIDE ? 3 : 2;
    /** Channels, at most, for which there is a tile of less height. */
    private static final int FEW = 4;

    private PatchTile() {}

    /** How many vectors a tile should have where so many elements are left, of which the last may be incomplete. */
    static int vectors(int left) {
        return left > (VECTORS - 1) * LANES ? VECTORS : 1;
    }

    /**
     * {@code y = weights · patches} or, where {@code add}, {@code y += weights · patches}, then the bias of each
     * channel, if any, then ReLU, if asked for. Weights are {@code [depth × ROWS]}; tap k of the first pixel of vector
     * v is {@code planes[taps[k] + pixel_v]}. The vectors of the result lie side by side.
     *
     * @param vectors of pixels, 1 or {@link #VECTORS}
     * @param rows at most {@link #ROWS}
     */
    static void multiply(
            int vectors,
            int rows,
            int depth,
            int[] taps,
            float[] weights,
            int weightsAt,
            float[] planes,
            int pixel0,
            int pixel1,
            int pixel2,
            float[] y,
            int at,
            int strideRow,
            boolean add,
            float[] bias,
            int biasAt,
            boolean relu) {
        if (depth > Lanes.STEPS) {
            piecewise(
                    vectors, rows, depth, taps, weights, weightsAt, planes, pixel0, pixel1, pixel2, y, at, strideRow,
                    add, bias, biasAt, relu);
        } else if (vectors == 1) {
            NarrowPatchTile.multiply(
                    rows, depth, taps, weights, weightsAt, planes, pixel0, y, at, strideRow, add, bias, biasAt, relu);
        } else if (!WIDE) {
            PairPatchTile.multiply(
                    Math.min(rows, FEW),
                    depth,
                    taps,
                    weights,
                    weightsAt,
                    planes,
                    pixel0,
                    pixel1,
                    y,
                    at,
                    strideRow,
                    add,
                    bias,
                    biasAt,
                    relu);
            if (rows > FEW) {
                PairPatchTile.multiply(
                        rows - FEW,
                        depth,
                        taps,
                        weights,
                        weightsAt + FEW,
                        planes,
                        pixel0,
                        pixel1,
                        y,
                        at + FEW * strideRow,
                        strideRow,
                        add,
                        bias,
                        biasAt + FEW,
                        relu);
            }
        } else if (rows <= FEW) {
            LowPatchTile.multiply(
                    rows, depth, taps, weights, weightsAt, planes, pixel0, pixel1, pixel2, y, at, strideRow, add, bias,
                    biasAt, relu);
        } else {
            WidePatchTile.multiply(
                    rows, depth, taps, weights, weightsAt, planes, pixel0, pixel1, pixel2, y, at, strideRow, add, bias,
                    biasAt, relu);
        }
    }

    /** The same where the depth is more than the tiles' loops take at once. */
    private static void piecewise(
            int vectors,
            int rows,
            int depth,
            int[] taps,
            float[] weights,
            int weightsAt,
            float[] planes,
            int pixel0,
            int pixel1,
            int pixel2,
            float[] y,
            int at,
            int strideRow,
            boolean add,
            float[] bias,
            int biasAt,
            boolean relu) {
        int[] some = TAPS.atLeast(Lanes.STEPS);
        for (int first = 0; first < depth; first += Lanes.STEPS) {
            int count = Math.min(Lanes.STEPS, depth - first);
            boolean last = first + count == depth;
            System.arraycopy(taps, first, some, 0, count);
            multiply(
                    vectors,
                    rows,
                    count,
                    some,
                    weights,
                    weightsAt + first * ROWS,
                    planes,
                    pixel0,
                    pixel1,
                    pixel2,
                    y,
                    at,
                    strideRow,
                    add || first > 0,
                    last ? bias : null,
                    biasAt,
                    last && relu);
        }
    }
}
