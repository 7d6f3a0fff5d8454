package io.jaspis.certify.branching;

import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.certify.linear.ReluLines;
import java.util.Arrays;

/**
 * A part of a box: the points at which some neurons are on and some off.
 *
 * @param splits neurons that were split, twice their number and 1 more where they are on
 * @param region the box that it is a part of
 * @param parameters where bounds of its parts begin to climb
 * @param bound of the row of the specification that is nearest to being proved
 * @param row that row
 * @param candidates neurons that may be split next, none where all are
 */
record ReluDomain(int[] splits, Region region, float[] parameters, float bound, int row, int[] candidates) {

    /** What is known of the neurons on a box, and the lines between these bounds. */
    record Region(NeuronBounds bounds, ReluLines lines) {
        static Region of(NeuronBounds bounds) {
            return new Region(bounds, ReluLines.of(bounds));
        }
    }

    /** The splits and one more. */
    int[] and(int neuron, boolean on) {
        int[] more = Arrays.copyOf(splits, splits.length + 1);
        more[splits.length] = 2 * neuron + (on ? 1 : 0);
        return more;
    }

    /** The lines of a part. */
    static ReluLines lines(Region region, int[] splits) {
        ReluLines lines = region.lines().copy();
        for (int split : splits) {
            lines.split(split >> 1, (split & 1) == 1);
        }
        return lines;
    }
}
