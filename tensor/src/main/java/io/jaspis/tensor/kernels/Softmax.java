package io.jaspis.tensor.kernels;

/** The softmax of rows that lie one after the other. */
public interface Softmax {

    /**
     * {@code y[r, i] = e^(x[r, i] − maxᵢ x[r, i]) · (1 / Σᵢ e^(…))}, to the bits of its operations one by one, as the
     * provider's other kernels have them.
     *
     * @param columns elements of a row, at least 1
     * @param y may be x, or begin before it and end in it; it must not begin within x
     */
    void rows(int rows, int columns, float[] x, int xOffset, float[] y, int yOffset);
}
