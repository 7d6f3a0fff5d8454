package io.jaspis.autodiff.trees;

/** What a model computes of each row of features in steps that no graph has. It may be asked by several threads. */
public sealed interface RowFunction permits TreeEnsemble, PairwiseProbabilities {

    /** The number of scores of a row. */
    int outputs();

    /**
     * Evaluates rows.
     *
     * @param x {@code [rows, features]}
     * @param scores {@code [rows, outputs]}
     * @param labels {@code [rows]}, written where classes are told
     */
    void evaluate(int rows, int features, float[] x, float[] scores, float[] labels);
}
