package io.jaspis.tensor.kernels.simd;

import io.jaspis.tensor.PerThread;
import io.jaspis.tensor.kernels.Pooling;
import io.jaspis.tensor.kernels.WindowSearch;

/** The search for maxima with a vector of windows at a time, where they lie side by side or one apart. */
public final class VectorWindowSearch extends WindowSearch {
    public static final PerThread<VectorWindowSearch> MINE = PerThread.of(VectorWindowSearch::new);

    private static final int LANES = VectorPooling.LANES;
    /** The last vector of maxima, of which a row may not have all. */
    private final float[] incomplete = new float[LANES];

    private boolean dense;

    @Override
    public void set(Pooling next) {
        super.set(next);
        dense = strideWidth <= 2;
    }

    /** Also for a vector that begins in the row and ends behind it. */
    @Override
    public int[] room() {
        return room(pooling.outputWidth() + LANES);
    }

    @Override
    public void maxima(float[] x, int planeStart, int row, float[] y, int at) {
        int columns = pooling.outputWidth();
        if (!dense) {
            maxima(x, planeStart, row, 0, columns, y, at);
        } else if (width == 1 && columns == 1) {
            y[at] = columnMaximum(x, planeStart, row);
        } else {
            int inside = firstInside(columns);
            maxima(x, planeStart, row, 0, inside, y, at);
            int rest = vectors(x, planeStart, row, inside, null, y, at);
            maxima(x, planeStart, row, rest, columns, y, at);
        }
    }

    @Override
    public void winners(float[] x, int planeStart, int row, int[] winners) {
        int columns = pooling.outputWidth();
        if (!dense) {
            winners(x, planeStart, row, 0, columns, winners);
        } else {
            int inside = firstInside(columns);
            winners(x, planeStart, row, 0, inside, winners);
            int rest = vectors(x, planeStart, row, inside, winners, null, 0);
            winners(x, planeStart, row, rest, columns, winners);
        }
    }

    /** The first window that doesn't reach over the left edge. */
    private int firstInside(int columns) {
        return Math.min(columns, (padLeft + strideWidth - 1) / strideWidth);
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

    /**
     * Windows from {@code column} on that don't reach over the right edge, in vectors; says where it ended. They give
     * their places, or if none are asked for, their maxima.
     */
    private int vectors(float[] x, int planeStart, int row, int column, int[] winners, float[] y, int yAt) {
        int reach = reachWidth - 1;
        int end = Math.min(pooling.outputWidth(), Math.floorDiv(width - 1 - reach + padLeft, strideWidth) + 1);
        int top = row * strideHeight - padTop;
        int firstRow = top >= 0 ? top : top + (dilationHeight - 1 - top) / dilationHeight * dilationHeight;
        int rows = (Math.min(height, top + reachHeight) - firstRow + dilationHeight - 1) / dilationHeight;
        int taps = reach / dilationWidth + 1;
        int rowStride = dilationHeight * width;
        int at = column;
        while (at < end) {
            int index = firstRow * width + at * strideWidth - padLeft;
            int first = planeStart + index;
            int last = first + (rows - 1) * rowStride + reach;
            if (rows <= 0 || last > x.length - strideWidth * LANES) {
                break;
            }
            if (winners != null) {
                VectorPooling.winners(x, first, index, strideWidth, rows, rowStride, taps, dilationWidth, winners, at);
            } else if (end - at >= LANES) {
                VectorPooling.maxima(x, first, strideWidth, rows, rowStride, taps, dilationWidth, y, yAt + at);
            } else {
                VectorPooling.maxima(x, first, strideWidth, rows, rowStride, taps, dilationWidth, incomplete, 0);
                System.arraycopy(incomplete, 0, y, yAt + at, end - at);
            }
            at += LANES;
        }
        return Math.max(column, Math.min(at, end));
    }
}
