package io.jaspis.autodiff.layers;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The tensors of a network by name: those that training changes, and the statistics it keeps. */
public final class Parameters {
    private final long seed;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Set<String> trainable = new LinkedHashSet<>();

    /** No tensors yet; what is asked for is made from this seed. */
    public Parameters(long seed) {
        this.seed = seed;
    }

    /** The tensor of this name, made when it is asked for the first time. */
    Tensor require(String name, Shape shape, Initial initial, boolean trained) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            tensor = initial.tensor(shape, seed, tensors.size());
            tensors.put(name, tensor);
            if (trained) {
                trainable.add(name);
            }
        }
        if (!tensor.shape().equals(shape)) {
            throw new IllegalArgumentException(
                    "parameter " + name + " is " + tensor.shape() + " already, not " + shape);
        }
        return tensor;
    }

    /** The same with tensors of their own. */
    public Parameters copy() {
        Parameters copy = new Parameters(seed);
        tensors.forEach((name, tensor) -> copy.tensors.put(name, tensor.copy()));
        copy.trainable.addAll(trainable);
        return copy;
    }

    /** All tensors; changes to their elements count, the map itself is read-only. */
    public Map<String, Tensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** The names of what training changes. */
    public Set<String> trainable() {
        return Collections.unmodifiableSet(trainable);
    }

    /** The number of trained numbers. */
    public int count() {
        return trainable.stream()
                .mapToInt(name -> tensors.get(name).shape().size())
                .sum();
    }
}
