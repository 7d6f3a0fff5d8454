package io.jaspis.threat;

import java.util.Arrays;

/**
 * The values that a stored picture can have: in equal steps from the lower end of a range to its upper one, each rounded to
 * the nearest float. In the range from 0 to 1 the levels of bytes are the floats nearest to {@code k / 255}.
 */
public final class Levels {
    private final float[] values;

    /**
     * @param lower the value of level 0
     * @param upper the value of the last
     * @param last the number of the last level, at least 1 and below 2²⁴: 255 for bytes
     * @throws IllegalArgumentException where floats can't tell so many levels apart in the range
     */
    public Levels(float lower, float upper, int last) {
        if (last < 1 || last >= 1 << 24) {
            throw new IllegalArgumentException("the last level must be from 1 to 16777215, but is " + last);
        }
        this.values = new float[last + 1];
        for (int k = 0; k <= last; k++) {
            // Adding 0 makes −0 the one zero there is.
            values[k] = (float) (lower + k * ((double) upper - lower) / last) + 0f;
            if (k > 0 && !(values[k] > values[k - 1])) {
                throw new IllegalArgumentException("the range from " + lower + " to " + upper + " has fewer than the "
                        + (last + 1) + " floats that levels 0 to " + last + " need");
            }
        }
    }

    /** The number of the last level. */
    public int last() {
        return values.length - 1;
    }

    /** The value of a level. */
    public float value(int level) {
        return values[Fitting.index(level, values.length, "level")];
    }

    /** Whether a value is a level's. NaN is none. */
    public boolean holds(float value) {
        return Arrays.binarySearch(values, value + 0f) >= 0;
    }

    /** The level of the largest value at or below a number; of one below all, level 0. */
    public int below(float number) {
        int place = Arrays.binarySearch(values, number + 0f);
        return place >= 0 ? place : Math.max(0, -place - 2);
    }

    /** The level of the smallest value at or above a number; of one above all, the last. */
    public int above(float number) {
        int place = Arrays.binarySearch(values, number + 0f);
        return place >= 0 ? place : Math.min(last(), -place - 1);
    }

    /** The level whose value is nearest to a number, of two the lower. */
    public int nearest(float number) {
        int low = below(number);
        int high = above(number);
        return (double) number - values[low] <= (double) values[high] - number ? low : high;
    }

    /**
     * The farthest that two levels lie apart that have so many steps between them: the steps' length, as floats round it.
     *
     * @param steps from 0 to {@link #last}
     */
    public double apart(int steps) {
        if (steps < 0 || steps > last()) {
            throw new IllegalArgumentException(
                    "two levels are from 0 to %s steps apart, not %s".formatted(last(), steps));
        }
        double farthest = 0;
        for (int k = 0; k + steps <= last(); k++) {
            farthest = Math.max(farthest, RoundedSums.apart(values[k], values[k + steps]));
        }
        return farthest;
    }
}
