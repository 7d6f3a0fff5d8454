package io.jaspis.tensor.kernels;

/**
 * A window that slides over the last two axes, as convolution and pooling use it. One-dimensional work has height 1.
 * No number of it exceeds {@link #MOST}, nor does what it reaches over, or an image with its padding: the sum of two of
 * them is an int.
 *
 * @param kernelHeight rows of the window, at least 1
 * @param kernelWidth columns of the window, at least 1
 * @param strideHeight rows from one position to the next, at least 1
 * @param strideWidth columns from one position to the next, at least 1
 * @param padTop rows added above, at least 0; likewise the other three
 * @param dilationHeight rows from one tap to the next, at least 1
 * @param dilationWidth columns from one tap to the next, at least 1
 */
public record Window(
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int padTop,
        int padLeft,
        int padBottom,
        int padRight,
        int dilationHeight,
        int dilationWidth) {

    /** The most rows or columns that there may be of anything. */
    public static final int MOST = (1 << 30) - 1;

    public Window {
        if (Math.min(Math.min(kernelHeight, kernelWidth), Math.min(strideHeight, strideWidth)) < 1
                || Math.min(dilationHeight, dilationWidth) < 1) {
            throw new IllegalArgumentException("kernel, stride and dilation of a window must be at least 1");
        }
        if (Math.min(Math.min(padTop, padLeft), Math.min(padBottom, padRight)) < 0) {
            throw new IllegalArgumentException("the padding of a window must not be negative");
        }
        atMost(Math.max(strideHeight, strideWidth), "a stride of a window");
        atMost(Math.max(Math.max(padTop, padLeft), Math.max(padBottom, padRight)), "the padding of a window");
        atMost(reach(kernelHeight, dilationHeight), "the height that a window reaches over");
        atMost(reach(kernelWidth, dilationWidth), "the width that a window reaches over");
        // Where there is one tap, its dilation is no part of the reach.
        atMost(Math.max(dilationHeight, dilationWidth), "a dilation of a window");
        if ((long) kernelHeight * kernelWidth > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a window of " + kernelHeight + " × " + kernelWidth + " has more taps than an array can hold");
        }
    }

    private static void atMost(long number, String what) {
        if (number > MOST) {
            throw new IllegalArgumentException(what + " is at most " + MOST + ", but would be " + number);
        }
    }

    private static long reach(int kernel, int dilation) {
        return (kernel - 1L) * dilation + 1;
    }

    /** A window with stride and dilation 1 and no padding. */
    public static Window of(int kernelHeight, int kernelWidth) {
        return new Window(kernelHeight, kernelWidth, 1, 1, 0, 0, 0, 0, 1, 1);
    }

    public Window stride(int height, int width) {
        return new Window(
                kernelHeight,
                kernelWidth,
                height,
                width,
                padTop,
                padLeft,
                padBottom,
                padRight,
                dilationHeight,
                dilationWidth);
    }

    public Window padding(int top, int left, int bottom, int right) {
        return new Window(
                kernelHeight,
                kernelWidth,
                strideHeight,
                strideWidth,
                top,
                left,
                bottom,
                right,
                dilationHeight,
                dilationWidth);
    }

    public Window dilation(int height, int width) {
        return new Window(
                kernelHeight,
                kernelWidth,
                strideHeight,
                strideWidth,
                padTop,
                padLeft,
                padBottom,
                padRight,
                height,
                width);
    }

    /** Rows from the first tap's to the last one's, with both. */
    public int reachHeight() {
        return (int) reach(kernelHeight, dilationHeight);
    }

    /** Columns from the first tap's to the last one's, with both. */
    public int reachWidth() {
        return (int) reach(kernelWidth, dilationWidth);
    }

    /** The number of positions over an image of this height. */
    public int outputHeight(int height) {
        return positions((long) height + padTop + padBottom, reachHeight(), strideHeight, "height", height);
    }

    /** The number of positions over an image of this width. */
    public int outputWidth(int width) {
        return positions((long) width + padLeft + padRight, reachWidth(), strideWidth, "width", width);
    }

    private static int positions(long padded, int reach, int stride, String axis, int size) {
        if (reach > padded) {
            throw new IllegalArgumentException("a window that reaches over " + reach + " does not fit the " + axis
                    + " of " + size + ", " + padded + " with its padding");
        }
        if (padded > MOST) {
            throw new IllegalArgumentException(
                    "the " + axis + " of an image with its padding is at most " + MOST + ", but would be " + padded);
        }
        return ((int) padded - reach) / stride + 1;
    }

    /** The number of taps. */
    public int taps() {
        return kernelHeight * kernelWidth;
    }
}
