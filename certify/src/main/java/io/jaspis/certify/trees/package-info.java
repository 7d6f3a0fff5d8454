/**
 * Classifiers that are sums of decision trees: their smallest margin in a ball, exactly, by branch and bound over the boxes
 * of their leaves. {@link io.jaspis.certify.trees.Forest} finds the trees in a graph, {@link
 * io.jaspis.certify.trees.LeafSearch} is the search, and {@link io.jaspis.certify.trees.BoxSearch}
 * that of a query's boxes.
 */
package io.jaspis.certify.trees;
