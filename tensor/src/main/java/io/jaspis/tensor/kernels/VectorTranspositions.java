package io.jaspis.tensor.kernels;

/** Transpositions with whole blocks in registers, where these have a block's width. */
final class VectorTranspositions implements Transpositions, Transposition.Blocks {
    private final ScalarTranspositions scalar = new ScalarTranspositions();

    @Override
    public void apply(Transposition transposition, float[] x, int xOffset, float[] y, int yOffset) {
        transposition.apply(Transpose.FITS ? this : scalar, x, xOffset, y, yOffset);
    }

    @Override
    public void block(float[] x, int xOffset, int stride, float[] y, int yOffset, int resultStride) {
        int[] lines = Scratch.mine().integers(Scratch.Integers.LINES, Transpose.LINES);
        for (int i = 0; i < Transpose.LINES; i++) {
            lines[i] = i * stride;
        }
        Transpose.block(x, lines, 0, xOffset, y, yOffset, resultStride);
    }
}
