package io.jaspis.tensor.kernels.simd;

import io.jaspis.tensor.kernels.Scratch;
import io.jaspis.tensor.kernels.Transposition;
import io.jaspis.tensor.kernels.Transpositions;

/** Transpositions with whole blocks in registers, where these have a block's width. */
public final class VectorTranspositions implements Transpositions, Transposition.Blocks {
    private static final Scratch<int[]> LINES = Scratch.integers();

    private final Transpositions scalar;

    /** Leaves all to these kernels where registers have another width. */
    public VectorTranspositions(Transpositions scalar) {
        this.scalar = scalar;
    }

    @Override
    public void apply(Transposition transposition, float[] x, int xOffset, float[] y, int yOffset) {
        if (Transpose.FITS) {
            transposition.apply(this, x, xOffset, y, yOffset);
        } else {
            scalar.apply(transposition, x, xOffset, y, yOffset);
        }
    }

    @Override
    public void block(float[] x, int xOffset, int stride, float[] y, int yOffset, int resultStride) {
        int[] lines = LINES.atLeast(Transpose.LINES);
        for (int i = 0; i < Transpose.LINES; i++) {
            lines[i] = i * stride;
        }
        Transpose.block(x, lines, 0, xOffset, y, yOffset, resultStride);
    }
}
