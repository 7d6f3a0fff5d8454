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
 *
 * <p>{@code Tiles}, among the tests, writes this file.
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
        FloatVector c0a = FloatVector.zero(SPECIES);
        FloatVector c0b = FloatVector.zero(SPECIES);
        FloatVector c0c = FloatVector.zero(SPECIES);
        FloatVector c1a = FloatVector.zero(SPECIES);
        FloatVector c1b = FloatVector.zero(SPECIES);
        FloatVector c1c = FloatVector.zero(SPECIES);
        FloatVector c2a = FloatVector.zero(SPECIES);
        FloatVector c2b = FloatVector.zero(SPECIES);
        FloatVector c2c = FloatVector.zero(SPECIES);
        FloatVector c3a = FloatVector.zero(SPECIES);
        FloatVector c3b = FloatVector.zero(SPECIES);
        FloatVector c3c = FloatVector.zero(SPECIES);
        FloatVector c4a = FloatVector.zero(SPECIES);
        FloatVector c4b = FloatVector.zero(SPECIES);
        FloatVector c4c = FloatVector.zero(SPECIES);
        FloatVector c5a = FloatVector.zero(SPECIES);
        FloatVector c5b = FloatVector.zero(SPECIES);
        FloatVector c5c = FloatVector.zero(SPECIES);
        FloatVector c6a = FloatVector.zero(SPECIES);
        FloatVector c6b = FloatVector.zero(SPECIES);
        FloatVector c6c = FloatVector.zero(SPECIES);
        FloatVector c7a = FloatVector.zero(SPECIES);
        FloatVector c7b = FloatVector.zero(SPECIES);
        FloatVector c7c = FloatVector.zero(SPECIES);
        int steps = Math.min(depth, Lanes.STEPS);
        for (int k = 0; k < steps; k++) {
            int from = taps[k];
            FloatVector b0 = FloatVector.fromArray(SPECIES, planes, from + pixel0);
            FloatVector b1 = FloatVector.fromArray(SPECIES, planes, from + pixel1);
            FloatVector b2 = FloatVector.fromArray(SPECIES, planes, from + pixel2);
            int w = weightsAt + k * ROWS;
            FloatVector a0 = FloatVector.broadcast(SPECIES, weights[w]);
            c0a = a0.fma(b0, c0a);
            c0b = a0.fma(b1, c0b);
            c0c = a0.fma(b2, c0c);
            FloatVector a1 = FloatVector.broadcast(SPECIES, weights[w + 1]);
            c1a = a1.fma(b0, c1a);
            c1b = a1.fma(b1, c1b);
            c1c = a1.fma(b2, c1c);
            FloatVector a2 = FloatVector.broadcast(SPECIES, weights[w + 2]);
            c2a = a2.fma(b0, c2a);
            c2b = a2.fma(b1, c2b);
            c2c = a2.fma(b2, c2c);
            FloatVector a3 = FloatVector.broadcast(SPECIES, weights[w + 3]);
            c3a = a3.fma(b0, c3a);
            c3b = a3.fma(b1, c3b);
            c3c = a3.fma(b2, c3c);
            FloatVector a4 = FloatVector.broadcast(SPECIES, weights[w + 4]);
            c4a = a4.fma(b0, c4a);
            c4b = a4.fma(b1, c4b);
            c4c = a4.fma(b2, c4c);
            FloatVector a5 = FloatVector.broadcast(SPECIES, weights[w + 5]);
            c5a = a5.fma(b0, c5a);
            c5b = a5.fma(b1, c5b);
            c5c = a5.fma(b2, c5c);
            FloatVector a6 = FloatVector.broadcast(SPECIES, weights[w + 6]);
            c6a = a6.fma(b0, c6a);
            c6b = a6.fma(b1, c6b);
            c6c = a6.fma(b2, c6c);
            FloatVector a7 = FloatVector.broadcast(SPECIES, weights[w + 7]);
            c7a = a7.fma(b0, c7a);
            c7b = a7.fma(b1, c7b);
            c7c = a7.fma(b2, c7c);
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
            c0a = c0a.add(FloatVector.fromArray(SPECIES, y, at));
            c0b = c0b.add(FloatVector.fromArray(SPECIES, y, at + LANES));
            c0c = c0c.add(FloatVector.fromArray(SPECIES, y, at + 2 * LANES));
            c1a = c1a.add(FloatVector.fromArray(SPECIES, y, at1));
            c1b = c1b.add(FloatVector.fromArray(SPECIES, y, at1 + LANES));
            c1c = c1c.add(FloatVector.fromArray(SPECIES, y, at1 + 2 * LANES));
            c2a = c2a.add(FloatVector.fromArray(SPECIES, y, at2));
            c2b = c2b.add(FloatVector.fromArray(SPECIES, y, at2 + LANES));
            c2c = c2c.add(FloatVector.fromArray(SPECIES, y, at2 + 2 * LANES));
            c3a = c3a.add(FloatVector.fromArray(SPECIES, y, at3));
            c3b = c3b.add(FloatVector.fromArray(SPECIES, y, at3 + LANES));
            c3c = c3c.add(FloatVector.fromArray(SPECIES, y, at3 + 2 * LANES));
            c4a = c4a.add(FloatVector.fromArray(SPECIES, y, at4));
            c4b = c4b.add(FloatVector.fromArray(SPECIES, y, at4 + LANES));
            c4c = c4c.add(FloatVector.fromArray(SPECIES, y, at4 + 2 * LANES));
            c5a = c5a.add(FloatVector.fromArray(SPECIES, y, at5));
            c5b = c5b.add(FloatVector.fromArray(SPECIES, y, at5 + LANES));
            c5c = c5c.add(FloatVector.fromArray(SPECIES, y, at5 + 2 * LANES));
            c6a = c6a.add(FloatVector.fromArray(SPECIES, y, at6));
            c6b = c6b.add(FloatVector.fromArray(SPECIES, y, at6 + LANES));
            c6c = c6c.add(FloatVector.fromArray(SPECIES, y, at6 + 2 * LANES));
            c7a = c7a.add(FloatVector.fromArray(SPECIES, y, at7));
            c7b = c7b.add(FloatVector.fromArray(SPECIES, y, at7 + LANES));
            c7c = c7c.add(FloatVector.fromArray(SPECIES, y, at7 + 2 * LANES));
        }
        if (bias != null) {
            FloatVector bias0 = FloatVector.broadcast(SPECIES, bias[biasAt]);
            c0a = c0a.add(bias0);
            c0b = c0b.add(bias0);
            c0c = c0c.add(bias0);
            FloatVector bias1 = FloatVector.broadcast(SPECIES, bias[biasAt + row1]);
            c1a = c1a.add(bias1);
            c1b = c1b.add(bias1);
            c1c = c1c.add(bias1);
            FloatVector bias2 = FloatVector.broadcast(SPECIES, bias[biasAt + row2]);
            c2a = c2a.add(bias2);
            c2b = c2b.add(bias2);
            c2c = c2c.add(bias2);
            FloatVector bias3 = FloatVector.broadcast(SPECIES, bias[biasAt + row3]);
            c3a = c3a.add(bias3);
            c3b = c3b.add(bias3);
            c3c = c3c.add(bias3);
            FloatVector bias4 = FloatVector.broadcast(SPECIES, bias[biasAt + row4]);
            c4a = c4a.add(bias4);
            c4b = c4b.add(bias4);
            c4c = c4c.add(bias4);
            FloatVector bias5 = FloatVector.broadcast(SPECIES, bias[biasAt + row5]);
            c5a = c5a.add(bias5);
            c5b = c5b.add(bias5);
            c5c = c5c.add(bias5);
            FloatVector bias6 = FloatVector.broadcast(SPECIES, bias[biasAt + row6]);
            c6a = c6a.add(bias6);
            c6b = c6b.add(bias6);
            c6c = c6c.add(bias6);
            FloatVector bias7 = FloatVector.broadcast(SPECIES, bias[biasAt + row7]);
            c7a = c7a.add(bias7);
            c7b = c7b.add(bias7);
            c7c = c7c.add(bias7);
        }
        if (relu) {
            c0a = c0a.blend(0f, c0a.compare(VectorOperators.LE, 0f));
            c0b = c0b.blend(0f, c0b.compare(VectorOperators.LE, 0f));
            c0c = c0c.blend(0f, c0c.compare(VectorOperators.LE, 0f));
            c1a = c1a.blend(0f, c1a.compare(VectorOperators.LE, 0f));
            c1b = c1b.blend(0f, c1b.compare(VectorOperators.LE, 0f));
            c1c = c1c.blend(0f, c1c.compare(VectorOperators.LE, 0f));
            c2a = c2a.blend(0f, c2a.compare(VectorOperators.LE, 0f));
            c2b = c2b.blend(0f, c2b.compare(VectorOperators.LE, 0f));
            c2c = c2c.blend(0f, c2c.compare(VectorOperators.LE, 0f));
            c3a = c3a.blend(0f, c3a.compare(VectorOperators.LE, 0f));
            c3b = c3b.blend(0f, c3b.compare(VectorOperators.LE, 0f));
            c3c = c3c.blend(0f, c3c.compare(VectorOperators.LE, 0f));
            c4a = c4a.blend(0f, c4a.compare(VectorOperators.LE, 0f));
            c4b = c4b.blend(0f, c4b.compare(VectorOperators.LE, 0f));
            c4c = c4c.blend(0f, c4c.compare(VectorOperators.LE, 0f));
            c5a = c5a.blend(0f, c5a.compare(VectorOperators.LE, 0f));
            c5b = c5b.blend(0f, c5b.compare(VectorOperators.LE, 0f));
            c5c = c5c.blend(0f, c5c.compare(VectorOperators.LE, 0f));
            c6a = c6a.blend(0f, c6a.compare(VectorOperators.LE, 0f));
            c6b = c6b.blend(0f, c6b.compare(VectorOperators.LE, 0f));
            c6c = c6c.blend(0f, c6c.compare(VectorOperators.LE, 0f));
            c7a = c7a.blend(0f, c7a.compare(VectorOperators.LE, 0f));
            c7b = c7b.blend(0f, c7b.compare(VectorOperators.LE, 0f));
            c7c = c7c.blend(0f, c7c.compare(VectorOperators.LE, 0f));
        }
        c0a.intoArray(y, at);
        c0b.intoArray(y, at + LANES);
        c0c.intoArray(y, at + 2 * LANES);
        c1a.intoArray(y, at1);
        c1b.intoArray(y, at1 + LANES);
        c1c.intoArray(y, at1 + 2 * LANES);
        c2a.intoArray(y, at2);
        c2b.intoArray(y, at2 + LANES);
        c2c.intoArray(y, at2 + 2 * LANES);
        c3a.intoArray(y, at3);
        c3b.intoArray(y, at3 + LANES);
        c3c.intoArray(y, at3 + 2 * LANES);
        c4a.intoArray(y, at4);
        c4b.intoArray(y, at4 + LANES);
        c4c.intoArray(y, at4 + 2 * LANES);
        c5a.intoArray(y, at5);
        c5b.intoArray(y, at5 + LANES);
        c5c.intoArray(y, at5 + 2 * LANES);
        c6a.intoArray(y, at6);
        c6b.intoArray(y, at6 + LANES);
        c6c.intoArray(y, at6 + 2 * LANES);
        c7a.intoArray(y, at7);
        c7b.intoArray(y, at7 + LANES);
        c7c.intoArray(y, at7 + 2 * LANES);
    }
}
