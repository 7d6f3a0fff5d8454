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

    /**
     * Whether both hold at the same reals: they are one, or their number is known exactly. Of two that lie in the same range one may
     * hold where the other doesn't.
     */
    boolean isSame(Threshold other) {
        return this == other || equals(other) && value.lower() == value.upper();
    }

    /** Where the feature is when it holds. */
    enum Side {
        ABOVE,
        BELOW,
        /** Anywhere but there. */
        APART
    }
}
