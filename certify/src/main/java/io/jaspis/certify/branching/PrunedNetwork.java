package io.jaspis.certify.branching;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.certify.chain.Chain;
import io.jaspis.certify.linear.Activations;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a chain of dense layers is on a box on which many of its ReLUs are off: the same function there without these neurons.
 * Their results are 0 at each point of the box, so that in real arithmetic nothing changes; all else has the same weights, and
 * bounds lose no more to rounding than before.
 *
 * @param chain what is left, with at least one neuron in each layer
 * @param bounds of its neurons, those of the network itself
 * @param neurons the network's numbers of them
 */
record PrunedNetwork(Chain chain, NeuronBounds bounds, int[] neurons) {
    private static final String Y = "y";

    /**
     * Leaves out the neurons that are off on all of the box.
     *
     * @param chain what the activations' network is
     * @param bounds of its neurons on the box
     * @return empty where the activations aren't those of the chain
     */
    static Optional<PrunedNetwork> of(Chain chain, Activations activations, NeuronBounds bounds) {
        List<Chain.Layer> layers = new ArrayList<>();
        List<Integer> neurons = new ArrayList<>();
        int[] before = numbers(0, chain.inputs());
        int relu = 0;
        for (Chain.Layer layer : chain.layers()) {
            int[] left = numbers(0, layer.outputs());
            if (layer.relu()) {
                if (relu == activations.nonlinear().size() || activations.size(relu) != layer.outputs()) {
                    return Optional.empty();
                }
                int start = activations.start(relu++);
                // Results of the last layer are the network's, whatever they are.
                left = layer == chain.layers().getLast() ? left : left(start, layer.outputs(), bounds);
                for (int each : left) {
                    neurons.add(start + each);
                }
            }
            layers.add(part(layer, left, before));
            before = left;
        }
        if (relu < activations.nonlinear().size()
                || chain.outputs() != activations.output().shape().size()) {
            return Optional.empty();
        }
        int[] kept = neurons.stream().mapToInt(Integer::intValue).toArray();
        return Optional.of(new PrunedNetwork(new Chain(layers), bounds(kept, bounds), kept));
    }

    private static int[] numbers(int first, int count) {
        int[] numbers = new int[count];
        Arrays.setAll(numbers, i -> first + i);
        return numbers;
    }

    /** Those of a layer that may be on, or its first where none may be. */
    private static int[] left(int start, int count, NeuronBounds bounds) {
        int[] left = Arrays.stream(numbers(0, count))
                .filter(i -> !(bounds.upper(start + i) <= 0))
                .toArray();
        return left.length == 0 ? new int[1] : left;
    }

    /** Some rows and columns of a layer. */
    private static Chain.Layer part(Chain.Layer layer, int[] rows, int[] columns) {
        int[] places = new int[layer.inputs()];
        Arrays.fill(places, -1);
        for (int i = 0; i < columns.length; i++) {
            places[columns[i]] = i;
        }
        int[][] kept = new int[rows.length][];
        float[][] weights = new float[rows.length][];
        float[] bias = new float[rows.length];
        for (int j = 0; j < rows.length; j++) {
            int[] from = layer.columns()[rows[j]];
            int[] entries = Arrays.stream(numbers(0, from.length))
                    .filter(entry -> places[from[entry]] >= 0)
                    .toArray();
            kept[j] = new int[entries.length];
            weights[j] = new float[entries.length];
            for (int i = 0; i < entries.length; i++) {
                kept[j][i] = places[from[entries[i]]];
                weights[j][i] = layer.weights()[rows[j]][entries[i]];
            }
            bias[j] = layer.bias()[rows[j]];
        }
        return new Chain.Layer(columns.length, kept, weights, bias, layer.relu());
    }

    private static NeuronBounds bounds(int[] neurons, NeuronBounds bounds) {
        float[] lower = new float[neurons.length];
        float[] upper = new float[neurons.length];
        for (int i = 0; i < lower.length; i++) {
            lower[i] = bounds.lower(neurons[i]);
            upper[i] = bounds.upper(neurons[i]);
        }
        return new NeuronBounds(lower, upper);
    }

    /** The products of a pass through it. */
    long products() {
        return chain.layers().stream()
                .mapToLong(layer -> (long) layer.inputs() * layer.outputs())
                .sum();
    }

    /**
     * It as a network.
     *
     * @param input the name of its input, and the shape
     */
    Graph network(String input, Shape shape) {
        Trace trace = new Trace();
        Value value = trace.input(input, Type.batched(shape)).reshape(Shape.of(chain.inputs()));
        for (Chain.Layer layer : chain.layers()) {
            float[] matrix = new float[layer.outputs() * layer.inputs()];
            for (int j = 0; j < layer.outputs(); j++) {
                int[] columns = layer.columns()[j];
                for (int i = 0; i < columns.length; i++) {
                    matrix[j * layer.inputs() + columns[i]] = layer.weights()[j][i];
                }
            }
            value = value.dense(trace.constant(Tensor.of(Shape.of(layer.outputs(), layer.inputs()), matrix)))
                    .plus(trace.constant(Tensor.of(Shape.of(layer.outputs()), layer.bias())));
            value = layer.relu() ? value.relu() : value;
        }
        return trace.graph(Y, value);
    }
}
