package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;

/** What options refuse for being too small, or no number of float32. */
public final class Least {
    private Least() {}

    /** Refuses a count below the least, if it is given. */
    public static void require(String option, Integer count, int least) {
        if (count != null && count < least) {
            throw new InputException(option + " must be at least " + least + ", but is " + count);
        }
    }

    /** Refuses a count below the least, if it is given. */
    static void require(String option, Long count, long least) {
        if (count != null && count < least) {
            throw new InputException(option + " must be at least " + least + ", but is " + count);
        }
    }

    /** Refuses a number below 0, if it is given. */
    static void require(String option, Double number) {
        if (number != null && !(number >= 0)) {
            throw new InputException(option + " must be at least 0, but is " + number);
        }
    }

    /** Refuses a number that isn't above 0, if it is given. */
    static void requireAbove(String option, Double number) {
        if (number != null && !(number > 0)) {
            throw new InputException(option + " must be above 0, but is " + number);
        }
    }

    /** Refuses a number that float32, in which networks compute, takes for 0 or infinite, if it is given and isn't 0. */
    static void requireFloat(String option, Double number) {
        if (number == null || number == 0) {
            return;
        }
        float rounded = number.floatValue();
        if (rounded == 0) {
            throw new InputException(option + " is " + number
                    + ", so little that it is 0 in float32, whose least number is " + Float.MIN_VALUE + "; give more");
        }
        if (Float.isInfinite(rounded)) {
            throw new InputException(option + " is " + number
                    + ", so much that it is infinite in float32, whose largest number is " + Float.MAX_VALUE
                    + "; give less");
        }
    }
}
