package io.jaspis.certify.trees;

import java.util.function.Predicate;

/** What becomes of a feature in float32, step by step: each rounds, and none turns the order of two numbers but for all. */
sealed interface FloatSteps {
    /** The feature as it is. */
    FloatSteps NONE = new None();

    float at(float feature);

    /** Whether larger features give smaller numbers. */
    boolean falls();

    /**
     * The least float at which a number isn't below zero, or is above it, where numbers rise with the feature; where they fall, at
     * which it isn't above zero, or is below it.
     *
     * @param past whether zero itself is to be left behind
     * @return infinity where it is so for no float
     */
    default float flip(boolean past) {
        if (this instanceof Plus(FloatSteps of, float addend) && of == NONE) {
            // A difference is zero only of two that are the same.
            float zero = 0 - addend;
            return past ? Math.nextUp(zero) : zero;
        }
        boolean falls = falls();
        Predicate<Float> beyond = feature -> {
            float number = falls ? -at(feature) : at(feature);
            return past ? number > 0 : number >= 0;
        };
        long low = place(-Float.MAX_VALUE);
        long high = place(Float.POSITIVE_INFINITY);
        while (low < high) {
            long middle = Math.floorDiv(low + high, 2);
            if (beyond.test(number(middle))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return number(low);
    }

    /** The place of a float in the order of all. */
    private static long place(float number) {
        int bits = Float.floatToRawIntBits(number);
        return bits >= 0 ? bits : (long) Integer.MIN_VALUE - bits;
    }

    private static float number(long place) {
        return place >= 0 ? Float.intBitsToFloat((int) place) : -Float.intBitsToFloat((int) -place);
    }

    record None() implements FloatSteps {
        @Override
        public float at(float feature) {
            return feature;
        }

        @Override
        public boolean falls() {
            return false;
        }
    }

    record Plus(FloatSteps of, float addend) implements FloatSteps {
        @Override
        public float at(float feature) {
            return of.at(feature) + addend;
        }

        @Override
        public boolean falls() {
            return of.falls();
        }
    }

    record Times(FloatSteps of, float factor) implements FloatSteps {
        @Override
        public float at(float feature) {
            return of.at(feature) * factor;
        }

        @Override
        public boolean falls() {
            return of.falls() != factor < 0;
        }
    }

    record Over(FloatSteps of, float divisor) implements FloatSteps {
        @Override
        public float at(float feature) {
            return of.at(feature) / divisor;
        }

        @Override
        public boolean falls() {
            return of.falls() != divisor < 0;
        }
    }
}
