package io.jaspis.autodiff.training;

import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.tensor.Tensor;
import java.util.Map;

/** The best epoch so far under a {@link Validation}, with its weights. */
final class Best {
    private final Snapshot snapshot = new Snapshot();
    private float score = Float.NEGATIVE_INFINITY;

    /** Takes an epoch's score, which is a float so that a checkpoint holds all of it; true where it is the best. */
    boolean offer(int number, float value, Parameters parameters) {
        if (!(value > score)) {
            return false;
        }
        score = value;
        snapshot.take(number, parameters);
        return true;
    }

    /** Takes back what a checkpoint holds. */
    void restore(int number, float value, Map<String, Tensor> saved) {
        score = value;
        snapshot.restore(number, saved);
    }

    /** The best epoch's weights. */
    Snapshot snapshot() {
        return snapshot;
    }

    float score() {
        return score;
    }
}
