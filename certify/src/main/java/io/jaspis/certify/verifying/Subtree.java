package io.jaspis.certify.verifying;

import io.jaspis.certify.branching.ReluLeaf;
import java.io.Serializable;

/** A part of a query that is still to be searched; it stands by itself, and can be sent anywhere. */
public sealed interface Subtree extends Serializable {
    /** The number of the query's region that it is in. */
    int region();

    /** How often the region was split to come to it. */
    int depth();

    /** The memory that its numbers take. */
    long bytes();

    /** The same part without what a search can find again, where that takes memory. */
    Subtree light();

    /**
     * A box of inputs.
     *
     * @param violations of the region that are still possible in it, by their numbers
     * @param share of the region
     */
    record Box(int region, float[] lower, float[] upper, int[] violations, int depth, double share) implements Subtree {
        @Override
        public long bytes() {
            return 4L * (lower.length + upper.length + violations.length);
        }

        @Override
        public Subtree light() {
            return this;
        }
    }

    /**
     * The points of a region at which some neurons are on and some off.
     *
     * @param violation of the region, by its number
     */
    record Phases(int region, int violation, ReluLeaf leaf) implements Subtree {
        @Override
        public int depth() {
            return leaf.splits().length;
        }

        @Override
        public long bytes() {
            return 4L * (leaf.splits().length + leaf.candidates().length + leaf.parameters().length);
        }

        @Override
        public Subtree light() {
            return new Phases(region, violation, leaf.light());
        }
    }
}
