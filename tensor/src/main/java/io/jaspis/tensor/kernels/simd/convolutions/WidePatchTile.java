package io.jaspis.tensor.kernels.simd.convolutions;

import io.jaspis.tensor.kernels.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The tile of a convolution with 8 channels × 3 vectors of pixels. 24 sums hide the latency of multiply-adds twice
 * over, and weights and planes are read at less than half the rate of which the first-level cache is capable; what C2
 * adds in address arithmetic and range checks takes turns from the multiply-adds, so the vectors lie side by side and
 * share one check.
 */
final class WidePatchTile {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    private static final int ROWS = PatchTile.ROWS;

    private WidePatchTile() {}

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
        FloatVector c40 = FloatVector.zero(SPECIES);
        FloatVector c41 = FloatVector.zero(SPECIES);
        FloatVector c42 = FloatVector.zero(SPECIES);
        FloatVector c50 = FloatVector.zero(SPECIES);
        FloatVector c51 = FloatVector.zero(SPECIES);
        FloatVector c52 = FloatVector.zero(SPECIES);
        FloatVector c60 = FloatVector.zero(SPECIES);
        FloatVector c61 = FloatVector.zero(SPECIES);
        FloatVector c62 = FloatVector.zero(SPECIES);
        FloatVector c70 = FloatVector.zero(SPECIES);
        FloatVector c71 = FloatVector.zero(SPECIES);
        FloatVector c72 = FloatVector.zero(SPECIES);
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
            FloatVector a4 = FloatVector.broadcast(SPECIES, weights[w + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            FloatVector a5 = FloatVector.broadcast(SPECIES, weights[w + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            FloatVector a6 = FloatVector.broadcast(SPECIES, weights[w + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            c62 = a6.fma(b2, c62);
            FloatVector a7 = FloatVector.broadcast(SPECIES, weights[w + 7]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            c72 = a7.fma(b2, c72);
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
            c40 = c40.add(FloatVector.fromArray(SPECIES, y, at4));
            c41 = c41.add(FloatVector.fromArray(SPECIES, y, at4 + LANES));
            c42 = c42.add(FloatVector.fromArray(SPECIES, y, at4 + 2 * LANES));
            c50 = c50.add(FloatVector.fromArray(SPECIES, y, at5));
            c51 = c51.add(FloatVector.fromArray(SPECIES, y, at5 + LANES));
            c52 = c52.add(FloatVector.fromArray(SPECIES, y, at5 + 2 * LANES));
            c60 = c60.add(FloatVector.fromArray(SPECIES, y, at6));
            c61 = c61.add(FloatVector.fromArray(SPECIES, y, at6 + LANES));
            c62 = c62.add(FloatVector.fromArray(SPECIES, y, at6 + 2 * LANES));
            c70 = c70.add(FloatVector.fromArray(SPECIES, y, at7));
            c71 = c71.add(FloatVector.fromArray(SPECIES, y, at7 + LANES));
            c72 = c72.add(FloatVector.fromArray(SPECIES, y, at7 + 2 * LANES));
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
            FloatVector bias4 = FloatVector.broadcast(SPECIES, bias[biasAt + row4]);
            c40 = c40.add(bias4);
            c41 = c41.add(bias4);
            c42 = c42.add(bias4);
            FloatVector bias5 = FloatVector.broadcast(SPECIES, bias[biasAt + row5]);
            c50 = c50.add(bias5);
            c51 = c51.add(bias5);
            c52 = c52.add(bias5);
            FloatVector bias6 = FloatVector.broadcast(SPECIES, bias[biasAt + row6]);
            c60 = c60.add(bias6);
            c61 = c61.add(bias6);
            c62 = c62.add(bias6);
            FloatVector bias7 = FloatVector.broadcast(SPECIES, bias[biasAt + row7]);
            c70 = c70.add(bias7);
            c71 = c71.add(bias7);
            c72 = c72.add(bias7);
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
            c40 = c40.blend(0f, c40.compare(VectorOperators.LE, 0f));
            c41 = c41.blend(0f, c41.compare(VectorOperators.LE, 0f));
            c42 = c42.blend(0f, c42.compare(VectorOperators.LE, 0f));
            c50 = c50.blend(0f, c50.compare(VectorOperators.LE, 0f));
            c51 = c51.blend(0f, c51.compare(VectorOperators.LE, 0f));
            c52 = c52.blend(0f, c52.compare(VectorOperators.LE, 0f));
            c60 = c60.blend(0f, c60.compare(VectorOperators.LE, 0f));
            c61 = c61.blend(0f, c61.compare(VectorOperators.LE, 0f));
            c62 = c62.blend(0f, c62.compare(VectorOperators.LE, 0f));
            c70 = c70.blend(0f, c70.compare(VectorOperators.LE, 0f));
            c71 = c71.blend(0f, c71.compare(VectorOperators.LE, 0f));
            c72 = c72.blend(0f, c72.compare(VectorOperators.LE, 0f));
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
        c40.intoArray(y, at4);
        c41.intoArray(y, at4 + LANES);
        c42.intoArray(y, at4 + 2 * LANES);
        c50.intoArray(y, at5);
        c51.intoArray(y, at5 + LANES);
        c52.intoArray(y, at5 + 2 * LANES);
        c60.intoArray(y, at6);
        c61.intoArray(y, at6 + LANES);
        c62.intoArray(y, at6 + 2 * LANES);
        c70.intoArray(y, at7);
        c71.intoArray(y, at7 + LANES);
        c72.intoArray(y, at7 + 2 * LANES);
    }
}
