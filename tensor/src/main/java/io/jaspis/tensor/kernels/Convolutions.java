package io.jaspis.tensor.kernels;

import io.jaspis.tensor.Workers;

/**
 * Convolution and its two partners over a batch of images stored one behind the other. Every element is summed in one
 * fixed order, whatever the number of threads. Results overwrite; operands and result must not overlap.
 */
public interface Convolutions {

    /** {@code y[n] = x[n] ∗ weights} for each of {@code batch} images. */
    void forward(
            Workers workers,
            Convolution convolution,
            int batch,
            float[] x,
            int xOffset,
            float[] weights,
            int weightsOffset,
            float[] y,
            int yOffset);

    /** The transpose of {@link #forward} in x: from {@code g}, shaped as y, to {@code dx}, shaped as x. */
    void inputGradient(
            Workers workers,
            Convolution convolution,
            int batch,
            float[] g,
            int gOffset,
            float[] weights,
            int weightsOffset,
            float[] dx,
            int dxOffset);

    /** The transpose of {@link #forward} in the weights, summed over the batch: from x and g to {@code dw}. */
    void weightGradient(
            Workers workers,
            Convolution convolution,
            int batch,
            float[] x,
            int xOffset,
            float[] g,
            int gOffset,
            float[] dw,
            int dwOffset);
}
