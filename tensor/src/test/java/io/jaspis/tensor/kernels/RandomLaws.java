package io.jaspis.tensor.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class RandomLaws {
    private static final int MANY = 1 << 20;

    private static void assertWords(long key, long low, long high, int... expected) {
        int[] words = new int[4];
        Philox.block(key, low, high, words);
        assertArrayEquals(expected, words);
    }

    /** From kat_vectors of Random123, which the paper's authors publish. */
    @Example
    @Label("Philox gives the known answers")
    void knownAnswers() {
        assertWords(0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertWords(-1, -1, -1, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertWords(
                0x299f31d0a4093822L,
                0x85a308d3243f6a88L,
                0x0370734413198a2eL,
                0xd16cfe09,
                0x94fdcceb,
                0x5001e420,
                0x24126ea1);
    }

    @Property(tries = 300)
    @Label("an element is the same bits from either provider and in whatever range")
    void ranges(
            @ForAll long seed,
            @ForAll long stream,
            @ForAll @LongRange(min = 0, max = 1L << 62) long first,
            @ForAll @IntRange(max = 150) int n,
            @ForAll @IntRange(max = 150) int skipped) {
        int skip = Math.min(skipped, n);
        float[] whole = Samples.untouched(n + 40);
        float[] simd = whole.clone();
        float[] part = whole.clone();
        Samples.SCALAR.randoms().normal(seed, stream, first, n, whole, 3);
        Samples.SIMD.randoms().normal(seed, stream, first, n, simd, 3);
        Samples.SIMD.randoms().normal(seed, stream, first + skip, n - skip, part, 3);
        Samples.assertSameBits(whole, simd);
        Samples.assertUntouched(simd, 3, 3 + n);
        Samples.assertSameBits(Arrays.copyOfRange(whole, 3 + skip, 3 + n), Arrays.copyOfRange(part, 3, 3 + n - skip));
        whole = Samples.untouched(n + 40);
        simd = whole.clone();
        part = whole.clone();
        Samples.SCALAR.randoms().uniform(seed, stream, first, n, whole, 3);
        Samples.SIMD.randoms().uniform(seed, stream, first, n, simd, 3);
        Samples.SCALAR.randoms().uniform(seed, stream, first + skip, n - skip, part, 3);
        Samples.assertSameBits(whole, simd);
        Samples.assertUntouched(simd, 3, 3 + n);
        Samples.assertSameBits(Arrays.copyOfRange(whole, 3 + skip, 3 + n), Arrays.copyOfRange(part, 3, 3 + n - skip));
    }

    @Property(tries = 200)
    @Label("noise added at once is the noise made, then added, from either provider")
    void added(
            @ForAll long seed,
            @ForAll @LongRange(min = 0, max = 1L << 62) long first,
            @ForAll @IntRange(max = 2500) int n,
            @ForAll boolean inPlace) {
        float[] noise = new float[n];
        Samples.SCALAR.randoms().normal(seed, 5, first, n, noise, 0);
        float[] x = Samples.normal(new Random(seed), n + 7);
        float[] expected = Samples.untouched(n + 40);
        for (int i = 0; i < n; i++) {
            expected[3 + i] = Math.fma(0.3f, noise[i], x[7 + i]);
        }
        for (Kernels kernels : new Kernels[] {Samples.SCALAR, Samples.SIMD}) {
            float[] y = Samples.untouched(n + 40);
            if (inPlace) {
                System.arraycopy(x, 7, y, 3, n);
            }
            kernels.randoms().addNormal(seed, 5, first, n, 0.3f, inPlace ? y : x, inPlace ? 3 : 7, y, 3);
            Samples.assertSameBits(expected, y);
        }
    }

    @Example
    @Label("uniform elements have the moments of [0, 1) and stay in it")
    void uniform() {
        float[] y = new float[MANY];
        Samples.SIMD.randoms().uniform(7, 1, 0, MANY, y, 0);
        double sum = 0;
        double squares = 0;
        for (float value : y) {
            assertTrue(value >= 0f && value < 1f);
            sum += value;
            squares += value * value;
        }
        // Six standard deviations of the mean of that many.
        assertEquals(0.5, sum / MANY, 6 * Math.sqrt(1.0 / 12 / MANY));
        assertEquals(1.0 / 3, squares / MANY, 6 * Math.sqrt(4.0 / 45 / MANY));
    }

    @Example
    @Label("normal elements have the moments, the tails and the distribution of the normal law")
    void normal() {
        float[] y = new float[MANY];
        Samples.SIMD.randoms().normal(7, 2, 0, MANY, y, 0);
        double[] moments = new double[5];
        int beyondFour = 0;
        for (float value : y) {
            for (int i = 1; i <= 4; i++) {
                moments[i] += Math.pow(value, i) / MANY;
            }
            beyondFour += Math.abs(value) > 4 ? 1 : 0;
        }
        double deviation = 6 / Math.sqrt(MANY);
        assertEquals(0, moments[1], deviation);
        assertEquals(1, moments[2], deviation * Math.sqrt(2));
        assertEquals(0, moments[3], deviation * Math.sqrt(15));
        assertEquals(3, moments[4], deviation * Math.sqrt(96));
        // P(|X| > 4) = 6.334e-5
        assertEquals(6.334e-5 * MANY, beyondFour, 6 * Math.sqrt(6.334e-5 * MANY));
        // The two halves of a pair don't correlate.
        double correlation = 0;
        for (int i = 0; i < MANY; i += 2) {
            correlation += y[i] * y[i + 1] * 2.0 / MANY;
        }
        assertEquals(0, correlation, deviation * Math.sqrt(2));
        Arrays.sort(y);
        double distance = 0;
        for (int i = 0; i < MANY; i += 16) {
            distance = Math.max(distance, Math.abs(distribution(y[i]) - (i + 0.5) / MANY));
        }
        // Kolmogorov–Smirnov: above 2.2/√n once in ten thousand.
        assertTrue(distance < 2.2 / Math.sqrt(MANY), "distance " + distance);
    }

    /** Φ by its series around zero (Abramowitz &amp; Stegun 26.2.11), which double sums well for |x| up to 6. */
    private static double distribution(double x) {
        double term = x;
        double sum = x;
        for (int i = 3; Math.abs(term) > 1e-17; i += 2) {
            term *= x * x / i;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }
}
