package io.jaspis.tensor.kernels.simd.convolutions;

import io.jaspis.tensor.kernels.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The tile of a convolution with up to 4 channels × 3 vectors of pixels: the first ones of a panel of 8. */
final class LowPatchTile {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    private static final int ROWS = PatchTile.ROWS;

    private LowPatchTile() {}

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
            int pixel2,
            float[] y,
            int at,
            int strideRow,
            boolean add,
            float[] bias,
            int biasAt,
            boolean relu) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c01 = FloatVector.zero(SPECIES);
        FloatVector c02 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c11 = FloatVector.zero(SPECIES);
        FloatVector c12 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES);
        FloatVector c21 = FloatVector.zero(SPECIES);
        FloatVector c22 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES);
        FloatVector c31 = FloatVector.zero(SPECIES);
        FloatVector c32 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            int from = taps[k];
            FloatVector b0 = FloatVector.fromArray(SPECIES, planes, from + pixel0);
            FloatVector b1 = FloatVector.fromArray(SPECIES, planes, from + pixel1);
            FloatVector b2 = FloatVector.fromArray(SPECIES, planes, from + pixel2);
            int w = weightsAt + k * ROWS;
            FloatVector a0 = FloatVector.broadcast(SPECIES, weights[w]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            FloatVector a1 = FloatVector.broadcast(SPECIES, weights[w + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            FloatVector a2 = FloatVector.broadcast(SPECIES, weights[w + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            FloatVector a3 = FloatVector.broadcast(SPECIES, weights[w + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
        }
        int row1 = Math.min(1, rows - 1);
        int row2 = Math.min(2, rows - 1);
        int row3 = Math.min(3, rows - 1);
        int at1 = at + row1 * strideRow;
        int at2 = at + row2 * strideRow;
        int at3 = at + row3 * strideRow;
        if (add) {
            c00 = c00.add(FloatVector.fromArray(SPECIES, y, at));
            c01 = c01.add(FloatVector.fromArray(SPECIES, y, at + LANES));
            c02 = c02.add(FloatVector.fromArray(SPECIES, y, at + 2 * LANES));
            c10 = c10.add(FloatVector.fromArray(SPECIES, y, at1));
            c11 = c11.add(FloatVector.fromArray(SPECIES, y, at1 + LANES));
            c12 = c12.add(FloatVector.fromArray(SPECIES, y, at1 + 2 * LANES));
            c20 = c20.add(FloatVector.fromArray(SPECIES, y, at2));
            c21 = c21.add(FloatVector.fromArray(SPECIES, y, at2 + LANES));
            c22 = c22.add(FloatVector.fromArray(SPECIES, y, at2 + 2 * LANES));
            c30 = c30.add(FloatVector.fromArray(SPECIES, y, at3));
            c31 = c31.add(FloatVector.fromArray(SPECIES, y, at3 + LANES));
            c32 = c32.add(FloatVector.fromArray(SPECIES, y, at3 + 2 * LANES));
        }
        if (bias != null) {
            FloatVector bias0 = FloatVector.broadcast(SPECIES, bias[biasAt]);
            c00 = c00.add(bias0);
            c01 = c01.add(bias0);
            c02 = c02.add(bias0);
            FloatVector bias1 = FloatVector.broadcast(SPECIES, bias[biasAt + row1]);
            c10 = c10.add(bias1);
            c11 = c11.add(bias1);
            c12 = c12.add(bias1);
            FloatVector bias2 = FloatVector.broadcast(SPECIES, bias[biasAt + row2]);
            c20 = c20.add(bias2);
            c21 = c21.add(bias2);
            c22 = c22.add(bias2);
            FloatVector bias3 = FloatVector.broadcast(SPECIES, bias[biasAt + row3]);
            c30 = c30.add(bias3);
            c31 = c31.add(bias3);
            c32 = c32.add(bias3);
        }
        if (relu) {
            c00 = c00.blend(0f, c00.compare(VectorOperators.LE, 0f));
            c01 = c01.blend(0f, c01.compare(VectorOperators.LE, 0f));
            c02 = c02.blend(0f, c02.compare(VectorOperators.LE, 0f));
            c10 = c10.blend(0f, c10.compare(VectorOperators.LE, 0f));
            c11 = c11.blend(0f, c11.compare(VectorOperators.LE, 0f));
            c12 = c12.blend(0f, c12.compare(VectorOperators.LE, 0f));
            c20 = c20.blend(0f, c20.compare(VectorOperators.LE, 0f));
            c21 = c21.blend(0f, c21.compare(VectorOperators.LE, 0f));
            c22 = c22.blend(0f, c22.compare(VectorOperators.LE, 0f));
            c30 = c30.blend(0f, c30.compare(VectorOperators.LE, 0f));
            c31 = c31.blend(0f, c31.compare(VectorOperators.LE, 0f));
            c32 = c32.blend(0f, c32.compare(VectorOperators.LE, 0f));
        }
        c00.intoArray(y, at);
        c01.intoArray(y, at + LANES);
        c02.intoArray(y, at + 2 * LANES);
        c10.intoArray(y, at1);
        c11.intoArray(y, at1 + LANES);
        c12.intoArray(y, at1 + 2 * LANES);
        c20.intoArray(y, at2);
        c21.intoArray(y, at2 + LANES);
        c22.intoArray(y, at2 + 2 * LANES);
        c30.intoArray(y, at3);
        c31.intoArray(y, at3 + LANES);
        c32.intoArray(y, at3 + 2 * LANES);
    }
}
