package io.jaspis.certify.trees;

import io.jaspis.check.proof.PlainArithmetic;
import io.jaspis.check.proof.Range;

/** A number as a function of the features that changes in steps alone, or what such a step is made of. */
sealed interface Stepped {

    Stepped ZERO = new Known(Range.ZERO, 0);

    /**
     * The same for all inputs.
     *
     * @param number what it is in float32
     * @param size the sum of the magnitudes of what was added up to it
     * @param terms how many those are
     */
    record Known(Range value, float number, double size, long terms) implements Stepped {
        public Known {
            if (!Float.isFinite(number)) {
                throw new PlainArithmetic.NotPlain("a number is beyond float32");
            }
        }

        /** One that nothing was added up to. */
        Known(Range value, float number) {
            this(value, number, Math.max(Math.abs(value.lower()), Math.abs(value.upper())), 1);
        }

        Known plus(Known other) {
            return new Known(value.plus(other.value), number + other.number, size + other.size, terms + other.terms);
        }

        Known times(Known other) {
            // What is chosen or not by a factor of one or zero stays the sum that it is.
            if (isExactly(0) || isExactly(1)) {
                return new Known(value.times(other.value), number * other.number, number * other.size, other.terms);
            }
            boolean signs = other.isExactly(1) || other.isExactly(-1);
            return new Known(
                    value.times(other.value),
                    number * other.number,
                    size * other.size,
                    signs ? terms : terms + other.terms);
        }

        /** Whether it is so in float32 as well, whatever was added up to it. */
        boolean isExactly(double all) {
            return is(all) && number == all && terms <= 2 && size <= 2;
        }

        boolean is(double number) {
            return value.is(number);
        }
    }

    /**
     * {@code slope · feature + offset}; the slope isn't zero.
     *
     * @param steps how it is computed in float32
     */
    record Affine(int feature, Range slope, Range offset, FloatSteps steps) implements Stepped {}

    /** The distance of such a number from zero. */
    record Distance(Affine of) implements Stepped {}

    /** One of two numbers, by a comparison. */
    record Choice(Threshold where, Stepped yes, Stepped no) implements Stepped {
        /** Whether both are {@link Known}. */
        boolean ends() {
            return yes instanceof Known && no instanceof Known;
        }
    }

    record Sum(Stepped a, Stepped b) implements Stepped {}

    record Scaled(Known factor, Stepped of) implements Stepped {}
}
