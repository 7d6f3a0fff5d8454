package io.jaspis.attacks.search;

import java.util.Arrays;

/**
 * Indices in descending order of their ranks, equal ones in ascending order of their own. It is filled anew each time, so that
 * steps of a search make no objects.
 */
public final class Ranking {
    /** The rank in the upper half, such that higher ones come first, and the index in the lower. */
    private final long[] keys;

    private int count;

    /** @param most indices at a time */
    public Ranking(int most) {
        this.keys = new long[most];
    }

    /**
     * Ranks the indices of all numbers that are at least 0, of which floats may hold only the shares of the highest, and sorts them.
     *
     * @param ranks less than 0 where an index is left out
     */
    public void fill(double[] ranks) {
        double highest = 0;
        for (double rank : ranks) {
            highest = Math.max(highest, rank);
        }
        clear();
        for (int i = 0; i < ranks.length; i++) {
            if (ranks[i] >= 0) {
                add(i, (float) (ranks[i] / highest));
            }
        }
        sort();
    }

    public void clear() {
        count = 0;
    }

    /**
     * @param index at least 0
     * @param rank at least 0; NaN counts as the highest
     */
    public void add(int index, float rank) {
        // Bits of floats that aren't negative are in the order of these.
        int bits = Float.floatToIntBits(Math.max(0, rank));
        keys[count++] = (long) (Integer.MAX_VALUE - bits) << 32 | index;
    }

    public void sort() {
        Arrays.sort(keys, 0, count);
    }

    public int count() {
        return count;
    }

    /** The index at a place, once they are sorted. */
    public int at(int place) {
        return (int) keys[place];
    }
}
