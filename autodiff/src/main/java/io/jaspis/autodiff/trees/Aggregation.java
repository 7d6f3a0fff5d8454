package io.jaspis.autodiff.trees;

/** What is made of the weights that the trees' leaves have for a target. */
public enum Aggregation {
    SUM,
    AVERAGE,
    MIN,
    MAX;

    /**
     * The score with one more weight.
     *
     * @param first whether there was none before
     */
    double with(double score, double weight, boolean first) {
        return switch (this) {
            case SUM, AVERAGE -> score + weight;
            case MIN -> first || weight < score ? weight : score;
            case MAX -> first || weight > score ? weight : score;
        };
    }
}
