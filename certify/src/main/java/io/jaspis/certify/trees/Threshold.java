package io.jaspis.certify.trees;

import io.jaspis.check.proof.Range;

/**
 * A comparison of one feature with a number, which is exact or known to lie in a range, where scaling came before it.
 *
 * @param feature by its place among an example's elements
 */
record Threshold(int feature, Side side, Range value) {
    /** Where the feature is when it holds. */
    enum Side {
        ABOVE,
        BELOW,
        /** Anywhere but there. */
        APART
    }
}
