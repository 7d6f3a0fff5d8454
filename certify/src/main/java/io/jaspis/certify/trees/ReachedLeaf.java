package io.jaspis.certify.trees;

/**
 * A leaf in reach.
 *
 * @param axes what its box bounds, by their places in {@link Axes}
 * @param first the first cell along each
 * @param last the last
 */
record ReachedLeaf(int[] axes, int[] first, int[] last, double weight) {
    /** Whether the box has a cell from {@code low} to {@code high} along an axis. */
    boolean meets(int axis, int low, int high) {
        int i = place(axis);
        return i < 0 || first[i] <= high && last[i] >= low;
    }

    /** The last cell along an axis that the box bounds; −1 along others. */
    int end(int axis) {
        int i = place(axis);
        return i < 0 ? -1 : last[i];
    }

    private int place(int axis) {
        for (int i = 0; i < axes.length; i++) {
            if (axes[i] == axis) {
                return i;
            }
        }
        return -1;
    }

    /** The leaves that meet a part; the same array where all do. */
    static ReachedLeaf[] meeting(ReachedLeaf[] tree, int axis, int low, int high) {
        int count = 0;
        for (ReachedLeaf leaf : tree) {
            count += leaf.meets(axis, low, high) ? 1 : 0;
        }
        if (count == tree.length) {
            return tree;
        }
        ReachedLeaf[] kept = new ReachedLeaf[count];
        int at = 0;
        for (ReachedLeaf leaf : tree) {
            if (leaf.meets(axis, low, high)) {
                kept[at++] = leaf;
            }
        }
        return kept;
    }
}
