package io.jaspis.certify.trees;

import io.jaspis.check.proof.Range;
import java.util.Arrays;

/**
 * A leaf of a tree: the box in which it is reached, of cells of the features that the way to it compares, and its weight.
 *
 * @param features in rising order
 * @param first the first cell of each
 * @param last the last cell of each
 */
record Leaf(int[] features, int[] first, int[] last, Range weight) {

    boolean sameBox(Leaf other) {
        return Arrays.equals(features, other.features)
                && Arrays.equals(first, other.first)
                && Arrays.equals(last, other.last);
    }

    Leaf plus(Range more) {
        return new Leaf(features, first, last, weight.plus(more));
    }
}
