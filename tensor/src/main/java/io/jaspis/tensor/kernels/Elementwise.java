package io.jaspis.tensor.kernels;

/** Element-wise work. A result may be the very range of an operand, but must not overlap it otherwise. */
public interface Elementwise {

    /** {@code y[i] = f(x[i])} for n elements; p and q are the function's parameters. */
    void apply(Unary function, float p, float q, int n, float[] x, int xOffset, float[] y, int yOffset);

    /** {@code y[i] = f(a[i], b[i])} for n elements. */
    void apply(Binary function, int n, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset);

    /** {@code y[i] += alpha · x[i]}, as a product and a sum rounded once (fused). */
    void addScaled(int n, float alpha, float[] x, int xOffset, float[] y, int yOffset);
}
