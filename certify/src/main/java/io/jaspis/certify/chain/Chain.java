package io.jaspis.certify.chain;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A network that is a chain of affine maps and ReLUs: {@code x → W₁x + b₁ → ReLU → W₂· + b₂ → …}. Two affine maps may follow
 * each other.
 *
 * @param layers at least one; each takes as many numbers as the one before gives
 */
public record Chain(List<Layer> layers) {
    /** Weights with which a chain isn't small any more: a domain would cost more than one of a batch on faster kernels. */
    private static final long LARGEST = 4_000_000;

    /** Inputs of a layer up to which its rounding is bounded. */
    private static final int WIDEST = 1 << 20;

    /** What a neuron that a row passes costs, in products. */
    private static final double PASSED = 4;

    public Chain {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("a chain needs a layer");
        }
        for (int k = 1; k < layers.size(); k++) {
            if (layers.get(k).inputs() != layers.get(k - 1).outputs()) {
                throw new IllegalArgumentException("layer %s gives %s numbers, but the next takes %s"
                        .formatted(k, layers.get(k - 1).outputs(), layers.get(k).inputs()));
            }
        }
    }

    /**
     * The products that bounds of a domain take, about: a row for each neuron, through all layers before it. What is done for each neuron
     * that a row passes counts as some, since weights may be few.
     */
    public double products() {
        double before = 0;
        double all = 0;
        for (Layer layer : layers) {
            all += layer.bias().length * before;
            for (float[] row : layer.weights()) {
                before += row.length + PASSED;
            }
        }
        return all + before;
    }

    /**
     * An affine map, and a ReLU behind it where there is one. Of each row of the weights only those that aren't zero are kept.
     *
     * @param inputs the number of columns
     * @param columns of each row's weights, in order
     * @param weights of each row
     * @param bias one for each row
     */
    public record Layer(int inputs, int[][] columns, float[][] weights, float[] bias, boolean relu) {
        public Layer {
            if (bias.length == 0 || columns.length != bias.length || weights.length != bias.length) {
                throw new IllegalArgumentException("a layer needs a row of weights and a bias for each output");
            }
        }

        /**
         * A layer of a matrix.
         *
         * @param matrix row by row
         */
        public static Layer of(float[] matrix, float[] bias, boolean relu) {
            int outputs = bias.length;
            int inputs = matrix.length / outputs;
            int[][] columns = new int[outputs][];
            float[][] weights = new float[outputs][];
            for (int j = 0; j < outputs; j++) {
                int count = 0;
                for (int i = 0; i < inputs; i++) {
                    count += matrix[j * inputs + i] != 0 ? 1 : 0;
                }
                columns[j] = new int[count];
                weights[j] = new float[count];
                int next = 0;
                for (int i = 0; next < count; i++) {
                    if (matrix[j * inputs + i] != 0) {
                        columns[j][next] = i;
                        weights[j][next++] = matrix[j * inputs + i];
                    }
                }
            }
            return new Layer(inputs, columns, weights, bias, relu);
        }

        /** A layer of a convolution of one image; of what is padding nothing is taken. */
        static Layer convolution(Convolution geometry, float[] kernel, float[] bias, boolean relu) {
            Window window = geometry.window();
            int depth = geometry.inputChannels() / geometry.groups();
            int[][] columns = new int[bias.length][];
            float[][] weights = new float[bias.length][];
            int[] places = new int[geometry.depth()];
            float[] found = new float[geometry.depth()];
            int j = 0;
            for (int out = 0; out < geometry.outputChannels(); out++) {
                int first = out / (geometry.outputChannels() / geometry.groups()) * depth;
                for (int row = 0; row < geometry.outputHeight(); row++) {
                    for (int column = 0; column < geometry.outputWidth(); column++) {
                        int count = 0;
                        for (int tap = 0; tap < geometry.depth(); tap++) {
                            int channel = tap / window.taps();
                            int y = row * window.strideHeight()
                                    - window.padTop()
                                    + tap % window.taps() / window.kernelWidth() * window.dilationHeight();
                            int x = column * window.strideWidth()
                                    - window.padLeft()
                                    + tap % window.kernelWidth() * window.dilationWidth();
                            float weight = kernel[out * geometry.depth() + tap];
                            if (weight != 0 && y >= 0 && y < geometry.height() && x >= 0 && x < geometry.width()) {
                                places[count] = ((first + channel) * geometry.height() + y) * geometry.width() + x;
                                found[count++] = weight;
                            }
                        }
                        columns[j] = Arrays.copyOf(places, count);
                        weights[j++] = Arrays.copyOf(found, count);
                    }
                }
            }
            return new Layer(geometry.inputSize(), columns, weights, bias, relu);
        }

        /** A layer that adds to each of its inputs. */
        static Layer shift(float[] shift, boolean relu) {
            int[][] columns = new int[shift.length][1];
            float[][] weights = new float[shift.length][1];
            for (int j = 0; j < shift.length; j++) {
                columns[j][0] = j;
                weights[j][0] = 1;
            }
            return new Layer(shift.length, columns, weights, shift, relu);
        }

        public int outputs() {
            return bias.length;
        }

        /** Whether most weights are zero. */
        boolean sparse() {
            return size() < Rows.SPARSE * inputs * outputs();
        }

        long size() {
            long size = 0;
            for (float[] row : weights) {
                size += row.length;
            }
            return size;
        }
    }

    public int inputs() {
        return layers.getFirst().inputs();
    }

    public int outputs() {
        return layers.getLast().outputs();
    }

    /** Whether some layer's weights are mostly zero, as a convolution's are. */
    public boolean sparse() {
        return layers.stream().anyMatch(Layer::sparse);
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
                boolean wide = !layers.isEmpty() && layers.getLast().inputs() > WIDEST;
                if (value == null || weights > LARGEST || wide) {
                    return Optional.empty();
                }
            }
            if (relu || layers.isEmpty()) {
                layers.add(Layer.shift(new float[input.shape().size()], relu));
            }
            return Optional.of(new Chain(layers.reversed()));
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
                if (!(sum.op() instanceof Linear.Dense) && !(sum.op() instanceof Linear.Convolve)) {
                    return shifted(sum, bias, relu);
                }
            }
            if (!(sum.op() instanceof Linear) || !sum.operand(0).batched()) {
                return null;
            }
            if (sum.op() instanceof Linear.Dense(boolean transposed) && !transposed && rows(sum) == 1) {
                float[] matrix = constant(sum.operand(1));
                return matrix == null ? null : add(Layer.of(matrix, bias, relu), sum.operand(0));
            }
            if (sum.op() instanceof Linear.Convolve(Convolution geometry, boolean transposed)
                    && !transposed
                    && geometry.outputSize() == bias.length) {
                // Written out it has at most so many weights, of which few are padding's.
                boolean small = (long) geometry.outputSize() * geometry.depth() <= 4 * LARGEST;
                float[] kernel = small ? constant(sum.operand(1)) : null;
                return kernel == null ? null : add(Layer.convolution(geometry, kernel, bias, relu), sum.operand(0));
            }
            return null;
        }

        private static int rows(Value dense) {
            return dense.shape().size() / dense.shape().extent(-1);
        }

        private Value add(Layer layer, Value before) {
            weights += layer.size();
            layers.add(layer);
            return before;
        }

        /** A shift alone; by zeros, without a ReLU, it is no layer at all. */
        private Value shifted(Value x, float[] shift, boolean relu) {
            boolean shifts = relu;
            for (float each : shift) {
                shifts |= each != 0;
            }
            return shifts ? add(Layer.shift(shift, relu), x) : x;
        }

        /** A constant's elements, seen through what only moves them; null where the value depends on the input. */
        private static float[] constant(Value value) {
            if (value.op() instanceof Movement.Reshape) {
                return constant(value.operand(0));
            }
            if (value.op() instanceof Movement.Broadcast(int axis, int extent)) {
                float[] from = constant(value.operand(0));
                return from == null ? null : repeated(from, value.shape(), axis, extent);
            }
            return value.op() instanceof Source.Constant(Tensor tensor) ? tensor.data() : null;
        }

        private static float[] repeated(float[] from, Shape shape, int axis, int extent) {
            int inner = 1;
            for (int i = axis + 1; i < shape.rank(); i++) {
                inner *= shape.extent(i);
            }
            float[] to = new float[shape.size()];
            for (int i = 0; i < to.length; i++) {
                to[i] = from[i / (inner * extent) * inner + i % inner];
            }
            return to;
        }
    }
}
