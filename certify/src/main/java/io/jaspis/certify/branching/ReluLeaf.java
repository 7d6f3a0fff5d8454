package io.jaspis.certify.branching;

import java.io.Serializable;

/**
 * A part of a box that a search left open, without what only that search knows: it can be sent anywhere.
 *
 * @param splits neurons that were split, twice their number and 1 more where they are on
 * @param bound of the row of the specification that is nearest to being proved there
 * @param stuck whether no neuron is left to split
 */
public record ReluLeaf(int[] splits, float bound, boolean stuck) implements Serializable {
    /** The whole box, of which nothing is known. */
    public static final ReluLeaf ROOT = new ReluLeaf(new int[0], Float.NEGATIVE_INFINITY, false);
}
