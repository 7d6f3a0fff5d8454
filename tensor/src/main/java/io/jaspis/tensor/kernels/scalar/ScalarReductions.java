package io.jaspis.tensor.kernels.scalar;

import io.jaspis.tensor.kernels.Reductions;

/** Sums in plain loops, from the first element to the last. */
final class ScalarReductions implements Reductions {

    @Override
    public void sum(int outer, int reduced, int inner, float[] x, int xOffset, float[] y, int yOffset) {
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                float sum = 0;
                for (int r = 0; r < reduced; r++) {
                    sum += x[xOffset + (o * reduced + r) * inner + i];
                }
                y[yOffset + o * inner + i] = sum;
            }
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
