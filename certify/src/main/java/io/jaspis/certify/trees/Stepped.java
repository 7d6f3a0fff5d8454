package io.jaspis.certify.trees;

import io.jaspis.check.proof.Range;

/** A number as a function of the features that changes in steps alone, or what such a step is made of. */
sealed interface Stepped {

    Stepped ZERO = new Known(Range.ZERO);

    /** The same for all inputs. */
    record Known(Range value) implements Stepped {
        boolean is(double number) {
            return value.is(number);
        }
    }

    /** {@code slope · feature + offset}; the slope isn't zero. */
    record Affine(int feature, Range slope, Range offset) implements Stepped {}

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
