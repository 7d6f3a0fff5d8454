package io.jaspis.tensor.kernels.scalar;

import io.jaspis.tensor.kernels.Reductions;

/** Sums in plain loops, from the first element to the last. */
final class ScalarReductions implements Reductions {

    @Override
    public void sum(int outer, int reduced, int inner, float[] x, int xOffset, float[] y, int yOffset) {
        for (int o = 0; o < outer; o++) {
            columns(reduced, inner, inner, x, xOffset + o * reduced * inner, y, yOffset + o * inner);
        }
    }

    @Override
    public void columns(int reduced, int columns, int stride, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < columns; i++) {
            float sum = 0;
            for (int r = 0; r < reduced; r++) {
                sum += x[xOffset + r * stride + i];
            }
            y[yOffset + i] = sum;
        }
    }

    @Override
    public float dot(int n, float[] a, int aOffset, float[] b, int bOffset) {
        float sum = 0;
        for (int i = 0; i < n; i++) {
            sum += a[aOffset + i] * b[bOffset + i];
        }
        return sum;
    }
}
