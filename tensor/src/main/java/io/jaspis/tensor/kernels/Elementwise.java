package io.jaspis.tensor.kernels;

/** Element-wise work. A result may be the very range of an operand, but must not overlap it otherwise. */
public interface Elementwise {

    /** {@code y[i] = f(x[i])} for n elements; p and q are the function's parameters. */
    void apply(Unary function, float p, float q, int n, float[] x, int xOffset, float[] y, int yOffset);

    /** {@code y[i] = f(a[i], b[i])} for n elements. */
    void apply(Binary function, int n, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset);

    /**
     * {@code y[i] = p · a[i] + q · b[i]} for n elements, both products and the sum rounded, and then so many steps further on the
     * line of floats, as by {@link Unary#ROUND_UP} or, of steps below 0, {@link Unary#ROUND_DOWN}; with 0 steps it stays.
     */
    void sum(
            int n, float p, float[] a, int aOffset, float q, float[] b, int bOffset, int steps, float[] y, int yOffset);
}
