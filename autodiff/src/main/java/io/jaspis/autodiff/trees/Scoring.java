package io.jaspis.autodiff.trees;

import java.util.Optional;

/** What is made of the aggregated scores of a row: the outputs, and a label where there is one. */
public sealed interface Scoring {

    /** The number of outputs of a row. */
    int outputs();

    /** How many targets leaves have weights for. */
    int targets();

    /** What is made of the weights for a target. */
    Aggregation aggregation();

    /** What is added to the scores: a number for each, or one. */
    double[] base();

    ScoreTransform transform();

    /** The numbers of the classes, of which a row gets one as its label; nothing where there are no labels. */
    Optional<long[]> labels();

    /**
     * @param base what is added to the scores: as many numbers as targets, or one, which counts if there is one target
     */
    record Regression(int targets, Aggregation aggregation, double[] base, ScoreTransform transform)
            implements Scoring {
        @Override
        public int outputs() {
            return targets;
        }

        @Override
        public Optional<long[]> labels() {
            return Optional.empty();
        }
    }

    /**
     * @param classes their numbers, or those from 0 on where they are words
     * @param base what is added to the scores
     * @param single whether leaves have weights for one of two classes alone
     * @param positive whether no weight is negative: then a single score is a probability, else one that is compared with 0
     */
    record Classification(long[] classes, double[] base, ScoreTransform transform, boolean single, boolean positive)
            implements Scoring {
        @Override
        public int outputs() {
            return classes.length;
        }

        @Override
        public int targets() {
            return classes.length;
        }

        @Override
        public Aggregation aggregation() {
            return Aggregation.SUM;
        }

        @Override
        public Optional<long[]> labels() {
            return Optional.of(classes);
        }
    }
}
