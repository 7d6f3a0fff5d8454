package io.jaspis.autodiff.trees;

/**
 * The nodes of all trees, by number.
 *
 * @param feature that a node compares; {@link #LEAF} of a leaf
 * @param comparison of the feature with the threshold; null of a leaf
 * @param threshold which may be infinite
 * @param yes the node behind a comparison that holds
 * @param no the node behind one that doesn't
 * @param missing whether a feature that is NaN counts as one for which it holds
 * @param first of a leaf the number of its first weight
 * @param weights of a leaf how many it has
 */
public record Nodes(
        int[] feature,
        Comparison[] comparison,
        double[] threshold,
        int[] yes,
        int[] no,
        boolean[] missing,
        int[] first,
        int[] weights) {
    public static final int LEAF = -1;

    public int count() {
        return feature.length;
    }

    /** The leaf that a row of features ends at. */
    int leaf(int root, float[] x, int offset) {
        int node = root;
        while (feature[node] != LEAF) {
            float value = x[offset + feature[node]];
            boolean holds = comparison[node].holds(value, threshold[node]) || missing[node] && Float.isNaN(value);
            node = holds ? yes[node] : no[node];
        }
        return node;
    }
}
