package io.jaspis.certify.trees;

import io.jaspis.check.proof.Range;

/**
 * A comparison of one feature with a number, which is exact or known to lie in a range, where scaling came before it.
 *
 * @param feature by its place among an example's elements
 * @param value in real arithmetic
 * @param first in float32 the least feature that isn't below the number, infinite where there is none
 * @param behind the least that is above it
 */
record Threshold(int feature, Side side, Range value, float first, float behind) {
    /** Whether the comparison of floats is the same in float32 and in real arithmetic. */
    boolean isExact() {
        return value.is(first) && behind == Math.nextUp(first);
    }

    /** Where the feature is when it holds. */
    enum Side {
        ABOVE,
        BELOW,
        /** Anywhere but there. */
        APART
    }
}
