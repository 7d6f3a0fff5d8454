package io.jaspis.certify.chain;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network that is a chain of affine maps and ReLUs: {@code x → W₁x + b₁ → ReLU → W₂· + b₂ → …}. Two affine maps may follow
 * each other.
 *
 * @param layers at least one; each takes as many numbers as the one before gives
 */
public record Chain(List<Layer> layers) {
    /** Where a chain isn't small any more: each domain would cost more than a batch on faster kernels. */
    private static final long LARGEST = 2_000_000;

    public Chain {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("a chain needs a layer");
        }
        for (int k = 1; k < layers.size(); k++) {
            if (layers.get(k).inputs() != layers.get(k - 1).outputs()) {
                throw new IllegalArgumentException("layer %d gives %d numbers, but the next takes %d"
                        .formatted(k, layers.get(k - 1).outputs(), layers.get(k).inputs()));
            }
        }
    }

    /**
     * An affine map, and a ReLU behind it where there is one.
     *
     * @param weights {@code [outputs][inputs]}
     * @param bias one for each output
     */
    public record Layer(float[][] weights, float[] bias, boolean relu) {
        public Layer {
            if (weights.length == 0 || weights.length != bias.length) {
                throw new IllegalArgumentException("a layer needs a row of weights and a bias for each output");
            }
        }

        public int inputs() {
            return weights[0].length;
        }

        public int outputs() {
            return weights.length;
        }
    }

    public int inputs() {
        return layers.getFirst().inputs();
    }

    public int outputs() {
        return layers.getLast().outputs();
    }

    /** The network as a chain; nothing where it isn't one, or isn't small. */
    public static Optional<Chain> of(Graph network) {
        if (network.inputs().size() != 1
                || network.outputs().size() != 1
                || !network.parameters().isEmpty()) {
            return Optional.empty();
        }
        return new Reader().read(network);
    }

    /** What is read of a graph, from its output back to its input. */
    private static final class Reader {
        private final List<Layer> layers = new ArrayList<>();
        private long weights;

        Optional<Chain> read(Graph network) {
            Value input = network.input(network.onlyInput());
            Value value = network.output(network.onlyOutput());
            boolean relu = false;
            while (value != input) {
                if (value.op() instanceof Movement.Reshape) {
                    value = value.operand(0);
                } else if (value.op() instanceof Pointwise.Relu) {
                    relu = true;
                    value = value.operand(0);
                } else {
                    value = affine(value, relu);
                    relu = false;
                }
                if (value == null || weights > LARGEST) {
                    return Optional.empty();
                }
            }
            return relu || layers.isEmpty() ? Optional.empty() : Optional.of(new Chain(layers.reversed()));
        }

        /** Adds the affine map that gives this value, and returns what it takes; null where there is none. */
        private Value affine(Value value, boolean relu) {
            float[] bias = new float[value.shape().size()];
            Value sum = value;
            if (value.op() instanceof Linear.Add || value.op() instanceof Linear.Subtract) {
                float[] shift = constant(value.operand(1));
                if (shift == null
                        || shift.length != bias.length
                        || !value.operand(0).batched()) {
                    return null;
                }
                for (int i = 0; i < bias.length; i++) {
                    bias[i] = value.op() instanceof Linear.Add ? shift[i] : -shift[i];
                }
                sum = value.operand(0);
                if (!(sum.op() instanceof Linear.Dense)) {
                    return shifted(sum, bias, relu);
                }
            }
            if (sum.op() instanceof Linear.Dense(boolean transposed) && !transposed && rows(sum) == 1) {
                float[] matrix = constant(sum.operand(1));
                return matrix == null || !sum.operand(0).batched() ? null : dense(sum, matrix, bias, relu);
            }
            return null;
        }

        private static int rows(Value dense) {
            return dense.shape().size() / dense.shape().extent(-1);
        }

        private Value dense(Value dense, float[] matrix, float[] bias, boolean relu) {
            int outputs = bias.length;
            int inputs = matrix.length / outputs;
            weights += matrix.length;
            float[][] rows = new float[outputs][inputs];
            for (int j = 0; j < outputs; j++) {
                System.arraycopy(matrix, j * inputs, rows[j], 0, inputs);
            }
            layers.add(new Layer(rows, bias, relu));
            return dense.operand(0);
        }

        /** A shift alone; by zeros, without a ReLU, it is no layer at all. */
        private Value shifted(Value x, float[] shift, boolean relu) {
            boolean shifts = relu;
            for (float each : shift) {
                shifts |= each != 0;
            }
            if (shifts) {
                weights += (long) shift.length * shift.length;
                if (weights > LARGEST) {
                    return x;
                }
                float[][] identity = new float[shift.length][shift.length];
                for (int i = 0; i < shift.length; i++) {
                    identity[i][i] = 1;
                }
                layers.add(new Layer(identity, shift, relu));
            }
            return x;
        }

        /** A constant's elements, seen through what only moves them; null where the value depends on the input. */
        private static float[] constant(Value value) {
            if (value.op() instanceof Movement.Reshape) {
                return constant(value.operand(0));
            }
            return value.op() instanceof Source.Constant(Tensor tensor) ? tensor.data() : null;
        }
    }
}
