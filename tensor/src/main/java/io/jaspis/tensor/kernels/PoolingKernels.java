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
        int result = yOffset;
        for (int plane = 0; plane < batch * pooling.channels(); plane++) {
            int start = plane * pooling.height() * pooling.width();
            for (int row = 0; row < outputHeight; row++) {
                for (int column = 0; column < outputWidth; column++) {
                    int winner = winner(pooling, selector, selectorOffset + start, row, column);
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
        int source = gOffset;
        for (int plane = 0; plane < batch * pooling.channels(); plane++) {
            int start = plane * pooling.height() * pooling.width();
            for (int row = 0; row < outputHeight; row++) {
                for (int column = 0; column < outputWidth; column++) {
                    int winner = winner(pooling, selector, selectorOffset + start, row, column);
                    dx[dxOffset + start + winner] += g[source++];
                }
            }
        }
    }

    /** The index in its plane of the maximum of one window. */
    private static int winner(Pooling pooling, float[] x, int planeStart, int row, int column) {
        Window window = pooling.window();
        int top = row * window.strideHeight() - window.padTop();
        int left = column * window.strideWidth() - window.padLeft();
        int winner = -1;
        float best = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < window.kernelHeight(); i++) {
            int y = top + i * window.dilationHeight();
            if (y < 0 || y >= pooling.height()) {
                continue;
            }
            for (int j = 0; j < window.kernelWidth(); j++) {
                int at = left + j * window.dilationWidth();
                if (at < 0 || at >= pooling.width()) {
                    continue;
                }
                int index = y * pooling.width() + at;
                float value = x[planeStart + index];
                if (value != value) {
                    return index;
                }
                if (winner < 0 || value > best) {
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
