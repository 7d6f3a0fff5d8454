package io.jaspis.tensor.kernels;

import io.jaspis.tensor.PerThread;

/** The sizes of a window in fields, and the search for its maximum, element by element. */
public class WindowSearch {
    public static final PerThread<WindowSearch> MINE = PerThread.of(WindowSearch::new);

    public Pooling pooling;
    public int height;
    public int width;
    public int strideHeight;
    public int strideWidth;
    public int padTop;
    public int padLeft;
    public int dilationHeight;
    public int dilationWidth;
    public int reachHeight;
    public int reachWidth;

    private int[] room = new int[0];

    public void set(Pooling next) {
        Window window = next.window();
        pooling = next;
        height = next.height();
        width = next.width();
        strideHeight = window.strideHeight();
        strideWidth = window.strideWidth();
        padTop = window.padTop();
        padLeft = window.padLeft();
        dilationHeight = window.dilationHeight();
        dilationWidth = window.dilationWidth();
        reachHeight = window.reachHeight();
        reachWidth = window.reachWidth();
    }

    /** Room for the indices of a row of windows. */
    public int[] room() {
        return room(pooling.outputWidth());
    }

    /** Room for so many whole numbers. */
    protected final int[] room(int size) {
        if (room.length < size) {
            room = new int[size];
        }
        return room;
    }

    /** The maxima of one row of windows. */
    public void maxima(float[] x, int planeStart, int row, float[] y, int at) {
        maxima(x, planeStart, row, 0, pooling.outputWidth(), y, at);
    }

    /** The indices in their plane of the maxima of one row of windows. */
    public void winners(float[] x, int planeStart, int row, int[] winners) {
        winners(x, planeStart, row, 0, pooling.outputWidth(), winners);
    }

    public final void maxima(float[] x, int planeStart, int row, int from, int to, float[] y, int at) {
        for (int column = from; column < to; column++) {
            y[at + column] = x[planeStart + winner(x, planeStart, row, column)];
        }
    }

    public final void winners(float[] x, int planeStart, int row, int from, int to, int[] winners) {
        for (int column = from; column < to; column++) {
            winners[column] = winner(x, planeStart, row, column);
        }
    }

    /** The index in its plane of the maximum of one window. */
    public final int winner(float[] x, int planeStart, int row, int column) {
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
