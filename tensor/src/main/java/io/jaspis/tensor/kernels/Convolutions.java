package io.jaspis.tensor.kernels;

import io.jaspis.tensor.Workers;

/**
 * Convolution and its two partners over a batch of images stored one behind the other. Every element is the plain sum
 * of its products, in one fixed order, whatever the number of threads. Algorithms that aren't plain sums of products
 * (Winograd's, Fourier transforms) are excluded: bounds rely on γₙ times the sum of absolute products (Higham, Accuracy
 * and Stability of Numerical Algorithms, 2002, §3.1). Results overwrite; operands and result must not overlap.
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

    /** The weights, copied to be used by many calls of {@link #forward}. */
    PackedWeights pack(Convolution convolution, float[] weights, int weightsOffset);

    /** The weights, copied to be used by many calls of {@link #inputGradient}. */
    PackedWeights packTransposed(Convolution convolution, float[] weights, int weightsOffset);

    /** Packs weights of the same convolution into what {@link #pack} or {@link #packTransposed} gave for others. */
    void repack(PackedWeights packed, float[] weights, int weightsOffset);

    /** The same with weights packed ahead, and the epilogue applied to the finished elements of y. */
    void forward(
            Workers workers,
            Convolution convolution,
            int batch,
            float[] x,
            int xOffset,
            PackedWeights weights,
            float[] y,
            int yOffset,
            Epilogue epilogue);

    /** The same with weights packed ahead, and the epilogue, by channels of dx, applied to its finished elements. */
    void inputGradient(
            Workers workers,
            Convolution convolution,
            int batch,
            float[] g,
            int gOffset,
            PackedWeights weights,
            float[] dx,
            int dxOffset,
            Epilogue epilogue);
}
