package io.jaspis.opencl.kernels;

import io.jaspis.tensor.kernels.Convolution;

/** The gradient y of a convolution's weights, of images x and w, shaped as the convolution's result. */
public final class ConvolutionWeightGradient extends ConvolutionTiles {

    public ConvolutionWeightGradient(Convolution convolution, int batch, int xOffset, int wOffset, int yOffset) {
        super(convolution, xOffset, wOffset, yOffset);
        rows = channelsOut;
        columns = channelsIn * taps;
        depth = batch * outputHeight * outputWidth;
    }

    @Override
    boolean rightAlongDepth() {
        return true;
    }

    @Override
    float left(int product, int row, int k) {
        return w[wOffset + resultAt(product, row, k)];
    }

    @Override
    float right(int product, int k, int column) {
        return patch(product, column, k);
    }

    @Override
    void store(int slice, int product, int row, int column, float sum) {
        y[yOffset + ((slice * products + product) * channelsOut + row) * columns + column] = sum;
    }
}
