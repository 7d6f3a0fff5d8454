package io.jaspis.opencl.kernels;

import io.jaspis.tensor.kernels.Convolution;
import java.util.Map;

/** The convolution y of images x with weights w; then a bias for each output channel, then ReLU. */
public final class ConvolutionForward extends ConvolutionTiles {
    private float[] bias;
    private final int biasOffset;
    private final int biased;
    private final int rectified;

    /** With a bias, unless its offset is negative. */
    public ConvolutionForward(
            Convolution convolution, int batch, int xOffset, int wOffset, int yOffset, int biasOffset, boolean relu) {
        super(convolution, xOffset, wOffset, yOffset);
        this.biasOffset = biasOffset;
        biased = biasOffset >= 0 ? 1 : 0;
        rectified = relu ? 1 : 0;
        rows = channelsOut;
        columns = batch * outputHeight * outputWidth;
        depth = channelsIn * taps;
    }

    @Override
    Map<String, Integer> known() {
        Map<String, Integer> known = super.known();
        known.put("biased", biased);
        known.put("rectified", rectified);
        return known;
    }

    @Override
    float left(int product, int row, int k) {
        return w[wOffset + (product * channelsOut + row) * depth + k];
    }

    @Override
    float right(int product, int k, int column) {
        return patch(product, k, column);
    }

    @Override
    void store(int slice, int product, int row, int column, float sum) {
        float value = sum;
        if (biased != 0) {
            value = value + bias[biasOffset + product * channelsOut + row];
        }
        if (rectified != 0 && value <= 0f) {
            value = 0f;
        }
        y[yOffset + resultAt(product, row, column)] = value;
    }
}
