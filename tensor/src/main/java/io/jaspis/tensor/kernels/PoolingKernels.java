package io.jaspis.tensor.kernels;

import java.util.Arrays;

/**
 * The maximum over windows, and the two linear maps it selects: reading at the maximum, and its transpose. Padding never
 * wins, the first of equal maxima wins, and the first NaN wins over every number.
 */
public final class PoolingKernels {
    private PoolingKernels() {}

    /** {@code y} = the maximum of each window of x, over {@code batch} images. */
    public static void maximum(Pooling pooling, int batch, float[] x, int xOffset, float[] y, int yOffset) {
        gatherMaximum(pooling, batch, x, xOffset, x, xOffset, y, yOffset);
    }

    /** {@code y} = h, shaped as the input, at the place where each window of {@code selector} has its maximum. */
    public static void gatherMaximum(
            Pooling pooling,
            int batch,
            float[] h,
            int hOffset,
            float[] selector,
            int selectorOffset,
            float[] y,
            int yOffset) {
        int outputHeight = pooling.outputHeight();
        int outputWidth = pooling.outputWidth();
        Scan scan = new Scan(pooling);
        int result = yOffset;
        for (int plane = 0; plane < batch * pooling.channels(); plane++) {
            int start = plane * pooling.height() * pooling.width();
            for (int row = 0; row < outputHeight; row++) {
                for (int column = 0; column < outputWidth; column++) {
                    int winner = scan.winner(selector, selectorOffset + start, row, column);
                    y[result++] = h[hOffset + start + winner];
                }
            }
        }
    }

    /**
     * The transpose of {@link #gatherMaximum} in h: each element of g, shaped as the output, is added to {@code dx} at
     * the place of its window's maximum. What dx held is overwritten.
     */
    public static void scatterMaximum(
            Pooling pooling,
            int batch,
            float[] g,
            int gOffset,
            float[] selector,
            int selectorOffset,
            float[] dx,
            int dxOffset) {
        Arrays.fill(dx, dxOffset, dxOffset + batch * pooling.inputSize(), 0f);
        int outputHeight = pooling.outputHeight();
        int outputWidth = pooling.outputWidth();
        Scan scan = new Scan(pooling);
        int source = gOffset;
        for (int plane = 0; plane < batch * pooling.channels(); plane++) {
            int start = plane * pooling.height() * pooling.width();
            for (int row = 0; row < outputHeight; row++) {
                for (int column = 0; column < outputWidth; column++) {
                    int winner = scan.winner(selector, selectorOffset + start, row, column);
                    dx[dxOffset + start + winner] += g[source++];
                }
            }
        }
    }

    /** The sizes of a window in fields, and the search for its maximum. */
    private static final class Scan {
        private final Pooling pooling;
        private final int height;
        private final int width;
        private final int strideHeight;
        private final int strideWidth;
        private final int padTop;
        private final int padLeft;
        private final int dilationHeight;
        private final int dilationWidth;
        private final int reachHeight;
        private final int reachWidth;

        Scan(Pooling pooling) {
            Window window = pooling.window();
            this.pooling = pooling;
            height = pooling.height();
            width = pooling.width();
            strideHeight = window.strideHeight();
            strideWidth = window.strideWidth();
            padTop = window.padTop();
            padLeft = window.padLeft();
            dilationHeight = window.dilationHeight();
            dilationWidth = window.dilationWidth();
            reachHeight = window.kernelHeight() * dilationHeight;
            reachWidth = window.kernelWidth() * dilationWidth;
        }

        /** The index in its plane of the maximum of one window. */
        int winner(float[] x, int planeStart, int row, int column) {
            int top = row * strideHeight - padTop;
            int left = column * strideWidth - padLeft;
            int bottom = Math.min(height, top + reachHeight);
            int right = Math.min(width, left + reachWidth);
            int firstRow = top >= 0 ? top : top + (dilationHeight - 1 - top) / dilationHeight * dilationHeight;
            int firstColumn = left >= 0 ? left : left + (dilationWidth - 1 - left) / dilationWidth * dilationWidth;
            int winner = -1;
            float best = Float.NEGATIVE_INFINITY;
            for (int i = firstRow; i < bottom; i += dilationHeight) {
                for (int j = firstColumn; j < right; j += dilationWidth) {
                    int index = i * width + j;
                    float value = x[planeStart + index];
                    if (value != value) {
                        return index;
                    }
                    if (value > best || winner < 0) {
                        winner = index;
                        best = value;
                    }
                }
            }
            if (winner < 0) {
                throw new IllegalArgumentException("a pooling window lies on padding alone: " + pooling);
            }
            return winner;
        }
    }
}
