package io.jaspis.tensor.kernels;

/**
 * A window that slides over the last two axes, as convolution and pooling use it. One-dimensional work has height 1.
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

    public Window {
        if (Math.min(Math.min(kernelHeight, kernelWidth), Math.min(strideHeight, strideWidth)) < 1
                || Math.min(dilationHeight, dilationWidth) < 1) {
            throw new IllegalArgumentException("kernel, stride and dilation of a window must be at least 1");
        }
        if (Math.min(Math.min(padTop, padLeft), Math.min(padBottom, padRight)) < 0) {
            throw new IllegalArgumentException("the padding of a window must not be negative");
        }
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

    /** The number of positions over an image of this height. */
    public int outputHeight(int height) {
        return positions(height + padTop + padBottom, kernelHeight, strideHeight, dilationHeight, "height", height);
    }

    /** The number of positions over an image of this width. */
    public int outputWidth(int width) {
        return positions(width + padLeft + padRight, kernelWidth, strideWidth, dilationWidth, "width", width);
    }

    private static int positions(int padded, int kernel, int stride, int dilation, String axis, int size) {
        int reach = (kernel - 1) * dilation + 1;
        if (reach > padded) {
            throw new IllegalArgumentException("a window that reaches over " + reach + " does not fit the " + axis
                    + " of " + size + ", " + padded + " with its padding");
        }
        return (padded - reach) / stride + 1;
    }

    /** The number of taps. */
    public int taps() {
        return kernelHeight * kernelWidth;
    }
}
