package io.jaspis.tensor.kernels.simd.convolutions;

import io.jaspis.tensor.kernels.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The tile of a convolution with 8 channels × 1 vector of pixels: for what is left of a strip.
 *
 * <p>{@code Tiles}, among the tests, writes this file.
 */
final class NarrowPatchTile {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int ROWS = PatchTile.ROWS;

    private NarrowPatchTile() {}

    /** As {@link PatchTile#multiply} says. */
    static void multiply(
            int rows,
            int depth,
            int[] taps,
            float[] weights,
            int weightsAt,
            float[] planes,
            int pixel,
            float[] y,
            int at,
            int strideRow,
            boolean add,
            float[] bias,
            int biasAt,
            boolean relu) {
        FloatVector c0 = FloatVector.zero(SPECIES);
        FloatVector c1 = FloatVector.zero(SPECIES);
        FloatVector c2 = FloatVector.zero(SPECIES);
        FloatVector c3 = FloatVector.zero(SPECIES);
        FloatVector c4 = FloatVector.zero(SPECIES);
        FloatVector c5 = FloatVector.zero(SPECIES);
        FloatVector c6 = FloatVector.zero(SPECIES);
        FloatVector c7 = FloatVector.zero(SPECIES);
        int steps = Math.min(depth, Lanes.STEPS);
        for (int k = 0; k < steps; k++) {
            int from = taps[k];
            FloatVector b0 = FloatVector.fromArray(SPECIES, planes, from + pixel);
            int w = weightsAt + k * ROWS;
            FloatVector a0 = FloatVector.broadcast(SPECIES, weights[w]);
            c0 = a0.fma(b0, c0);
            FloatVector a1 = FloatVector.broadcast(SPECIES, weights[w + 1]);
            c1 = a1.fma(b0, c1);
            FloatVector a2 = FloatVector.broadcast(SPECIES, weights[w + 2]);
            c2 = a2.fma(b0, c2);
            FloatVector a3 = FloatVector.broadcast(SPECIES, weights[w + 3]);
            c3 = a3.fma(b0, c3);
            FloatVector a4 = FloatVector.broadcast(SPECIES, weights[w + 4]);
            c4 = a4.fma(b0, c4);
            FloatVector a5 = FloatVector.broadcast(SPECIES, weights[w + 5]);
            c5 = a5.fma(b0, c5);
            FloatVector a6 = FloatVector.broadcast(SPECIES, weights[w + 6]);
            c6 = a6.fma(b0, c6);
            FloatVector a7 = FloatVector.broadcast(SPECIES, weights[w + 7]);
            c7 = a7.fma(b0, c7);
        }
        int row1 = Math.min(1, rows - 1);
        int row2 = Math.min(2, rows - 1);
        int row3 = Math.min(3, rows - 1);
        int row4 = Math.min(4, rows - 1);
        int row5 = Math.min(5, rows - 1);
        int row6 = Math.min(6, rows - 1);
        int row7 = Math.min(7, rows - 1);
        int at1 = at + row1 * strideRow;
        int at2 = at + row2 * strideRow;
        int at3 = at + row3 * strideRow;
        int at4 = at + row4 * strideRow;
        int at5 = at + row5 * strideRow;
        int at6 = at + row6 * strideRow;
        int at7 = at + row7 * strideRow;
        if (add) {
            c0 = c0.add(FloatVector.fromArray(SPECIES, y, at));
            c1 = c1.add(FloatVector.fromArray(SPECIES, y, at1));
            c2 = c2.add(FloatVector.fromArray(SPECIES, y, at2));
            c3 = c3.add(FloatVector.fromArray(SPECIES, y, at3));
            c4 = c4.add(FloatVector.fromArray(SPECIES, y, at4));
            c5 = c5.add(FloatVector.fromArray(SPECIES, y, at5));
            c6 = c6.add(FloatVector.fromArray(SPECIES, y, at6));
            c7 = c7.add(FloatVector.fromArray(SPECIES, y, at7));
        }
        if (bias != null) {
            FloatVector bias0 = FloatVector.broadcast(SPECIES, bias[biasAt]);
            c0 = c0.add(bias0);
            FloatVector bias1 = FloatVector.broadcast(SPECIES, bias[biasAt + row1]);
            c1 = c1.add(bias1);
            FloatVector bias2 = FloatVector.broadcast(SPECIES, bias[biasAt + row2]);
            c2 = c2.add(bias2);
            FloatVector bias3 = FloatVector.broadcast(SPECIES, bias[biasAt + row3]);
            c3 = c3.add(bias3);
            FloatVector bias4 = FloatVector.broadcast(SPECIES, bias[biasAt + row4]);
            c4 = c4.add(bias4);
            FloatVector bias5 = FloatVector.broadcast(SPECIES, bias[biasAt + row5]);
            c5 = c5.add(bias5);
            FloatVector bias6 = FloatVector.broadcast(SPECIES, bias[biasAt + row6]);
            c6 = c6.add(bias6);
            FloatVector bias7 = FloatVector.broadcast(SPECIES, bias[biasAt + row7]);
            c7 = c7.add(bias7);
        }
        if (relu) {
            c0 = c0.blend(0f, c0.compare(VectorOperators.LE, 0f));
            c1 = c1.blend(0f, c1.compare(VectorOperators.LE, 0f));
            c2 = c2.blend(0f, c2.compare(VectorOperators.LE, 0f));
            c3 = c3.blend(0f, c3.compare(VectorOperators.LE, 0f));
            c4 = c4.blend(0f, c4.compare(VectorOperators.LE, 0f));
            c5 = c5.blend(0f, c5.compare(VectorOperators.LE, 0f));
            c6 = c6.blend(0f, c6.compare(VectorOperators.LE, 0f));
            c7 = c7.blend(0f, c7.compare(VectorOperators.LE, 0f));
        }
        c0.intoArray(y, at);
        c1.intoArray(y, at1);
        c2.intoArray(y, at2);
        c3.intoArray(y, at3);
        c4.intoArray(y, at4);
        c5.intoArray(y, at5);
        c6.intoArray(y, at6);
        c7.intoArray(y, at7);
    }
}
