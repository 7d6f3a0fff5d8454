package io.jaspis.tensor.kernels.simd;

import io.jaspis.tensor.kernels.Philox;
import io.jaspis.tensor.kernels.Randoms;
import io.jaspis.tensor.kernels.Scratch;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Random numbers, a counter in each lane of a vector of longs, whose products of 32-bit words are then whole. The bits
 * are those of the scalar twin, which also does the ends of a range.
 */
public final class VectorRandoms implements Randoms {
    private static final Scratch<float[]> NOISE = Scratch.floats();
    private static final Scratch<long[]> COUNTER_WORDS = Scratch.longs();
    private static final Scratch<int[]> WORDS = Scratch.integers();
    private static final Scratch<float[]> RADII = Scratch.floats();

    private static final VectorSpecies<Float> FLOATS = Lanes.FLOATS;
    private static final VectorSpecies<Integer> INTEGERS = Lanes.INTEGERS;
    private static final VectorSpecies<Long> LONGS = Lanes.LONGS;
    /** Counters in a vector; each makes four elements. */
    private static final int COUNTERS = LONGS.length();

    private static final int ELEMENTS = 4 * COUNTERS;
    private static final int FLOAT_LANES = FLOATS.length();
    private static final long LOW_WORD = 0xffff_ffffL;
    private static final LongVector IOTA = LongVector.zero(LONGS).addIndex(1);

    /** Two vectors of longs, one lane of each in turn: the first half of that, and the second. */
    private static final VectorShuffle<Long> FIRST_ZIP = VectorShuffle.makeZip(LONGS, 0);

    private static final VectorShuffle<Long> SECOND_ZIP = VectorShuffle.makeZip(LONGS, 1);

    /** Elements made at once, stage by stage, in the first-level cache. */
    private static final int BLOCK = 1024;

    /**
     * A part of the work on a block. The compiler takes only so many vector operations into one method, and what it
     * leaves out would make objects of the vectors: so each stage is compiled alone, and called through an interface.
     */
    private interface Stage {
        void make(
                long seed,
                long stream,
                long counter,
                int n,
                long[] counters,
                int[] words,
                float[] radii,
                float[] y,
                int yOffset);
    }

    private static final Stage[] UNIFORM = {
        VectorRandoms::rounds, VectorRandoms::words, VectorRandoms::uniforms, VectorRandoms::inTurn
    };
    private static final Stage[] NORMAL = {
        VectorRandoms::rounds, VectorRandoms::words, VectorRandoms::radii, VectorRandoms::normals, VectorRandoms::inTurn
    };

    private final Randoms scalar;

    /** Leaves the ends to these kernels, whose bits it has. */
    public VectorRandoms(Randoms scalar) {
        this.scalar = scalar;
    }

    @Override
    public void uniform(long seed, long stream, long first, int n, float[] y, int yOffset) {
        int head = head(first, n);
        scalar.uniform(seed, stream, first, head, y, yOffset);
        int done = head + fill(UNIFORM, seed, stream, (first + head) >>> 2, n - head, y, yOffset + head);
        scalar.uniform(seed, stream, first + done, n - done, y, yOffset + done);
    }

    @Override
    public void normal(long seed, long stream, long first, int n, float[] y, int yOffset) {
        int head = head(first, n);
        scalar.normal(seed, stream, first, head, y, yOffset);
        int done = head + fill(NORMAL, seed, stream, (first + head) >>> 2, n - head, y, yOffset + head);
        scalar.normal(seed, stream, first + done, n - done, y, yOffset + done);
    }

    @Override
    public void addNormal(
            long seed, long stream, long first, int n, float scale, float[] x, int xOffset, float[] y, int yOffset) {
        float[] noise = NOISE.atLeast(BLOCK);
        for (int done = 0; done < n; ) {
            // The first block ends where a counter does, so that the others begin with one.
            int count = Math.min(n - done, BLOCK - (int) ((first + done) & 3));
            normal(seed, stream, first + done, count, noise, 0);
            add(count, scale, noise, x, xOffset + done, y, yOffset + done);
            done += count;
        }
    }

    private static void add(int n, float scale, float[] noise, float[] x, int xOffset, float[] y, int yOffset) {
        FloatVector factor = FloatVector.broadcast(FLOATS, scale);
        int i = 0;
        for (; i <= n - FLOAT_LANES; i += FLOAT_LANES) {
            FloatVector.fromArray(FLOATS, noise, i)
                    .fma(factor, FloatVector.fromArray(FLOATS, x, xOffset + i))
                    .intoArray(y, yOffset + i);
        }
        for (; i < n; i++) {
            y[yOffset + i] = Math.fma(noise[i], scale, x[xOffset + i]);
        }
    }

    /** Makes whole vectors of counters and says how many elements that was. */
    private static int fill(Stage[] stages, long seed, long stream, long firstCounter, int n, float[] y, int yOffset) {
        int whole = n / ELEMENTS * ELEMENTS;
        long[] counters = COUNTER_WORDS.atLeast(BLOCK);
        int[] words = WORDS.atLeast(BLOCK);
        float[] radii = RADII.atLeast(BLOCK);
        for (int done = 0; done < whole; done += BLOCK) {
            int count = Math.min(BLOCK, whole - done);
            for (Stage stage : stages) {
                stage.make(seed, stream, firstCounter + (done >>> 2), count, counters, words, radii, y, yOffset + done);
            }
        }
        return whole;
    }

    /** The elements before the first that begins a counter. */
    private static int head(long first, int n) {
        return Math.min(n, (int) (-first & 3));
    }

    /** The four words of each counter, one vector of each in turn; what is above a word is left from the work. */
    private static void rounds(
            long seed,
            long stream,
            long firstCounter,
            int n,
            long[] counters,
            int[] words,
            float[] radii,
            float[] y,
            int yOffset) {
        LongVector low = LongVector.broadcast(LONGS, LOW_WORD);
        LongVector multiplier0 = LongVector.broadcast(LONGS, Philox.MULTIPLIER_0);
        LongVector multiplier1 = LongVector.broadcast(LONGS, Philox.MULTIPLIER_1);
        for (int i = 0; i < n; i += ELEMENTS) {
            LongVector c0 = IOTA.add(LongVector.broadcast(LONGS, firstCounter + (i >>> 2)));
            LongVector c1 = c0.lanewise(VectorOperators.LSHR, 32);
            LongVector c2 = LongVector.broadcast(LONGS, stream);
            LongVector c3 = LongVector.broadcast(LONGS, stream >>> 32);
            long k0 = seed;
            long k1 = seed >>> 32;
            for (int round = 0; round < Philox.ROUNDS; round++) {
                // The words are cut out right here, where the compiler sees that one instruction makes the product.
                LongVector product0 = c0.and(low).mul(multiplier0.and(low));
                LongVector product1 = c2.and(low).mul(multiplier1.and(low));
                LongVector key0 = c1.lanewise(VectorOperators.XOR, LongVector.broadcast(LONGS, k0));
                LongVector key1 = c3.lanewise(VectorOperators.XOR, LongVector.broadcast(LONGS, k1));
                c0 = product1.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, key0);
                c1 = product1;
                c2 = product0.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, key1);
                c3 = product0;
                k0 += Philox.WEYL_0;
                k1 += Philox.WEYL_1;
            }
            c0.intoArray(counters, i);
            c1.intoArray(counters, i + COUNTERS);
            c2.intoArray(counters, i + 2 * COUNTERS);
            c3.intoArray(counters, i + 3 * COUNTERS);
        }
    }

    /** For each vector of counters first the words 0 and 2 of each, then 1 and 3. */
    private static void words(
            long seed,
            long stream,
            long firstCounter,
            int n,
            long[] counters,
            int[] words,
            float[] radii,
            float[] y,
            int yOffset) {
        for (int i = 0; i < n; i += ELEMENTS) {
            joined(counters, i, i + 2 * COUNTERS).intoArray(words, i);
            joined(counters, i + COUNTERS, i + 3 * COUNTERS).intoArray(words, i + FLOAT_LANES);
        }
    }

    private static IntVector joined(long[] counters, int low, int high) {
        LongVector upper = LongVector.fromArray(LONGS, counters, high).lanewise(VectorOperators.LSHL, 32);
        return LongVector.fromArray(LONGS, counters, low)
                .and(LOW_WORD)
                .or(upper)
                .reinterpretAsInts();
    }

    private static void uniforms(
            long seed,
            long stream,
            long firstCounter,
            int n,
            long[] counters,
            int[] words,
            float[] radii,
            float[] y,
            int yOffset) {
        for (int i = 0; i < n; i += ELEMENTS) {
            fraction(IntVector.fromArray(INTEGERS, words, i)).intoArray(radii, i);
            fraction(IntVector.fromArray(INTEGERS, words, i + FLOAT_LANES)).intoArray(radii, i + FLOAT_LANES);
        }
    }

    private static FloatVector fraction(IntVector words) {
        return VectorApproximations.toFloats(words.lanewise(VectorOperators.LSHR, 8))
                .mul(0x1p-24f);
    }

    /** √(−2 ln u) from the first words of each pair. */
    private static void radii(
            long seed,
            long stream,
            long firstCounter,
            int n,
            long[] counters,
            int[] words,
            float[] radii,
            float[] y,
            int yOffset) {
        FloatVector scale = FloatVector.broadcast(FLOATS, 0x1p-32f);
        FloatVector scaleHigh = FloatVector.broadcast(FLOATS, 0x1p-24f);
        for (int i = 0; i < n; i += ELEMENTS) {
            IntVector first = IntVector.fromArray(INTEGERS, words, i);
            FloatVector high = VectorApproximations.toFloats(first.lanewise(VectorOperators.LSHR, 8));
            FloatVector low = VectorApproximations.toFloats(first.and(0xff));
            FloatVector u = high.fma(scaleHigh, low.fma(scale, scale));
            VectorApproximations.logarithmOfNormal(u, FloatVector.zero(FLOATS))
                    .mul(-2f)
                    .sqrt()
                    .intoArray(radii, i);
        }
    }

    /** The radius times cosine and sine of the angle, which the second words are. */
    private static void normals(
            long seed,
            long stream,
            long firstCounter,
            int n,
            long[] counters,
            int[] words,
            float[] radii,
            float[] y,
            int yOffset) {
        for (int i = 0; i < n; i += ELEMENTS) {
            FloatVector radius = FloatVector.fromArray(FLOATS, radii, i);
            IntVector angle = IntVector.fromArray(INTEGERS, words, i + FLOAT_LANES);
            IntVector quarter = angle.add(0x2000_0000).lanewise(VectorOperators.LSHR, 30);
            FloatVector t = VectorApproximations.toFloats(angle.sub(quarter.lanewise(VectorOperators.LSHL, 30)))
                    .mul(Philox.ANGLE);
            FloatVector nearSine = VectorApproximations.sineNearZero(t);
            FloatVector nearCosine = VectorApproximations.cosineNearZero(t);
            VectorMask<Float> odd =
                    quarter.and(1).compare(VectorOperators.NE, 0).cast(FLOATS);
            // The cosine is negative in the quarters 1 and 2, the sine in 2 and 3.
            IntVector cosineSign = quarter.add(1).and(2).lanewise(VectorOperators.LSHL, 30);
            IntVector sineSign = quarter.and(2).lanewise(VectorOperators.LSHL, 30);
            radius.mul(signed(nearCosine.blend(nearSine, odd), cosineSign)).intoArray(radii, i);
            radius.mul(signed(nearSine.blend(nearCosine, odd), sineSign)).intoArray(radii, i + FLOAT_LANES);
        }
    }

    private static FloatVector signed(FloatVector x, IntVector signBits) {
        return x.reinterpretAsInts().lanewise(VectorOperators.XOR, signBits).reinterpretAsFloats();
    }

    /**
     * One float of the first vector of a pair, one of the second: joined to pairs first, of which a counter has two.
     */
    private static void inTurn(
            long seed,
            long stream,
            long firstCounter,
            int n,
            long[] counters,
            int[] words,
            float[] radii,
            float[] y,
            int yOffset) {
        for (int i = 0; i < n; i += ELEMENTS) {
            LongVector x = FloatVector.fromArray(FLOATS, radii, i).reinterpretAsLongs();
            LongVector z = FloatVector.fromArray(FLOATS, radii, i + FLOAT_LANES).reinterpretAsLongs();
            LongVector front = x.and(LOW_WORD).or(z.lanewise(VectorOperators.LSHL, 32));
            LongVector back = x.lanewise(VectorOperators.LSHR, 32).or(z.and(~LOW_WORD));
            front.rearrange(FIRST_ZIP, back).reinterpretAsFloats().intoArray(y, yOffset + i);
            front.rearrange(SECOND_ZIP, back).reinterpretAsFloats().intoArray(y, yOffset + i + FLOAT_LANES);
        }
    }
}
