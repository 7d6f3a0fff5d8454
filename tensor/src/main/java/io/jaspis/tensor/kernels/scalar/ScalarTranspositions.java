package io.jaspis.tensor.kernels.scalar;

import io.jaspis.tensor.kernels.Transposition;
import io.jaspis.tensor.kernels.Transpositions;

/** Transpositions element by element. */
final class ScalarTranspositions implements Transpositions, Transposition.Blocks {
    @Override
    public void apply(Transposition transposition, float[] x, int xOffset, float[] y, int yOffset) {
        transposition.apply(this, x, xOffset, y, yOffset);
    }

    @Override
    public void block(float[] x, int xOffset, int stride, float[] y, int yOffset, int resultStride) {
        for (int i = 0; i < Transposition.BLOCK; i++) {
            for (int j = 0; j < Transposition.BLOCK; j++) {
                y[yOffset + i * resultStride + j] = x[xOffset + j * stride + i];
            }
        }
    }
}
