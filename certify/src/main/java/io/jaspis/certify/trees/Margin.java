package io.jaspis.certify.trees;

/**
 * One of the numbers that are to be at or below zero together.
 *
 * @param strict whether it is to be below zero
 * @param error by how much it may be less than the sum of the trees
 */
record Margin(Forest.Trees trees, boolean strict, double error) {
    Margin(Forest.Trees trees) {
        this(trees, false, 0);
    }
}
