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
        maximum(Simd.PRESENT, pooling, batch, x, xOffset, y, yOffset);
    }

    static void maximum(boolean simd, Pooling pooling, int batch, float[] x, int xOffset, float[] y, int yOffset) {
        Scan scan = Scan.of(pooling, simd);
        int result = yOffset;
        for (int plane = 0; plane < batch * pooling.channels(); plane++) {
            int start = xOffset + plane * pooling.height() * pooling.width();
            for (int row = 0; row < pooling.outputHeight(); row++) {
                scan.maxima(x, start, row, y, result);
                result += pooling.outputWidth();
            }
        }
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
        gatherMaximum(Simd.PRESENT, pooling, batch, h, hOffset, selector, selectorOffset, y, yOffset);
    }

    static void gatherMaximum(
            boolean simd,
            Pooling pooling,
            int batch,
            float[] h,
            int hOffset,
            float[] selector,
            int selectorOffset,
            float[] y,
            int yOffset) {
        Scan scan = Scan.of(pooling, simd);
        int outputWidth = pooling.outputWidth();
        int[] winners = scan.room();
        int result = yOffset;
        for (int plane = 0; plane < batch * pooling.channels(); plane++) {
            int start = plane * pooling.height() * pooling.width();
            for (int row = 0; row < pooling.outputHeight(); row++) {
                scan.winners(selector, selectorOffset + start, row, winners);
                for (int column = 0; column < outputWidth; column++) {
                    y[result + column] = h[hOffset + start + winners[column]];
                }
                result += outputWidth;
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
        scatterMaximum(Simd.PRESENT, pooling, batch, g, gOffset, selector, selectorOffset, dx, dxOffset);
    }

    static void scatterMaximum(
            boolean simd,
            Pooling pooling,
            int batch,
            float[] g,
            int gOffset,
            float[] selector,
            int selectorOffset,
            float[] dx,
            int dxOffset) {
        Arrays.fill(dx, dxOffset, dxOffset + batch * pooling.inputSize(), 0f);
        Scan scan = Scan.of(pooling, simd);
        int outputWidth = pooling.outputWidth();
        int[] winners = scan.room();
        int source = gOffset;
        for (int plane = 0; plane < batch * pooling.channels(); plane++) {
            int start = plane * pooling.height() * pooling.width();
            for (int row = 0; row < pooling.outputHeight(); row++) {
                scan.winners(selector, selectorOffset + start, row, winners);
                for (int column = 0; column < outputWidth; column++) {
                    dx[dxOffset + start + winners[column]] += g[source + column];
                }
                source += outputWidth;
            }
        }
    }

    /** Whether the SIMD provider is here; asked once, and apart, so that no other class links to it. */
    private static final class Simd {
        static final boolean PRESENT = Kernels.best().name().startsWith("SIMD");
    }

    /** The sizes of a window in fields, and the search for its maximum. */
    static final class Scan {
        private Pooling pooling;
        private int height;
        private int width;
        private int strideHeight;
        private int strideWidth;
        private int padTop;
        private int padLeft;
        private int dilationHeight;
        private int dilationWidth;
        private int reachHeight;
        private int reachWidth;

        private boolean simd;

        /** This thread's scan, set to these sizes: a new one for each call would be an allocation. */
        static Scan of(Pooling pooling, boolean simd) {
            Scan scan = Scratch.mine().scan;
            scan.set(pooling, simd);
            return scan;
        }

        private void set(Pooling pooling, boolean simd) {
            this.simd = simd && pooling.window().strideWidth() <= 2;
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

        /** Room for the indices of a row of windows, and for a vector that begins in it and ends behind. */
        int[] room() {
            int lanes = simd ? VectorPooling.LANES : 0;
            return Scratch.mine().integers(Scratch.Integers.SEGMENTS, pooling.outputWidth() + lanes);
        }

        /** The maxima of one row of windows. */
        void maxima(float[] x, int planeStart, int row, float[] y, int at) {
            int columns = pooling.outputWidth();
            int column = 0;
            if (simd && width == 1 && columns == 1) {
                y[at] = columnMaximum(x, planeStart, row);
                return;
            }
            if (simd) {
                column = Math.min(columns, (padLeft + strideWidth - 1) / strideWidth);
                for (int i = 0; i < column; i++) {
                    y[at + i] = x[planeStart + winner(x, planeStart, row, i)];
                }
                column = vectors(x, planeStart, row, column, null, y, at);
            }
            for (; column < columns; column++) {
                y[at + column] = x[planeStart + winner(x, planeStart, row, column)];
            }
        }

        /** Of a plane of one column: elements that lie side by side if not dilated. */
        private float columnMaximum(float[] x, int planeStart, int row) {
            int top = Math.max(0, row * strideHeight - padTop);
            int bottom = Math.min(height, row * strideHeight - padTop + reachHeight);
            if (dilationHeight == 1 && padLeft == 0) {
                float maximum = VectorPooling.maximum(bottom - top, x, planeStart + top);
                // Which NaN, or which zero, is told by the order of the elements.
                if (maximum < 0f || maximum > 0f) {
                    return maximum;
                }
            }
            return x[planeStart + winner(x, planeStart, row, 0)];
        }

        /** The indices in their plane of the maxima of one row of windows. */
        void winners(float[] x, int planeStart, int row, int[] winners) {
            int columns = pooling.outputWidth();
            int column = 0;
            if (simd) {
                column = Math.min(columns, (padLeft + strideWidth - 1) / strideWidth);
                for (int i = 0; i < column; i++) {
                    winners[i] = winner(x, planeStart, row, i);
                }
                column = vectors(x, planeStart, row, column, winners, null, 0);
            }
            for (; column < columns; column++) {
                winners[column] = winner(x, planeStart, row, column);
            }
        }

        /**
         * Windows from {@code column} on that don't reach over the right edge, in vectors; says where it ended. They give
         * their places, or if none are asked for, their maxima.
         */
        private int vectors(float[] x, int planeStart, int row, int column, int[] winners, float[] y, int yAt) {
            int reach = reachWidth - dilationWidth;
            int end = Math.min(pooling.outputWidth(), Math.floorDiv(width - 1 - reach + padLeft, strideWidth) + 1);
            int top = row * strideHeight - padTop;
            int firstRow = top >= 0 ? top : top + (dilationHeight - 1 - top) / dilationHeight * dilationHeight;
            int rows = (Math.min(height, top + reachHeight) - firstRow + dilationHeight - 1) / dilationHeight;
            int taps = reachWidth / dilationWidth;
            int at = column;
            while (at < end) {
                int index = firstRow * width + at * strideWidth - padLeft;
                int last = planeStart + index + (rows - 1) * dilationHeight * width + reach;
                if (rows <= 0 || last + strideWidth * VectorPooling.LANES > x.length) {
                    break;
                }
                if (winners == null) {
                    int present = Math.min(VectorPooling.LANES, end - at);
                    boolean whole = present == VectorPooling.LANES;
                    float[] maxima = whole ? y : Scratch.mine().floats(Scratch.Floats.EDGE_TILE, VectorPooling.LANES);
                    int maximaAt = whole ? yAt + at : 0;
                    VectorPooling.maxima(
                            x,
                            planeStart + index,
                            strideWidth,
                            rows,
                            dilationHeight * width,
                            taps,
                            dilationWidth,
                            maxima,
                            maximaAt);
                    if (!whole) {
                        System.arraycopy(maxima, 0, y, yAt + at, present);
                    }
                    at += VectorPooling.LANES;
                    continue;
                }
                VectorPooling.winners(
                        x,
                        planeStart + index,
                        index,
                        strideWidth,
                        rows,
                        dilationHeight * width,
                        taps,
                        dilationWidth,
                        winners,
                        at);
                at += VectorPooling.LANES;
            }
            return Math.max(column, Math.min(at, end));
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
