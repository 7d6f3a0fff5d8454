package io.jaspis.autodiff.samples;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.reference.Arithmetic;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A graph and where to evaluate it: the numbers follow from the seed and lie between the limits, where the graph's
 * functions are all defined.
 */
public record Sample(String name, Graph graph, long seed, float low, float high) {

    /** The graph with other numbers. */
    public Sample withSeed(long other) {
        return new Sample(name, graph, other, low, high);
    }

    /** Another graph with this one's inputs, at the same numbers. */
    public Sample withGraph(Graph other) {
        return new Sample(name, other, seed, low, high);
    }

    /** Numbers for the inputs; the batch is the leading axis of batched ones. */
    public Map<String, Tensor> inputs(int batch) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        graph.inputs().forEach((name, value) -> tensors.put(name, tensor(name, value.type(), batch)));
        return tensors;
    }

    public Map<String, Tensor> parameters() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        graph.parameters().forEach((name, value) -> tensors.put(name, tensor(name, value.type(), 1)));
        return tensors;
    }

    /** Numbers to take for the random draws. */
    public <N> Map<Random, List<N>> noise(int batch, Arithmetic<N> arithmetic) {
        Map<Random, List<N>> noise = new LinkedHashMap<>();
        for (Value value : graph.values()) {
            if (value.op() instanceof Random random) {
                noise.put(
                        random,
                        arithmetic.of(
                                tensor(random.toString(), value.type(), batch).data()));
            }
        }
        return noise;
    }

    /** The tensors' elements as numbers of this arithmetic. */
    public static <N> Map<String, List<N>> numbers(Map<String, Tensor> tensors, Arithmetic<N> arithmetic) {
        Map<String, List<N>> numbers = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> numbers.put(name, arithmetic.of(tensor.data())));
        return numbers;
    }

    private Tensor tensor(String name, Type type, int batch) {
        Shape shape = type.batched() ? Shape.of(batch).then(type.shape()) : type.shape();
        return uniform(new SplittableRandom(seed * 31 + name.hashCode()), shape, low, high);
    }

    static Tensor uniform(SplittableRandom random, Shape shape, float low, float high) {
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (float) random.nextDouble(low, high);
        }
        return tensor;
    }

    @Override
    public String toString() {
        return name + ", seed " + seed + "\n" + graph;
    }
}
