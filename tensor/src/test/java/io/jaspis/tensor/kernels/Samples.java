package io.jaspis.tensor.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.tensor.kernels.provider.Providers;
import java.util.Arrays;
import java.util.Random;

/** Arrays of test data, and what is asked of results. */
public final class Samples {
    public static final float UNTOUCHED = -123.25f;
    public static final Kernels SCALAR = Providers.scalar();
    public static final Kernels SIMD = Providers.best();

    private Samples() {}

    public static float[] normal(Random random, int n) {
        float[] samples = new float[n];
        for (int i = 0; i < n; i++) {
            samples[i] = (float) random.nextGaussian();
        }
        return samples;
    }

    /** Numbers of every size, with NaN, infinities, zeros and denormal numbers among them. */
    public static float[] wild(Random random, int n) {
        float[] special = {
            Float.NaN,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            0f,
            -0f,
            Float.MIN_VALUE,
            -Float.MIN_VALUE,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            1f,
            -1f,
            0.5f,
            -0.5f,
            0x1p23f,
            -0x1p23f
        };
        float[] samples = new float[n];
        for (int i = 0; i < n; i++) {
            samples[i] = switch (random.nextInt(4)) {
                case 0 -> special[random.nextInt(special.length)];
                case 1 -> Float.intBitsToFloat(random.nextInt());
                default -> (float) (10 * random.nextGaussian());
            };
        }
        return samples;
    }

    public static float[] absolute(float[] x) {
        float[] y = x.clone();
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.abs(y[i]);
        }
        return y;
    }

    public static float[] untouched(int n) {
        float[] samples = new float[n];
        Arrays.fill(samples, UNTOUCHED);
        return samples;
    }

    public static void assertSameBits(float[] expected, float[] actual) {
        int[] expectedBits = new int[expected.length];
        int[] actualBits = new int[actual.length];
        for (int i = 0; i < expected.length; i++) {
            expectedBits[i] = Float.floatToIntBits(expected[i]);
        }
        for (int i = 0; i < actual.length; i++) {
            actualBits[i] = Float.floatToIntBits(actual[i]);
        }
        if (!Arrays.equals(expectedBits, actualBits)) {
            int i = Arrays.mismatch(expectedBits, actualBits);
            throw new AssertionError("at " + i + ": expected " + expected[i] + " but was " + actual[i]);
        }
    }

    /**
     * Two sums of the same {@code terms} products, each off by at most γ times the sum of absolute values (Higham,
     * Accuracy and Stability of Numerical Algorithms, 2002, §3.1).
     */
    public static void assertClose(float[] expected, float[] actual, float[] absoluteSums, int terms) {
        for (int i = 0; i < expected.length; i++) {
            double bound = 2 * gamma(terms + 2) * absoluteSums[i] * 1.0001 + 4 * terms * (double) Float.MIN_VALUE;
            int at = i;
            assertTrue(
                    Math.abs((double) expected[i] - actual[i]) <= bound,
                    () -> "at " + at + ": expected " + expected[at] + " but was " + actual[at] + ", bound " + bound);
        }
    }

    public static double gamma(int n) {
        double u = 0x1p-24;
        return n * u / (1 - n * u);
    }

    public static void assertUntouched(float[] array, int from, int to) {
        float[] expected = untouched(array.length);
        System.arraycopy(array, from, expected, from, to - from);
        assertArrayEquals(expected, array, "memory around the result");
    }
}
