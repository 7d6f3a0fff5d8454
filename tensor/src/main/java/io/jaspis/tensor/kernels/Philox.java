package io.jaspis.tensor.kernels;

/**
 * Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror &amp; Shaw, "Parallel random numbers: as easy as
 * 1, 2, 3" (SC 2011), section 4.3.
 */
public final class Philox {
    public static final int ROUNDS = 10;
    public static final int MULTIPLIER_0 = 0xD2511F53;
    public static final int MULTIPLIER_1 = 0xCD9E8D57;
    public static final int WEYL_0 = 0x9E3779B9;
    public static final int WEYL_1 = 0xBB67AE85;

    /** 2π / 2^32: the angle of one step of a word. */
    public static final float ANGLE = 1.4629180792671596e-9f;

    private Philox() {}

    /** The four words of one counter under one key, the lower half of each long first. */
    public static void block(long key, long counterLow, long counterHigh, int[] words) {
        int c0 = (int) counterLow;
        int c1 = (int) (counterLow >>> 32);
        int c2 = (int) counterHigh;
        int c3 = (int) (counterHigh >>> 32);
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = Integer.toUnsignedLong(MULTIPLIER_0) * Integer.toUnsignedLong(c0);
            long product1 = Integer.toUnsignedLong(MULTIPLIER_1) * Integer.toUnsignedLong(c2);
            c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
            c1 = (int) product1;
            c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
            c3 = (int) product0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        words[0] = c0;
        words[1] = c1;
        words[2] = c2;
        words[3] = c3;
    }
}
