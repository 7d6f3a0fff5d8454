package io.jaspis.tensor.kernels;

/** Sums, in one fixed order. */
public interface Reductions {

    /** {@code y[o, i] = Σ_r x[o, r, i]}, with x as {@code [outer, reduced, inner]}. */
    void sum(int outer, int reduced, int inner, float[] x, int xOffset, float[] y, int yOffset);

    /** {@code y[i] = Σ_r x[r·stride + i]}: some columns of a sum whose inner extent is {@code stride}, at least 2, and their bits. */
    void columns(int reduced, int columns, int stride, float[] x, int xOffset, float[] y, int yOffset);

    /** {@code Σ a[i]·b[i]} over n elements. */
    float dot(int n, float[] a, int aOffset, float[] b, int bOffset);
}
