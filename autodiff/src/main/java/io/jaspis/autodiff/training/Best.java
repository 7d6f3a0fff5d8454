package io.jaspis.autodiff.training;

import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.tensor.Tensor;
import java.util.Map;

/** The best epoch so far under a {@link Validation}, with its weights, and the last score. */
final class Best {
    private final Snapshot snapshot = new Snapshot();
    private Standing standing =
            new Standing(Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 0, Float.NaN);

    /**
     * Scores, as floats, so that a checkpoint holds all of them.
     *
     * @param score the best
     * @param second of the best epoch
     * @param loss of the best epoch
     * @param risen the epoch since which the best score and second are what they are
     * @param last the last epoch's score
     */
    record Standing(float score, float second, float loss, int risen, float last) {
        private Standing followedBy(float other) {
            return new Standing(score, second, loss, risen, other);
        }
    }

    /** Takes an epoch's score; true where it is the best. */
    boolean offer(int number, Validation.Score offered, Parameters parameters) {
        float value = (float) offered.value();
        float second = (float) offered.second();
        float loss = (float) offered.loss();
        boolean rises = value > standing.score || value == standing.score && second > standing.second;
        boolean better = rises || value == standing.score && second == standing.second && loss < standing.loss;
        standing = better
                ? new Standing(value, second, loss, rises ? number : standing.risen, value)
                : standing.followedBy(value);
        if (better) {
            snapshot.take(number, parameters);
        }
        return better;
    }

    /** Takes back what a checkpoint holds. */
    void restore(int number, Standing kept, Map<String, Tensor> saved) {
        standing = kept;
        snapshot.restore(number, saved);
    }

    /** The best epoch's weights. */
    Snapshot snapshot() {
        return snapshot;
    }

    Standing standing() {
        return standing;
    }

    /** How far the last score is below the best; 0 before the first. */
    double fallen() {
        return snapshot.exists() ? standing.score - standing.last : 0;
    }
}
