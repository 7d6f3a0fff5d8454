package io.jaspis.tensor.kernels.simd;

import io.jaspis.tensor.kernels.Reductions;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums in vectors: four interleaved chains of vectors, folded in one order, so that the bits never vary. The last
 * vector is folded in halves, because the library's own reduction leaves the order open; no helper does it, because a
 * compiler that hasn't counted the calls leaves helpers out, and makes objects of their vectors.
 */
public final class VectorReductions implements Reductions {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    /** Four chains: an addition takes four cycles and two can start in each, but loads are the limit from there on. */
    private static final int CHAINS = 4;
    /** Floats from row to row from which on each row is on another page: half of one. */
    private static final int FAR = 512;
    /** Columns summed at once along far rows: 8 KiB of sums. */
    private static final int STRIP = 2048;

    public static final VectorShuffle<Float> HALF = turned(2);
    public static final VectorShuffle<Float> QUARTER = turned(4);
    public static final VectorShuffle<Float> EIGHTH = turned(8);
    public static final VectorShuffle<Float> SIXTEENTH = turned(16);

    private static VectorShuffle<Float> turned(int part) {
        return VectorShuffle.iota(SPECIES, LANES / part, 1, true);
    }

    private final Reductions scalar;

    /** Leaves lines of fewer elements than a vector to these kernels. */
    public VectorReductions(Reductions scalar) {
        this.scalar = scalar;
    }

    @Override
    public void sum(int outer, int reduced, int inner, float[] x, int xOffset, float[] y, int yOffset) {
        if (inner == 1) {
            int o = 0;
            for (; FourLines.FIT && o <= outer - FourLines.LINES; o += FourLines.LINES) {
                FourLines.sums(reduced, x, xOffset + o * reduced, reduced, y, yOffset + o);
            }
            for (; o < outer; o++) {
                y[yOffset + o] = total(reduced, x, xOffset + o * reduced);
            }
        } else if (inner < LANES) {
            scalar.sum(outer, reduced, inner, x, xOffset, y, yOffset);
        } else {
            for (int o = 0; o < outer; o++) {
                columns(reduced, inner, inner, x, xOffset + o * reduced * inner, y, yOffset + o * inner);
            }
        }
    }

    /** The sum of one line. */
    static float total(int n, float[] x, int xOffset) {
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int i = 0;
        for (int end = n - CHAINS * LANES; i <= end; i += CHAINS * LANES) {
            sum0 = sum0.add(FloatVector.fromArray(SPECIES, x, xOffset + i));
            sum1 = sum1.add(FloatVector.fromArray(SPECIES, x, xOffset + i + LANES));
            sum2 = sum2.add(FloatVector.fromArray(SPECIES, x, xOffset + i + 2 * LANES));
            sum3 = sum3.add(FloatVector.fromArray(SPECIES, x, xOffset + i + 3 * LANES));
        }
        for (; i <= n - LANES; i += LANES) {
            sum0 = sum0.add(FloatVector.fromArray(SPECIES, x, xOffset + i));
        }
        FloatVector all = sum0.add(sum1).add(sum2.add(sum3));
        all = all.add(all.rearrange(HALF));
        all = all.add(all.rearrange(QUARTER));
        all = LANES < 8 ? all : all.add(all.rearrange(EIGHTH));
        all = LANES < 16 ? all : all.add(all.rearrange(SIXTEENTH));
        float sum = n < LANES ? 0f : all.lane(0);
        for (; i < n; i++) {
            sum += x[xOffset + i];
        }
        return sum;
    }

    @Override
    public void columns(int reduced, int columns, int stride, float[] x, int xOffset, float[] y, int yOffset) {
        if (columns < LANES) {
            scalar.columns(reduced, columns, stride, x, xOffset, y, yOffset);
        } else if (stride < FAR) {
            near(reduced, columns, stride, x, xOffset, y, yOffset);
        } else {
            for (int column = 0; column < columns; column += STRIP) {
                // The last strip may cover elements already done: the same sums once more.
                int start = Math.max(0, Math.min(column, columns - STRIP));
                far(reduced, Math.min(STRIP, columns), stride, x, xOffset + start, y, yOffset + start);
            }
        }
    }

    /** Rows that lie near each other: a few columns at a time, whose sums stay in registers. */
    private static void near(int reduced, int columns, int stride, float[] x, int xOffset, float[] y, int yOffset) {
        int column = 0;
        for (; column <= columns - CHAINS * LANES; column += CHAINS * LANES) {
            FloatVector sum0 = FloatVector.zero(SPECIES);
            FloatVector sum1 = sum0;
            FloatVector sum2 = sum0;
            FloatVector sum3 = sum0;
            for (int r = 0; r < reduced; r++) {
                int at = xOffset + r * stride + column;
                sum0 = sum0.add(FloatVector.fromArray(SPECIES, x, at));
                sum1 = sum1.add(FloatVector.fromArray(SPECIES, x, at + LANES));
                sum2 = sum2.add(FloatVector.fromArray(SPECIES, x, at + 2 * LANES));
                sum3 = sum3.add(FloatVector.fromArray(SPECIES, x, at + 3 * LANES));
            }
            sum0.intoArray(y, yOffset + column);
            sum1.intoArray(y, yOffset + column + LANES);
            sum2.intoArray(y, yOffset + column + 2 * LANES);
            sum3.intoArray(y, yOffset + column + 3 * LANES);
        }
        for (; column < columns; column += LANES) {
            // The last vector may cover elements already done: the same sums once more.
            int start = Math.min(column, columns - LANES);
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int r = 0; r < reduced; r++) {
                sum = sum.add(FloatVector.fromArray(SPECIES, x, xOffset + r * stride + start));
            }
            sum.intoArray(y, yOffset + start);
        }
    }

    /** Rows that lie on pages of their own: along them, two at a time, with the sums in the first-level cache. */
    private static void far(int reduced, int columns, int stride, float[] x, int xOffset, float[] y, int yOffset) {
        Arrays.fill(y, yOffset, yOffset + columns, 0f);
        int whole = SPECIES.loopBound(columns);
        int r = 0;
        for (; r <= reduced - 2; r += 2) {
            int first = xOffset + r * stride;
            int second = first + stride;
            for (int i = 0; i < whole; i += LANES) {
                FloatVector.fromArray(SPECIES, y, yOffset + i)
                        .add(FloatVector.fromArray(SPECIES, x, first + i))
                        .add(FloatVector.fromArray(SPECIES, x, second + i))
                        .intoArray(y, yOffset + i);
            }
            for (int i = whole; i < columns; i++) {
                y[yOffset + i] = y[yOffset + i] + x[first + i] + x[second + i];
            }
        }
        for (; r < reduced; r++) {
            int row = xOffset + r * stride;
            for (int i = 0; i < columns; i++) {
                y[yOffset + i] += x[row + i];
            }
        }
    }

    @Override
    public float dot(int n, float[] a, int aOffset, float[] b, int bOffset) {
        return product(n, a, aOffset, b, bOffset);
    }

    public static float product(int n, float[] a, int aOffset, float[] b, int bOffset) {
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector sum1 = sum0;
        int whole = SPECIES.loopBound(n);
        int i = 0;
        for (; i <= whole - 2 * LANES; i += 2 * LANES) {
            sum0 = FloatVector.fromArray(SPECIES, a, aOffset + i)
                    .fma(FloatVector.fromArray(SPECIES, b, bOffset + i), sum0);
            sum1 = FloatVector.fromArray(SPECIES, a, aOffset + i + LANES)
                    .fma(FloatVector.fromArray(SPECIES, b, bOffset + i + LANES), sum1);
        }
        if (i < whole) {
            sum0 = FloatVector.fromArray(SPECIES, a, aOffset + i)
                    .fma(FloatVector.fromArray(SPECIES, b, bOffset + i), sum0);
        }
        FloatVector all = sum0.add(sum1);
        all = all.add(all.rearrange(HALF));
        all = all.add(all.rearrange(QUARTER));
        all = LANES < 8 ? all : all.add(all.rearrange(EIGHTH));
        all = LANES < 16 ? all : all.add(all.rearrange(SIXTEENTH));
        float sum = all.lane(0);
        for (i = whole; i < n; i++) {
            sum = Math.fma(a[aOffset + i], b[bOffset + i], sum);
        }
        return sum;
    }
}
