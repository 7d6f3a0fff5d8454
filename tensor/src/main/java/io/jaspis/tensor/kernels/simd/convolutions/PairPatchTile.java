package io.jaspis.tensor.kernels.simd.convolutions;

import io.jaspis.tensor.kernels.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The tile of a convolution for 16 registers, with 4 channels × 2 vectors of pixels: one half of a panel of 8. Its
 * 8 sums and what a step loads are 14 registers, see {@link io.jaspis.tensor.kernels.simd.products.FourRows}.
 *
 * <p>{@code Tiles}, among the tests, writes this file.
 */
final class PairPatchTile {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    private static final int ROWS = PatchTile.ROWS;

    private PairPatchTile() {}

    /** As {@link PatchTile#multiply} says. */
    static void multiply(
            int rows,
            int depth,
            int[] taps,
            float[] weights,
            int weightsAt,
            float[] planes,
            int pixel0,
            int pixel1,
            float[] y,
            int at,
            int strideRow,
            boolean add,
            float[] bias,
            int biasAt,
            boolean relu) {
        FloatVector c0a = FloatVector.zero(SPECIES);
        FloatVector c0b = FloatVector.zero(SPECIES);
        FloatVector c1a = FloatVector.zero(SPECIES);
        FloatVector c1b = FloatVector.zero(SPECIES);
        FloatVector c2a = FloatVector.zero(SPECIES);
        FloatVector c2b = FloatVector.zero(SPECIES);
        FloatVector c3a = FloatVector.zero(SPECIES);
        FloatVector c3b = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            int from = taps[k];
            FloatVector b0 = FloatVector.fromArray(SPECIES, planes, from + pixel0);
            FloatVector b1 = FloatVector.fromArray(SPECIES, planes, from + pixel1);
            int w = weightsAt + k * ROWS;
            FloatVector a0 = FloatVector.broadcast(SPECIES, weights[w]);
            c0a = a0.fma(b0, c0a);
            c0b = a0.fma(b1, c0b);
            FloatVector a1 = FloatVector.broadcast(SPECIES, weights[w + 1]);
            c1a = a1.fma(b0, c1a);
            c1b = a1.fma(b1, c1b);
            FloatVector a2 = FloatVector.broadcast(SPECIES, weights[w + 2]);
            c2a = a2.fma(b0, c2a);
            c2b = a2.fma(b1, c2b);
            FloatVector a3 = FloatVector.broadcast(SPECIES, weights[w + 3]);
            c3a = a3.fma(b0, c3a);
            c3b = a3.fma(b1, c3b);
        }
        int row1 = Math.min(1, rows - 1);
        int row2 = Math.min(2, rows - 1);
        int row3 = Math.min(3, rows - 1);
        int at1 = at + row1 * strideRow;
        int at2 = at + row2 * strideRow;
        int at3 = at + row3 * strideRow;
        if (add) {
            c0a = c0a.add(FloatVector.fromArray(SPECIES, y, at));
            c0b = c0b.add(FloatVector.fromArray(SPECIES, y, at + LANES));
            c1a = c1a.add(FloatVector.fromArray(SPECIES, y, at1));
            c1b = c1b.add(FloatVector.fromArray(SPECIES, y, at1 + LANES));
            c2a = c2a.add(FloatVector.fromArray(SPECIES, y, at2));
            c2b = c2b.add(FloatVector.fromArray(SPECIES, y, at2 + LANES));
            c3a = c3a.add(FloatVector.fromArray(SPECIES, y, at3));
            c3b = c3b.add(FloatVector.fromArray(SPECIES, y, at3 + LANES));
        }
        if (bias != null) {
            FloatVector bias0 = FloatVector.broadcast(SPECIES, bias[biasAt]);
            c0a = c0a.add(bias0);
            c0b = c0b.add(bias0);
            FloatVector bias1 = FloatVector.broadcast(SPECIES, bias[biasAt + row1]);
            c1a = c1a.add(bias1);
            c1b = c1b.add(bias1);
            FloatVector bias2 = FloatVector.broadcast(SPECIES, bias[biasAt + row2]);
            c2a = c2a.add(bias2);
            c2b = c2b.add(bias2);
            FloatVector bias3 = FloatVector.broadcast(SPECIES, bias[biasAt + row3]);
            c3a = c3a.add(bias3);
            c3b = c3b.add(bias3);
        }
        if (relu) {
            c0a = c0a.blend(0f, c0a.compare(VectorOperators.LE, 0f));
            c0b = c0b.blend(0f, c0b.compare(VectorOperators.LE, 0f));
            c1a = c1a.blend(0f, c1a.compare(VectorOperators.LE, 0f));
            c1b = c1b.blend(0f, c1b.compare(VectorOperators.LE, 0f));
            c2a = c2a.blend(0f, c2a.compare(VectorOperators.LE, 0f));
            c2b = c2b.blend(0f, c2b.compare(VectorOperators.LE, 0f));
            c3a = c3a.blend(0f, c3a.compare(VectorOperators.LE, 0f));
            c3b = c3b.blend(0f, c3b.compare(VectorOperators.LE, 0f));
        }
        c0a.intoArray(y, at);
        c0b.intoArray(y, at + LANES);
        c1a.intoArray(y, at1);
        c1b.intoArray(y, at1 + LANES);
        c2a.intoArray(y, at2);
        c2b.intoArray(y, at2 + LANES);
        c3a.intoArray(y, at3);
        c3b.intoArray(y, at3 + LANES);
    }
}
