package io.jaspis.tensor.kernels.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of four lines, and their products with a vector, with the bits of {@link VectorReductions} line by line. The
 * lines are read one after the other, as memory brings them best, and folded together: round by round halves of a pair
 * of vectors are added, until each line has a quarter of one vector.
 */
public final class FourLines {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    public static final int LINES = 4;
    /** Whether the vectors have the 16 lanes that the folding counts on. */
    public static final boolean FIT = Transpose.FITS;
    /** Elements in a round of a line, for four chains of vectors. */
    private static final int ROUND = 4 * LANES;

    private static final VectorShuffle<Float> HALF = VectorShuffle.iota(SPECIES, LANES / 2, 1, true);
    private static final VectorShuffle<Float> QUARTER = VectorShuffle.iota(SPECIES, LANES / 4, 1, true);

    private FourLines() {}

    /** {@code y[l]} = the sum of the n elements of x from {@code xOffset + l·stride} on. */
    static void sums(int n, float[] x, int xOffset, int stride, float[] y, int yOffset) {
        int whole = SPECIES.loopBound(n);
        FloatVector first = FloatVector.zero(SPECIES);
        FloatVector second = first;
        FloatVector third = first;
        FloatVector fourth = first;
        for (int line = 0; line < LINES; line++) {
            FloatVector sum0 = FloatVector.zero(SPECIES);
            FloatVector sum1 = sum0;
            FloatVector sum2 = sum0;
            FloatVector sum3 = sum0;
            int i = xOffset + line * stride;
            int end = i + whole;
            for (; i <= end - ROUND; i += ROUND) {
                sum0 = sum0.add(FloatVector.fromArray(SPECIES, x, i));
                sum1 = sum1.add(FloatVector.fromArray(SPECIES, x, i + LANES));
                sum2 = sum2.add(FloatVector.fromArray(SPECIES, x, i + 2 * LANES));
                sum3 = sum3.add(FloatVector.fromArray(SPECIES, x, i + 3 * LANES));
            }
            for (; i < end; i += LANES) {
                sum0 = sum0.add(FloatVector.fromArray(SPECIES, x, i));
            }
            first = second;
            second = third;
            third = fourth;
            fourth = sum0.add(sum1).add(sum2.add(sum3));
        }
        FloatVector even = Transpose.LOW.selectFrom(first, third).add(Transpose.HIGH.selectFrom(first, third));
        FloatVector odd = Transpose.LOW.selectFrom(second, fourth).add(Transpose.HIGH.selectFrom(second, fourth));
        FloatVector all = Transpose.LOW.selectFrom(even, odd).add(Transpose.HIGH.selectFrom(even, odd));
        all = all.add(all.rearrange(HALF));
        all = all.add(all.rearrange(QUARTER));
        y[yOffset] = all.lane(0);
        y[yOffset + 1] = all.lane(1);
        y[yOffset + 2] = all.lane(2);
        y[yOffset + 3] = all.lane(3);
        for (int line = 0; line < LINES; line++) {
            for (int i = whole; i < n; i++) {
                y[yOffset + line] += x[xOffset + line * stride + i];
            }
        }
    }

    /** {@code y[l]} = the product of n elements of a from {@code aOffset + l·stride} on, and of b. */
    public static void products(
            int n, float[] a, int aOffset, int stride, float[] b, int bOffset, float[] y, int yOffset) {
        int line1 = aOffset + stride;
        int line2 = line1 + stride;
        int line3 = line2 + stride;
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector t0 = s0;
        FloatVector t1 = s0;
        FloatVector u0 = s0;
        FloatVector u1 = s0;
        FloatVector v0 = s0;
        FloatVector v1 = s0;
        int whole = SPECIES.loopBound(n);
        int i = 0;
        for (; i <= whole - 2 * LANES; i += 2 * LANES) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bOffset + i);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bOffset + i + LANES);
            s0 = FloatVector.fromArray(SPECIES, a, aOffset + i).fma(b0, s0);
            s1 = FloatVector.fromArray(SPECIES, a, aOffset + i + LANES).fma(b1, s1);
            t0 = FloatVector.fromArray(SPECIES, a, line1 + i).fma(b0, t0);
            t1 = FloatVector.fromArray(SPECIES, a, line1 + i + LANES).fma(b1, t1);
            u0 = FloatVector.fromArray(SPECIES, a, line2 + i).fma(b0, u0);
            u1 = FloatVector.fromArray(SPECIES, a, line2 + i + LANES).fma(b1, u1);
            v0 = FloatVector.fromArray(SPECIES, a, line3 + i).fma(b0, v0);
            v1 = FloatVector.fromArray(SPECIES, a, line3 + i + LANES).fma(b1, v1);
        }
        if (i < whole) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bOffset + i);
            s0 = FloatVector.fromArray(SPECIES, a, aOffset + i).fma(b0, s0);
            t0 = FloatVector.fromArray(SPECIES, a, line1 + i).fma(b0, t0);
            u0 = FloatVector.fromArray(SPECIES, a, line2 + i).fma(b0, u0);
            v0 = FloatVector.fromArray(SPECIES, a, line3 + i).fma(b0, v0);
        }
        s0 = s0.add(s1);
        t0 = t0.add(t1);
        u0 = u0.add(u1);
        v0 = v0.add(v1);
        FloatVector even = Transpose.LOW.selectFrom(s0, u0).add(Transpose.HIGH.selectFrom(s0, u0));
        FloatVector odd = Transpose.LOW.selectFrom(t0, v0).add(Transpose.HIGH.selectFrom(t0, v0));
        FloatVector all = Transpose.LOW.selectFrom(even, odd).add(Transpose.HIGH.selectFrom(even, odd));
        all = all.add(all.rearrange(HALF));
        all = all.add(all.rearrange(QUARTER));
        y[yOffset] = all.lane(0);
        y[yOffset + 1] = all.lane(1);
        y[yOffset + 2] = all.lane(2);
        y[yOffset + 3] = all.lane(3);
        for (int line = 0; line < LINES; line++) {
            float sum = y[yOffset + line];
            for (int k = whole; k < n; k++) {
                sum = Math.fma(a[aOffset + line * stride + k], b[bOffset + k], sum);
            }
            y[yOffset + line] = sum;
        }
    }
}
