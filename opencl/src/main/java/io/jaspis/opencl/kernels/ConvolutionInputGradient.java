package io.jaspis.opencl.kernels;

import io.jaspis.tensor.kernels.Convolution;

/** The transpose of a convolution: from x, shaped as its result, to y, shaped as its image. */
public final class ConvolutionInputGradient extends ConvolutionTiles {

    public ConvolutionInputGradient(Convolution convolution, int batch, int xOffset, int wOffset, int yOffset) {
        super(convolution, xOffset, wOffset, yOffset);
        rows = channelsIn;
        columns = batch * height * width;
        depth = channelsOut * taps;
    }

    @Override
    float left(int product, int row, int k) {
        int channel = k / taps;
        return w[wOffset + ((product * channelsOut + channel) * channelsIn + row) * taps + (k - channel * taps)];
    }

    @Override
    float right(int product, int k, int column) {
        int plane = height * width;
        int image = column / plane;
        int pixel = column - image * plane;
        int channel = k / taps;
        int tap = k - channel * taps;
        int tapRow = tap / kernelWidth;
        int down = pixel / width + padTop - tapRow * dilationHeight;
        int across = pixel % width + padLeft - (tap - tapRow * kernelWidth) * dilationWidth;
        int row = down / strideHeight;
        int at = across / strideWidth;
        float value = 0f;
        if (down >= 0 && across >= 0 && row * strideHeight == down && at * strideWidth == across) {
            if (row < outputHeight && at < outputWidth) {
                int source = (image * products + product) * channelsOut + channel;
                value = x[xOffset + (source * outputHeight + row) * outputWidth + at];
            }
        }
        return value;
    }

    @Override
    void store(int slice, int product, int row, int column, float sum) {
        int plane = height * width;
        int image = column / plane;
        y[yOffset + ((image * products + product) * channelsIn + row) * plane + (column - image * plane)] = sum;
    }
}
