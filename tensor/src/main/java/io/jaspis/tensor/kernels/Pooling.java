package io.jaspis.tensor.kernels;

/** The sizes of a maximum over windows: images {@code [channels, height, width]}, each channel on its own. */
public record Pooling(int channels, int height, int width, Window window) {
    public Pooling {
        window.outputHeight(height);
        window.outputWidth(width);
        if (window.padTop() >= reach(window.kernelHeight(), window.dilationHeight())
                || window.padBottom() >= reach(window.kernelHeight(), window.dilationHeight())
                || window.padLeft() >= reach(window.kernelWidth(), window.dilationWidth())
                || window.padRight() >= reach(window.kernelWidth(), window.dilationWidth())) {
            throw new IllegalArgumentException("the padding of a pooling window must be smaller than the window, "
                    + "or a maximum could be over nothing: " + window);
        }
    }

    private static int reach(int kernel, int dilation) {
        return (kernel - 1) * dilation + 1;
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
