package io.jaspis.tensor.kernels.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The places of maxima of neighbouring windows, a window in each lane, where these step over one or two columns. */
final class VectorPooling {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    static final int LANES = SPECIES.length();
    private static final IntVector IOTA = IntVector.zero(Lanes.INTEGERS).addIndex(1);
    /** The even elements of two vectors. */
    private static final VectorShuffle<Float> EVEN = VectorShuffle.makeUnzip(SPECIES, 0);

    private VectorPooling() {}

    /**
     * For windows whose first tap is {@code x[start]}, {@code x[start + stride]} and so on, at {@code index},
     * {@code index + stride}, … of their plane: the indices of their maxima, of the first of equal ones, or of the
     * first NaN. Rows of taps lie {@code rowStep} apart, columns {@code columnStep}.
     */
    static void winners(
            float[] x,
            int start,
            int index,
            int stride,
            int rows,
            int rowStep,
            int columns,
            int columnStep,
            int[] winners,
            int at) {
        FloatVector best = load(x, start, stride);
        IntVector first = IOTA.mul(stride).add(index);
        IntVector winner = first;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int shift = row * rowStep + column * columnStep;
                FloatVector value = load(x, start + shift, stride);
                VectorMask<Float> wins =
                        value.compare(VectorOperators.LE, best).not().and(best.compare(VectorOperators.EQ, best));
                best = best.blend(value, wins);
                winner = winner.blend(first.add(shift), wins.cast(Lanes.INTEGERS));
            }
        }
        winner.intoArray(winners, at);
    }

    /** The maxima themselves. */
    static void maxima(
            float[] x, int start, int stride, int rows, int rowStep, int columns, int columnStep, float[] y, int at) {
        FloatVector best = load(x, start, stride);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                FloatVector value = load(x, start + row * rowStep + column * columnStep, stride);
                VectorMask<Float> wins =
                        value.compare(VectorOperators.LE, best).not().and(best.compare(VectorOperators.EQ, best));
                best = best.blend(value, wins);
            }
        }
        best.intoArray(y, at);
    }

    /** The maximum of n neighbours; NaN if one of them is, and of zeros either. */
    static float maximum(int n, float[] x, int start) {
        FloatVector best0 = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        FloatVector best1 = best0;
        int i = 0;
        for (int end = n - 2 * LANES; i <= end; i += 2 * LANES) {
            best0 = best0.max(FloatVector.fromArray(SPECIES, x, start + i));
            best1 = best1.max(FloatVector.fromArray(SPECIES, x, start + i + LANES));
        }
        float best = best0.max(best1).reduceLanes(VectorOperators.MAX);
        for (; i < n; i++) {
            best = Math.max(best, x[start + i]);
        }
        return best;
    }

    private static FloatVector load(float[] x, int start, int stride) {
        FloatVector near = FloatVector.fromArray(SPECIES, x, start);
        return stride == 1 ? near : near.rearrange(EVEN, FloatVector.fromArray(SPECIES, x, start + LANES));
    }
}
