package io.jaspis.tensor.kernels.scalar;

import io.jaspis.tensor.kernels.Approximations;
import io.jaspis.tensor.kernels.Fused;
import io.jaspis.tensor.kernels.Philox;
import io.jaspis.tensor.kernels.Randoms;
import io.jaspis.tensor.kernels.Scratch;

/** Random numbers a counter at a time: the definition of every element, bit for bit. */
final class ScalarRandoms implements Randoms {
    private static final Scratch<int[]> WORDS = Scratch.integers();
    private static final Scratch<float[]> NOISE = Scratch.floats();

    /** Elements of noise made before they are added; a whole number of counters. */
    private static final int BLOCK = 1024;

    @Override
    public void uniform(long seed, long stream, long first, int n, float[] y, int yOffset) {
        int[] words = WORDS.atLeast(4);
        for (int i = 0; i < n; i++) {
            long element = first + i;
            if (i == 0 || (element & 3) == 0) {
                Philox.block(seed, element >>> 2, stream, words);
            }
            y[yOffset + i] = (words[(int) element & 3] >>> 8) * 0x1p-24f;
        }
    }

    @Override
    public void normal(long seed, long stream, long first, int n, float[] y, int yOffset) {
        int[] words = WORDS.atLeast(4);
        for (int i = 0; i < n; i++) {
            long element = first + i;
            if (i == 0 || (element & 3) == 0) {
                Philox.block(seed, element >>> 2, stream, words);
            }
            int pair = (int) element & 2;
            float radius = radius(words[pair]);
            int angle = words[pair + 1];
            y[yOffset + i] = radius * ((element & 1) == 0 ? cosine(angle) : sine(angle));
        }
    }

    @Override
    public void addNormal(
            long seed, long stream, long first, int n, float scale, float[] x, int xOffset, float[] y, int yOffset) {
        float[] noise = NOISE.atLeast(BLOCK);
        for (int done = 0; done < n; done += BLOCK) {
            int count = Math.min(BLOCK, n - done);
            normal(seed, stream, first + done, count, noise, 0);
            for (int i = 0; i < count; i++) {
                y[yOffset + done + i] = Fused.multiplyAdd(noise[i], scale, x[xOffset + done + i]);
            }
        }
    }

    /** √(−2 ln u) with u = (word + 1) / 2^32, so that u is never zero. */
    private static float radius(int word) {
        float u = Fused.multiplyAdd(
                (float) (word >>> 8), 0x1p-24f, Fused.multiplyAdd((float) (word & 0xff), 0x1p-32f, 0x1p-32f));
        return (float) Math.sqrt(-2f * Approximations.logarithmOfNormal(u, 0));
    }

    /** The nearest quarter turn, from 0 to 3. */
    private static int quarter(int angle) {
        return (angle + 0x2000_0000) >>> 30;
    }

    private static float remainder(int angle) {
        return (float) (angle - (quarter(angle) << 30)) * Philox.ANGLE;
    }

    private static float cosine(int angle) {
        float t = remainder(angle);
        return switch (quarter(angle)) {
            case 0 -> Approximations.cosineNearZero(t);
            case 1 -> -Approximations.sineNearZero(t);
            case 2 -> -Approximations.cosineNearZero(t);
            default -> Approximations.sineNearZero(t);
        };
    }

    private static float sine(int angle) {
        return cosine(angle - 0x4000_0000);
    }
}
