package io.jaspis.autodiff.training;

import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** The weights after an epoch. */
final class Snapshot {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private int epoch = -1;

    /** Copies the weights, in the place of those of an epoch before. */
    void take(int number, Parameters parameters) {
        epoch = number;
        parameters.tensors().forEach((name, tensor) -> tensors.put(name, tensor.copy()));
    }

    /** Takes back what a checkpoint holds. */
    void restore(int number, Map<String, Tensor> saved) {
        epoch = number;
        tensors.clear();
        tensors.putAll(saved);
    }

    boolean exists() {
        return epoch >= 0;
    }

    /** The epoch's number from 0, or −1. */
    int epoch() {
        return epoch;
    }

    Map<String, Tensor> tensors() {
        return tensors;
    }

    /** Puts these weights in the place of others, which it gives back; does nothing where there are none. */
    Parameters applied(Parameters parameters) {
        tensors.forEach((name, tensor) -> System.arraycopy(
                tensor.data(), 0, parameters.tensors().get(name).data(), 0, tensor.data().length));
        return parameters;
    }
}
