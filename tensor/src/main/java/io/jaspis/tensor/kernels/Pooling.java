package io.jaspis.tensor.kernels;

import io.jaspis.tensor.Shape;

/** The sizes of a maximum over windows: images {@code [channels, height, width]}, each channel on its own. */
public record Pooling(int channels, int height, int width, Window window) {
    public Pooling {
        // Shapes are arrays that there can be.
        Shape.of(channels, height, width);
        Shape.of(channels, window.outputHeight(height), window.outputWidth(width));
        boolean full = everyWindowMeets(
                        height,
                        window.outputHeight(height),
                        window.kernelHeight(),
                        window.strideHeight(),
                        window.padTop(),
                        window.dilationHeight())
                && everyWindowMeets(
                        width,
                        window.outputWidth(width),
                        window.kernelWidth(),
                        window.strideWidth(),
                        window.padLeft(),
                        window.dilationWidth());
        if (!full) {
            throw new IllegalArgumentException("a maximum would be over padding alone: some position of " + window
                    + " has no tap on an image of " + height + " × " + width);
        }
    }

    /** Whether at each position some tap is on the image; a dilated window can step over a small one. */
    private static boolean everyWindowMeets(int size, int positions, int kernel, int stride, int before, int dilation) {
        for (int position = 0; position < positions; position++) {
            int start = position * stride - before;
            int first = start < 0 ? Math.ceilDiv(-start, dilation) : 0;
            if (first >= kernel || start + first * dilation >= size) {
                return false;
            }
        }
        return true;
    }

    public int outputHeight() {
        return window.outputHeight(height);
    }

    public int outputWidth() {
        return window.outputWidth(width);
    }

    public int inputSize() {
        return channels * height * width;
    }

    public int outputSize() {
        return channels * outputHeight() * outputWidth();
    }
}
