package io.jaspis.tensor.kernels.simd;

import static io.jaspis.tensor.kernels.Approximations.*;

import io.jaspis.tensor.kernels.Scratch;
import io.jaspis.tensor.kernels.Softmax;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A softmax row by row in the first-level cache. The loop that makes a row's powers looks for the next row's maximum as
 * well: that row comes from memory meanwhile. A row with powers that are no normal numbers, or with NaN, is left to
 * another. The last vector of a row may cover elements already done: the same results once more.
 */
public final class VectorSoftmax implements Softmax {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final VectorSpecies<Integer> INTEGERS = Lanes.INTEGERS;
    private static final int LANES = SPECIES.length();
    /** A row's powers, and then a vector with its follower's maxima. */
    private static final Scratch<float[]> POWERS = Scratch.floats();

    private final Softmax other;

    /** Leaves rows of fewer elements than a vector, and those with extreme elements, to this one. */
    public VectorSoftmax(Softmax other) {
        this.other = other;
    }

    @Override
    public void rows(int rows, int columns, float[] x, int xOffset, float[] y, int yOffset) {
        if (columns < LANES) {
            other.rows(rows, columns, x, xOffset, y, yOffset);
            return;
        }
        float[] powers = POWERS.atLeast(columns + LANES);
        maxima(columns, x, xOffset, powers, columns);
        for (int r = 0; r < rows; r++) {
            int from = xOffset + r * columns;
            int next = r + 1 < rows ? from + columns : from;
            int to = yOffset + r * columns;
            float maximum = largest(powers, columns);
            if (powers(columns, maximum, x, from, next, powers)) {
                scale(columns, 1 / VectorReductions.total(columns, powers, 0), powers, y, to);
            } else {
                other.rows(1, columns, x, from, y, to);
            }
        }
    }

    /** Lane by lane the largest of the vectors of a row; passes over NaN. */
    private static void maxima(int n, float[] x, int from, float[] maxima, int at) {
        FloatVector best = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        for (int place = 0; place < n; place += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, from + Math.min(place, n - LANES));
            best = best.blend(v, v.compare(VectorOperators.GT, best));
        }
        best.intoArray(maxima, at);
    }

    /** The largest element of a vector without NaN. */
    private static float largest(float[] x, int at) {
        FloatVector best = FloatVector.fromArray(SPECIES, x, at);
        FloatVector turned = best.rearrange(VectorReductions.HALF);
        best = best.blend(turned, turned.compare(VectorOperators.GT, best));
        turned = best.rearrange(VectorReductions.QUARTER);
        best = best.blend(turned, turned.compare(VectorOperators.GT, best));
        if (LANES >= 8) {
            turned = best.rearrange(VectorReductions.EIGHTH);
            best = best.blend(turned, turned.compare(VectorOperators.GT, best));
        }
        if (LANES >= 16) {
            turned = best.rearrange(VectorReductions.SIXTEENTH);
            best = best.blend(turned, turned.compare(VectorOperators.GT, best));
        }
        return best.lane(0);
    }

    /**
     * The powers of a row, as {@link VectorApproximations#exponential} has normal ones, and behind them the maxima of the
     * row at {@code next}. Says whether all of the powers are normal numbers.
     */
    private static boolean powers(int n, float maximum, float[] x, int from, int next, float[] powers) {
        FloatVector highest = FloatVector.broadcast(SPECIES, maximum);
        FloatVector log2E = FloatVector.broadcast(SPECIES, LOG2_E);
        FloatVector rounder = FloatVector.broadcast(SPECIES, ROUNDER);
        FloatVector minusLn2Low = FloatVector.broadcast(SPECIES, -LN2_LOW);
        FloatVector minusLn2High = FloatVector.broadcast(SPECIES, -LN2_HIGH);
        FloatVector exp4 = FloatVector.broadcast(SPECIES, EXP_4);
        FloatVector exp3 = FloatVector.broadcast(SPECIES, EXP_3);
        FloatVector exp2 = FloatVector.broadcast(SPECIES, EXP_2);
        FloatVector exp1 = FloatVector.broadcast(SPECIES, EXP_1);
        FloatVector exp0 = FloatVector.broadcast(SPECIES, EXP_0);
        FloatVector even = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        FloatVector odd = even;
        // Sizes are compared as whole numbers, where NaN is largest.
        IntVector size = IntVector.zero(INTEGERS);
        for (int i = 0; i <= n - LANES; i += LANES) {
            FloatVector following = FloatVector.fromArray(SPECIES, x, next + i);
            FloatVector best = even.blend(following, following.compare(VectorOperators.GT, even));
            even = odd;
            odd = best;
            FloatVector v = FloatVector.fromArray(SPECIES, x, from + i).sub(highest);
            size = size.max(v.reinterpretAsInts().and(Integer.MAX_VALUE));
            FloatVector shifted = v.fma(log2E, rounder);
            FloatVector whole = shifted.sub(rounder);
            FloatVector r = whole.fma(minusLn2Low, whole.fma(minusLn2High, v));
            FloatVector q = exp4.fma(r, exp3);
            q = q.fma(r, exp2).fma(r, exp1).fma(r, exp0);
            FloatVector fraction = q.fma(r.mul(r), r).add(1f);
            shifted.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, 23)
                    .add(fraction.reinterpretAsInts())
                    .reinterpretAsFloats()
                    .intoArray(powers, i);
        }
        if (n % LANES != 0) {
            // The same once more: a loop whose last turn goes back has its bounds checked in each.
            int i = n - LANES;
            FloatVector following = FloatVector.fromArray(SPECIES, x, next + i);
            FloatVector best = even.blend(following, following.compare(VectorOperators.GT, even));
            even = best;
            FloatVector v = FloatVector.fromArray(SPECIES, x, from + i).sub(highest);
            size = size.max(v.reinterpretAsInts().and(Integer.MAX_VALUE));
            FloatVector shifted = v.fma(log2E, rounder);
            FloatVector whole = shifted.sub(rounder);
            FloatVector r = whole.fma(minusLn2Low, whole.fma(minusLn2High, v));
            FloatVector q = exp4.fma(r, exp3);
            q = q.fma(r, exp2).fma(r, exp1).fma(r, exp0);
            FloatVector fraction = q.fma(r.mul(r), r).add(1f);
            shifted.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, 23)
                    .add(fraction.reinterpretAsInts())
                    .reinterpretAsFloats()
                    .intoArray(powers, i);
        }
        even.blend(odd, odd.compare(VectorOperators.GT, even)).intoArray(powers, n);
        return size.reduceLanes(VectorOperators.MAX) <= VectorApproximations.MODERATE_BITS;
    }

    private static void scale(int n, float factor, float[] x, float[] y, int to) {
        for (int i = 0; i <= n - LANES; i += LANES) {
            FloatVector.fromArray(SPECIES, x, i).mul(factor).intoArray(y, to + i);
        }
        int last = n - LANES;
        FloatVector.fromArray(SPECIES, x, last).mul(factor).intoArray(y, to + last);
    }
}
