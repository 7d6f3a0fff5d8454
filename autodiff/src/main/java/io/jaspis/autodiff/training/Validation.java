package io.jaspis.autodiff.training;

import io.jaspis.autodiff.Graph;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Early stopping: after each epoch the network is scored on examples that it isn't trained on, training ends when the
 * score hasn't risen for some epochs, and the weights of the best epoch are the result.
 *
 * @param measure what the score is, in words: a run goes on from a checkpoint only with scores of the same measure
 * @param score of the network in use; larger is better
 * @param from the fraction of training, 0 to 1, from which scores count: before a robust objective has reached its final
 *     radius they speak of another one
 * @param patience epochs without a better score after which training ends, at least 1
 */
public record Validation(String measure, ToDoubleFunction<Graph> score, double from, int patience) {
    public Validation {
        Objects.requireNonNull(measure);
        Objects.requireNonNull(score);
        if (patience < 1 || !(from >= 0 && from <= 1)) {
            throw new IllegalArgumentException("early stopping needs a patience of at least 1 and a start from 0 to 1,"
                    + " but got " + patience + " and " + from);
        }
    }

    /** The same with a measure that has no name. */
    public Validation(ToDoubleFunction<Graph> score, double from, int patience) {
        this("score", score, from, patience);
    }
}
