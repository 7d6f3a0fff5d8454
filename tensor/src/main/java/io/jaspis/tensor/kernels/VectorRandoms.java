package io.jaspis.tensor.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Random numbers, a counter in each lane of a vector of longs, whose products of 32-bit words are then whole. The bits
 * are those of {@link ScalarRandoms}, which also does the ends of a range.
 */
final class VectorRandoms implements Randoms {
    private static final VectorSpecies<Float> FLOATS = Lanes.FLOATS;
    private static final VectorSpecies<Integer> INTEGERS = Lanes.INTEGERS;
    private static final VectorSpecies<Long> LONGS = Lanes.LONGS;
    /** Counters in a vector; each makes four elements. */
    private static final int COUNTERS = LONGS.length();

    private static final int ELEMENTS = 4 * COUNTERS;
    private static final int FLOAT_LANES = FLOATS.length();
    private static final long LOW_WORD = 0xffff_ffffL;
    private static final ScalarRandoms SCALAR = new ScalarRandoms();
    private static final LongVector IOTA = LongVector.zero(LONGS).addIndex(1);

    /** Two vectors of longs, one lane of each in turn: the first half of that, and the second. */
    private static final VectorShuffle<Long> FIRST_ZIP = VectorShuffle.makeZip(LONGS, 0);

    private static final VectorShuffle<Long> SECOND_ZIP = VectorShuffle.makeZip(LONGS, 1);

    @Override
    public void uniform(long seed, long stream, long first, int n, float[] y, int yOffset) {
        int head = head(first, n);
        SCALAR.uniform(seed, stream, first, head, y, yOffset);
        int whole = (n - head) / ELEMENTS * ELEMENTS;
        fill(false, seed, stream, (first + head) >>> 2, whole, y, yOffset + head);
        int done = head + whole;
        SCALAR.uniform(seed, stream, first + done, n - done, y, yOffset + done);
    }

    @Override
    public void normal(long seed, long stream, long first, int n, float[] y, int yOffset) {
        int head = head(first, n);
        SCALAR.normal(seed, stream, first, head, y, yOffset);
        int whole = (n - head) / ELEMENTS * ELEMENTS;
        fill(true, seed, stream, (first + head) >>> 2, whole, y, yOffset + head);
        int done = head + whole;
        SCALAR.normal(seed, stream, first + done, n - done, y, yOffset + done);
    }

    /** The elements before the first that begins a counter. */
    private static int head(long first, int n) {
        return Math.min(n, (int) (-first & 3));
    }

    private static void fill(boolean normal, long seed, long stream, long firstCounter, int n, float[] y, int yOffset) {
        LongVector streamLow = LongVector.broadcast(LONGS, stream & LOW_WORD);
        LongVector streamHigh = LongVector.broadcast(LONGS, stream >>> 32);
        for (int i = 0; i < n; i += ELEMENTS) {
            LongVector counter = IOTA.add(firstCounter + (i >>> 2));
            LongVector c0 = counter.and(LOW_WORD);
            LongVector c1 = counter.lanewise(VectorOperators.LSHR, 32);
            LongVector c2 = streamLow;
            LongVector c3 = streamHigh;
            int k0 = (int) seed;
            int k1 = (int) (seed >>> 32);
            for (int round = 0; round < Philox.ROUNDS; round++) {
                LongVector product0 = c0.mul(Philox.MULTIPLIER_0 & LOW_WORD);
                LongVector product1 = c2.mul(Philox.MULTIPLIER_1 & LOW_WORD);
                c0 = product1.lanewise(VectorOperators.LSHR, 32)
                        .lanewise(VectorOperators.XOR, c1)
                        .lanewise(VectorOperators.XOR, k0 & LOW_WORD);
                c1 = product1.and(LOW_WORD);
                c2 = product0.lanewise(VectorOperators.LSHR, 32)
                        .lanewise(VectorOperators.XOR, c3)
                        .lanewise(VectorOperators.XOR, k1 & LOW_WORD);
                c3 = product0.and(LOW_WORD);
                k0 += Philox.WEYL_0;
                k1 += Philox.WEYL_1;
            }
            if (normal) {
                storeNormal(c0, c1, c2, c3, y, yOffset + i);
            } else {
                storeUniform(c0, c1, c2, c3, y, yOffset + i);
            }
        }
    }

    private static void storeUniform(
            LongVector c0, LongVector c1, LongVector c2, LongVector c3, float[] y, int yOffset) {
        FloatVector front = fraction(joined(c0, c1));
        FloatVector back = fraction(joined(c2, c3));
        storeZipped(front.reinterpretAsLongs(), back.reinterpretAsLongs(), y, yOffset);
    }

    private static IntVector joined(LongVector low, LongVector high) {
        return low.or(high.lanewise(VectorOperators.LSHL, 32)).reinterpretAsInts();
    }

    private static FloatVector fraction(IntVector words) {
        return VectorApproximations.toFloats(words.lanewise(VectorOperators.LSHR, 8))
                .mul(0x1p-24f);
    }

    private static void storeNormal(
            LongVector c0, LongVector c1, LongVector c2, LongVector c3, float[] y, int yOffset) {
        FloatVector radius = radius(joined(c0, c2));
        IntVector angle = joined(c1, c3);
        IntVector quarter = angle.add(0x2000_0000).lanewise(VectorOperators.LSHR, 30);
        FloatVector t = VectorApproximations.toFloats(angle.sub(quarter.lanewise(VectorOperators.LSHL, 30)))
                .mul(ScalarRandoms.ANGLE);
        FloatVector nearSine = VectorApproximations.sineNearZero(t);
        FloatVector nearCosine = VectorApproximations.cosineNearZero(t);
        VectorMask<Float> odd = quarter.and(1).compare(VectorOperators.NE, 0).cast(FLOATS);
        // The cosine is negative in the quarters 1 and 2, the sine in 2 and 3.
        IntVector cosineSign = quarter.add(1).and(2).lanewise(VectorOperators.LSHL, 30);
        IntVector sineSign = quarter.and(2).lanewise(VectorOperators.LSHL, 30);
        LongVector x =
                radius.mul(signed(nearCosine.blend(nearSine, odd), cosineSign)).reinterpretAsLongs();
        LongVector z =
                radius.mul(signed(nearSine.blend(nearCosine, odd), sineSign)).reinterpretAsLongs();
        LongVector front = x.and(LOW_WORD).or(z.lanewise(VectorOperators.LSHL, 32));
        LongVector back = x.lanewise(VectorOperators.LSHR, 32).or(z.and(~LOW_WORD));
        storeZipped(front, back, y, yOffset);
    }

    private static FloatVector radius(IntVector words) {
        FloatVector high = VectorApproximations.toFloats(words.lanewise(VectorOperators.LSHR, 8));
        FloatVector low = VectorApproximations.toFloats(words.and(0xff));
        FloatVector scale = FloatVector.broadcast(FLOATS, 0x1p-32f);
        FloatVector u = high.fma(FloatVector.broadcast(FLOATS, 0x1p-24f), low.fma(scale, scale));
        return VectorApproximations.logarithmOfNormal(u, FloatVector.zero(FLOATS))
                .mul(-2f)
                .sqrt();
    }

    private static FloatVector signed(FloatVector x, IntVector signBits) {
        return x.reinterpretAsInts().lanewise(VectorOperators.XOR, signBits).reinterpretAsFloats();
    }

    /** The first two elements of each counter are in {@code front}, the other two in {@code back}. */
    private static void storeZipped(LongVector front, LongVector back, float[] y, int yOffset) {
        front.rearrange(FIRST_ZIP, back).reinterpretAsFloats().intoArray(y, yOffset);
        front.rearrange(SECOND_ZIP, back).reinterpretAsFloats().intoArray(y, yOffset + FLOAT_LANES);
    }
}
