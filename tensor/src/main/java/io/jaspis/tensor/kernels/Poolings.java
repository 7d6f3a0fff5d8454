package io.jaspis.tensor.kernels;

/**
 * The maximum over windows, and the two linear maps it selects: reading at the maximum, and its transpose. Padding
 * never wins, the first of equal maxima wins, and the first NaN wins over every number.
 */
public interface Poolings {

    /** {@code y} = the maximum of each window of x, over {@code batch} images. */
    void maximum(Pooling pooling, int batch, float[] x, int xOffset, float[] y, int yOffset);

    /** {@code y} = h, shaped as the input, at the place where each window of {@code selector} has its maximum. */
    void gatherMaximum(
            Pooling pooling,
            int batch,
            float[] h,
            int hOffset,
            float[] selector,
            int selectorOffset,
            float[] y,
            int yOffset);

    /**
     * The transpose of {@link #gatherMaximum} in h: each element of g, shaped as the output, is added to {@code dx} at
     * the place of its window's maximum. What dx held is overwritten.
     */
    void scatterMaximum(
            Pooling pooling,
            int batch,
            float[] g,
            int gOffset,
            float[] selector,
            int selectorOffset,
            float[] dx,
            int dxOffset);
}
