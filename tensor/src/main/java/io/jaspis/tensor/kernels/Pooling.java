package io.jaspis.tensor.kernels;

/** The sizes of a maximum over windows: images {@code [channels, height, width]}, each channel on its own. */
public record Pooling(int channels, int height, int width, Window window) {
    public Pooling {
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
            boolean meets = false;
            for (int tap = 0; tap < kernel; tap++) {
                int at = position * stride - before + tap * dilation;
                meets |= at >= 0 && at < size;
            }
            if (!meets) {
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
