package io.jaspis.certify.branching;

import java.io.Serializable;

/**
 * A part of a box that a search left open, with all that another needs to go on from it: it can be sent anywhere.
 *
 * @param splits neurons that were split, twice their number and 1 more where they are on
 * @param bound of the row of the specification that is nearest to being proved there
 * @param stuck whether no neuron is left to split
 * @param row that row
 * @param candidates neurons that may be split next
 * @param parameters where bounds of its parts begin to climb; none where the part must be bounded anew
 */
public record ReluLeaf(int[] splits, float bound, boolean stuck, int row, int[] candidates, float[] parameters)
        implements Serializable {
    /** The whole box, of which nothing is known. */
    public static final ReluLeaf ROOT =
            new ReluLeaf(new int[0], Float.NEGATIVE_INFINITY, false, 0, new int[0], new float[0]);

    static ReluLeaf of(ReluDomain domain, boolean stuck) {
        return new ReluLeaf(
                domain.splits(), domain.bound(), stuck, domain.row(), domain.candidates(), domain.parameters());
    }

    /** The same without its parameters, which take most of its memory and which a search can find again. */
    public ReluLeaf light() {
        return new ReluLeaf(splits, bound, stuck, 0, new int[0], new float[0]);
    }

    /** Whether a search may go on from it as it is. */
    boolean bounded() {
        return parameters.length > 0;
    }

    ReluDomain domain(long number) {
        return new ReluDomain(number, splits, parameters, bound, row, candidates);
    }
}
