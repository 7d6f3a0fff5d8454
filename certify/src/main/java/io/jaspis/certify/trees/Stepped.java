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
     */
    record Known(Range value, float number) implements Stepped {
        public Known {
            if (!Float.isFinite(number)) {
                throw new PlainArithmetic.NotPlain("a number is beyond float32");
            }
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

    record Scaled(Range factor, Stepped of) implements Stepped {}
}
