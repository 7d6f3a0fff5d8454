package io.jaspis.autodiff.training;

import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** The best epoch so far under a {@link Validation}, with its weights. */
final class Best {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private float score = Float.NEGATIVE_INFINITY;
    private int epoch = -1;

    /** Takes an epoch's score, which is a float so that a checkpoint holds all of it; true where it is the best. */
    boolean offer(int number, float value, Parameters parameters) {
        if (!(value > score)) {
            return false;
        }
        score = value;
        epoch = number;
        parameters.tensors().forEach((name, tensor) -> tensors.put(name, tensor.copy()));
        return true;
    }

    /** Takes back what a checkpoint holds. */
    void restore(int number, float value, Map<String, Tensor> saved) {
        epoch = number;
        score = value;
        tensors.clear();
        tensors.putAll(saved);
    }

    boolean exists() {
        return epoch >= 0;
    }

    /** The number of the best epoch, or −1. */
    int epoch() {
        return epoch;
    }

    float score() {
        return score;
    }

    Map<String, Tensor> tensors() {
        return tensors;
    }

    /** Puts the best epoch's weights back in the place of the last one's. */
    void apply(Parameters parameters) {
        tensors.forEach((name, tensor) -> System.arraycopy(
                tensor.data(), 0, parameters.tensors().get(name).data(), 0, tensor.data().length));
    }
}
