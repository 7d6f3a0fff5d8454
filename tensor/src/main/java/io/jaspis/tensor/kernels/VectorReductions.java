package io.jaspis.tensor.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Sums in vectors: four interleaved chains of vectors, folded in one order, so that the bits never vary. */
final class VectorReductions implements Reductions {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    /** Four chains: an addition takes four cycles and two can start in each, but loads are the limit from there on. */
    private static final int CHAINS = 4;

    private static final ScalarReductions SCALAR = new ScalarReductions();

    private static final VectorShuffle<Float> HALF = turned(2);
    private static final VectorShuffle<Float> QUARTER = turned(4);
    private static final VectorShuffle<Float> EIGHTH = turned(8);
    private static final VectorShuffle<Float> SIXTEENTH = turned(16);

    private static VectorShuffle<Float> turned(int part) {
        return VectorShuffle.iota(SPECIES, LANES / part, 1, true);
    }

    /** The sum of all lanes, in halves; the library's own reduction leaves the order open. */
    static float fold(FloatVector sums) {
        FloatVector folded = sums;
        if (LANES >= 2) {
            folded = folded.add(folded.rearrange(HALF));
        }
        if (LANES >= 4) {
            folded = folded.add(folded.rearrange(QUARTER));
        }
        if (LANES >= 8) {
            folded = folded.add(folded.rearrange(EIGHTH));
        }
        if (LANES >= 16) {
            folded = folded.add(folded.rearrange(SIXTEENTH));
        }
        return folded.lane(0);
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
            SCALAR.sum(outer, reduced, inner, x, xOffset, y, yOffset);
        } else {
            for (int o = 0; o < outer; o++) {
                columns(reduced, inner, x, xOffset + o * reduced * inner, y, yOffset + o * inner);
            }
        }
    }

    private static float total(int n, float[] x, int xOffset) {
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
        float sum = n < LANES ? 0f : fold(sum0.add(sum1).add(sum2.add(sum3)));
        for (; i < n; i++) {
            sum += x[xOffset + i];
        }
        return sum;
    }

    private static void columns(int reduced, int inner, float[] x, int xOffset, float[] y, int yOffset) {
        int column = 0;
        for (; column <= inner - CHAINS * LANES; column += CHAINS * LANES) {
            FloatVector sum0 = FloatVector.zero(SPECIES);
            FloatVector sum1 = sum0;
            FloatVector sum2 = sum0;
            FloatVector sum3 = sum0;
            for (int r = 0; r < reduced; r++) {
                int at = xOffset + r * inner + column;
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
        for (; column < inner; column += LANES) {
            // The last vector may cover elements already done: the same sums once more.
            int start = Math.min(column, inner - LANES);
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int r = 0; r < reduced; r++) {
                sum = sum.add(FloatVector.fromArray(SPECIES, x, xOffset + r * inner + start));
            }
            sum.intoArray(y, yOffset + start);
        }
    }

    @Override
    public float dot(int n, float[] a, int aOffset, float[] b, int bOffset) {
        return product(n, a, aOffset, b, bOffset);
    }

    static float product(int n, float[] a, int aOffset, float[] b, int bOffset) {
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
        float sum = fold(sum0.add(sum1));
        for (i = whole; i < n; i++) {
            sum = Math.fma(a[aOffset + i], b[bOffset + i], sum);
        }
        return sum;
    }
}
