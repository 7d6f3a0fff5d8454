package io.jaspis.tensor.kernels;

import io.jaspis.tensor.PerThread;

/**
 * The buffers a thread keeps from one kernel to the next, so that none is allocated once warm. A buffer belongs to
 * whoever asked for its slot last; what it holds is left from before.
 */
public final class Scratch {
    private static final PerThread<Scratch> MINE = PerThread.of(Scratch::new);

    /** What a buffer of floats is for: two uses that overlap in time have two slots. */
    public enum Floats {
        ROW_PANELS,
        COLUMN_PANELS,
        EDGE_TILE,
        PLANES,
        WEIGHTS,
        UPSTREAM_PANELS,
        PARTIAL_SUMS,
        RADII,
        NOISE,
        MIDDLE
    }

    /** What a buffer of whole numbers is for. */
    public enum Integers {
        SEGMENTS,
        PIXELS,
        LINES,
        PLACES,
        WORDS
    }

    private final float[][] floats = new float[Floats.values().length][0];
    private final int[][] integers = new int[Integers.values().length][0];

    private long[] longs = new long[0];

    private Scratch() {}

    public static Scratch mine() {
        return MINE.get();
    }

    /** At least this many floats. */
    public float[] floats(Floats use, int size) {
        float[] held = floats[use.ordinal()];
        if (held.length < size) {
            held = new float[size];
            floats[use.ordinal()] = held;
        }
        return held;
    }

    /** At least this many floats from {@link Slab#FIRST} on, which is where vectors are aligned. */
    public float[] aligned(Floats use, int size) {
        return floats(use, Math.max(Slab.LARGE, Slab.FIRST + size));
    }

    /** At least this many whole numbers. */
    public int[] integers(Integers use, int size) {
        int[] held = integers[use.ordinal()];
        if (held.length < size) {
            held = new int[size];
            integers[use.ordinal()] = held;
        }
        return held;
    }

    /** At least this many longs. */
    public long[] longs(int size) {
        if (longs.length < size) {
            longs = new long[size];
        }
        return longs;
    }
}
