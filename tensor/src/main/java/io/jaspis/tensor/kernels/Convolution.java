package io.jaspis.tensor.kernels;

import io.jaspis.tensor.Shape;

/**
 * The sizes of a convolution: images {@code [inputChannels, height, width]}, weights {@code [outputChannels,
 * inputChannels / groups, kernelHeight, kernelWidth]}, results {@code [outputChannels, outputHeight, outputWidth]}. As
 * everywhere in this field it is the cross-correlation: the window isn't flipped.
 */
public record Convolution(int inputChannels, int height, int width, int outputChannels, int groups, Window window) {

    public Convolution {
        if (groups < 1 || inputChannels % groups != 0 || outputChannels % groups != 0) {
            throw new IllegalArgumentException("groups must divide the channels, but there are " + groups
                    + " groups for " + inputChannels + " channels in and " + outputChannels + " out");
        }
        // Shapes are arrays that there can be.
        Shape.of(inputChannels, height, width);
        Shape.of(outputChannels, window.outputHeight(height), window.outputWidth(width));
        Shape.of(outputChannels, inputChannels / groups, window.kernelHeight(), window.kernelWidth());
    }

    public int outputHeight() {
        return window.outputHeight(height);
    }

    public int outputWidth() {
        return window.outputWidth(width);
    }

    /** Elements of one image. */
    public int inputSize() {
        return inputChannels * height * width;
    }

    /** Elements of one result. */
    public int outputSize() {
        return outputChannels * outputHeight() * outputWidth();
    }

    /** Elements of the weights. */
    public int weightSize() {
        return outputChannels * depth();
    }

    /** The number of products summed for one element of the result. */
    public int depth() {
        return inputChannels / groups * window.taps();
    }
}
