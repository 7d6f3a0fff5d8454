package io.jaspis.autodiff.training;

import io.jaspis.autodiff.Graph;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Early stopping: after each epoch the network is scored on examples that it isn't trained on, training ends when the
 * score hasn't risen for some epochs or has fallen far, and the weights of the best epoch are the result.
 *
 * @param measure what the score is, in words, and of which examples: a run goes on from a checkpoint only with scores of the same
 * @param scoring of the network in use
 * @param from the fraction of training, 0 to 1, from which scores count: before a robust objective has reached its final
 *     radius they are told, but are of no consequence
 * @param patience epochs without a better score after which training ends, at least 1; a smaller loss alone, which almost every
 *     epoch may have, puts no end off
 * @param fall how far below the best a score ends training, above 0; ∞ for never (Wong, Rice &amp; Kolter 2020, section 5.3)
 */
public record Validation(String measure, Scoring scoring, double from, int patience, double fall) {
    /** More than a share of all epochs is rounded, in epochs. */
    private static final double ROUNDING = 1e-9;

    /** Scores the network in use. */
    @FunctionalInterface
    public interface Scoring {
        /**
         * The score after an epoch.
         *
         * @param counts whether it is of consequence
         * @param stopped asked now and then; once true it stays so, and a score that isn't whole is of no use
         * @throws java.util.concurrent.CancellationException where it was stopped before there was a score
         */
        Score of(Graph network, boolean counts, BooleanSupplier stopped);
    }

    /**
     * What an epoch is worth; larger is better.
     *
     * @param value the score
     * @param second decides between epochs of the same score
     * @param loss decides where that is the same too: the smaller is better
     */
    public record Score(double value, double second, double loss) {}

    public Validation {
        Objects.requireNonNull(measure);
        Objects.requireNonNull(scoring);
        if (patience < 1 || !(from >= 0 && from <= 1) || !(fall > 0)) {
            throw new IllegalArgumentException(
                    "early stopping needs a patience of at least 1, a start from 0 to 1 and a"
                            + " fall above 0, but got " + patience + ", " + from + " and " + fall);
        }
    }

    /** Of a score alone, however far it falls. */
    public Validation(String measure, ToDoubleFunction<Graph> score, double from, int patience) {
        this(
                measure,
                (network, _, _) -> new Score(score.applyAsDouble(network), 0, 0),
                from,
                patience,
                Double.POSITIVE_INFINITY);
    }

    /** The same with a measure that has no name. */
    public Validation(ToDoubleFunction<Graph> score, double from, int patience) {
        this("score", score, from, patience);
    }

    /**
     * The first epoch, from 0, whose score counts; the last of all does in any case. Of the epoch in which a ramp ends, no step was
     * at its end.
     *
     * @param from the fraction of training from which scores count; what is written in decimals may be a rounding above an epoch
     * @param epochs of all training
     */
    public static int first(double from, int epochs) {
        return (int) Math.min(epochs - 1, Math.ceil(from * epochs - ROUNDING));
    }
}
