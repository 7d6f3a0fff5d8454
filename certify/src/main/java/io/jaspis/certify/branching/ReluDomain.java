package io.jaspis.certify.branching;

import java.util.Arrays;

/**
 * A part of a box: the points at which some neurons are on and some off.
 *
 * @param number in the order in which domains were bounded
 * @param splits neurons that were split, twice their number and 1 more where they are on
 * @param parameters where bounds of its parts begin to climb
 * @param bound of the row of the specification that is nearest to being proved
 * @param row that row
 * @param candidates neurons that may be split next, none where all are
 */
record ReluDomain(long number, int[] splits, float[] parameters, float bound, int row, int[] candidates) {

    /** The splits and one more. */
    int[] and(int neuron, boolean on) {
        int[] more = Arrays.copyOf(splits, splits.length + 1);
        more[splits.length] = 2 * neuron + (on ? 1 : 0);
        return more;
    }
}
