package io.jaspis.attacks.search;

/** The function by which numbers that follow from each other become numbers that seem not to (Steele, Lea &amp; Flood 2014). */
public final class SplitMix64 {
    /** From one number of a sequence to the next. */
    public static final long NEXT = 0x9E3779B97F4A7C15L;

    private SplitMix64() {}

    /** One number for each, in which every bit hangs on all bits of the other. */
    public static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /** A seed within a seed: of what has this number. */
    public static long within(long seed, long number) {
        return mix(seed + number + NEXT);
    }
}
