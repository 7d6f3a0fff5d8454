package io.jaspis.tensor.kernels;

/**
 * The multiply-add of scalar code. Where the processor has no fused one, the library computes it in decimal numbers,
 * thousands of times slower; then it is a product and a sum, rounded twice.
 */
public final class Fused {
    private static final int CALLS = 32;
    /** Many times what an interpreted call takes in hardware, and a fraction of what one takes in decimal. */
    private static final long MOST_NANOSECONDS = 2_000;

    /** Whether this machine fuses. */
    public static final boolean PRESENT = probe();

    private Fused() {}

    public static float multiplyAdd(float a, float b, float c) {
        return PRESENT ? Math.fma(a, b, c) : a * b + c;
    }

    /** By the clock, because nothing tells it; the best of some rounds, because the clock also sees other work. */
    private static boolean probe() {
        long least = Long.MAX_VALUE;
        float sum = 1.1f;
        for (int round = 0; round < 8; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < CALLS; i++) {
                sum = Math.fma(sum, 0.7f, 0.3f);
            }
            least = Math.min(least, System.nanoTime() - start);
        }
        return least < CALLS * MOST_NANOSECONDS && sum < 2f;
    }
}
