package io.jaspis.certify.trees;

/**
 * A part of the ball.
 *
 * @param trees the leaves of each that can be reached, the smallest first
 * @param first the first cell along each axis
 * @param last the last
 * @param sums what no margin in it is below, but for rounding
 * @param bound what the largest isn't below
 */
record LeafDomain(ReachedLeaf[][] trees, int[] first, int[] last, double[] sums, double bound) {
    /** Cuts the box of the smallest leaves out of one that has the domain's cells; false where it is empty. */
    boolean meet(int[] low, int[] high) {
        boolean meet = true;
        for (ReachedLeaf[] tree : trees) {
            ReachedLeaf leaf = tree[0];
            for (int i = 0; i < leaf.axes().length; i++) {
                int axis = leaf.axes()[i];
                low[axis] = Math.max(low[axis], leaf.first()[i]);
                high[axis] = Math.min(high[axis], leaf.last()[i]);
                meet &= low[axis] <= high[axis];
            }
        }
        return meet;
    }

    /** Whether a box in it is narrower along an axis. */
    boolean exceeds(int axis, int[] low, int[] high) {
        return low[axis] > first[axis] || high[axis] < last[axis];
    }

    /** A cut beside a box that is narrower along an axis. */
    Cut beside(int axis, int[] low, int[] high) {
        return new Cut(axis, low[axis] > first[axis] ? low[axis] - 1 : high[axis], 0);
    }

    /** A cut beside a box whose point was no use, so that the rest of the domain is looked at; null where there is none. */
    Cut around(int[] low, int[] high) {
        for (int axis = 0; axis < first.length; axis++) {
            if (exceeds(axis, low, high)) {
                return beside(axis, low, high);
            }
        }
        return null;
    }
}
