package io.jaspis.certify.trees;

/**
 * Where a domain is cut: behind a cell.
 *
 * @param gain what it brings, by a measure of those that it is compared with
 */
record Cut(int axis, int behind, double gain) {}
