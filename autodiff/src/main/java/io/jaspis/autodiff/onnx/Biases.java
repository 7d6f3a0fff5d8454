package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.Weighted;
import io.jaspis.tensor.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The sums of a graph that are a product or convolution with its bias. */
final class Biases {
    private final Map<Value, Sum> sums = new HashMap<>();

    /**
     * A value that is a product or convolution plus one number for each output or channel.
     *
     * @param product the product or convolution, which nothing else uses
     */
    record Sum(Value product, float[] bias) {
        Weighted operation() {
            return (Weighted) product.op();
        }
    }

    Biases(Graph graph) {
        Map<Value, Integer> uses = new HashMap<>();
        graph.values()
                .forEach(value ->
                        new HashSet<>(value.operands()).forEach(operand -> uses.merge(operand, 1, Integer::sum)));
        Set<Value> outputs = new HashSet<>(graph.outputs().values());
        for (Value value : graph.values()) {
            if (value.op() instanceof Linear.Add) {
                for (int i = 0; i < 2; i++) {
                    Value product = value.operand(i);
                    float[] bias = uses.get(product) == 1 && !outputs.contains(product)
                            ? bias(product, value.operand(1 - i))
                            : null;
                    if (bias != null && !sums.containsKey(value)) {
                        sums.put(value, new Sum(product, bias));
                    }
                }
            }
        }
    }

    /** The value as a product and its bias, or null. */
    Sum find(Value value) {
        return sums.get(value);
    }

    private static float[] bias(Value product, Value other) {
        boolean dense = product.op() instanceof Linear.Dense
                && product.batched()
                && product.shape().rank() == 1;
        boolean convolution = product.op() instanceof Linear.Convolve(var _, boolean transposed)
                && !transposed
                && product.batched()
                && product.shape().rank() == 3;
        Term.Floats constant = dense || convolution ? constant(other) : null;
        if (constant == null || dense) {
            return constant == null ? null : constant.data();
        }
        int channels = product.shape().extent(0);
        int run = constant.data().length / channels;
        float[] bias = new float[channels];
        for (int i = 0; i < constant.data().length; i++) {
            bias[i / run] = constant.data()[i / run * run];
            if (Float.floatToRawIntBits(constant.data()[i]) != Float.floatToRawIntBits(bias[i / run])) {
                return null;
            }
        }
        return bias;
    }

    /** The numbers of a value that is a constant, reshaped or repeated at most; else null. */
    static Term.Floats constant(Value value) {
        Shape shape = value.shape();
        return switch (value.op()) {
            case Source.Constant(var tensor) -> new Term.Floats(ElementType.FLOAT, shape.extents(), tensor.data());
            case Movement.Reshape _ -> {
                Term.Floats from = constant(value.operand(0));
                yield from == null ? null : from.reshaped(shape.extents());
            }
            case Movement.Broadcast(int axis, int _) -> {
                Term.Floats from = constant(value.operand(0));
                yield from == null
                        ? null
                        : (Term.Floats) Layout.broadcast(
                                from.reshaped(shape.with(axis, 1).extents()), shape.extents());
            }
            case Source.Input _, Source.Parameter _, Source.BatchSize _, Random _ -> null;
            case Linear _, Pointwise _, Product _, Quotient _, Maximum _ -> null;
            case Movement.Transpose _,
                    Movement.RepeatBatch _,
                    Movement.Slice _,
                    Movement.Pad _,
                    Movement.Concatenate _,
                    Movement.Gather _,
                    Movement.ScatterAdd _ -> null;
        };
    }

    /** The smallest array that NumPy's rule repeats to this one. */
    static Term.Floats compressed(Term.Floats constant) {
        Term.Floats result = constant;
        for (int axis = 0; axis < result.rank(); axis++) {
            int[][] first = new int[result.rank()][];
            for (int other = 0; other < first.length; other++) {
                first[other] = Layout.range(other == axis ? 1 : result.extents()[other]);
            }
            Term.Floats slice = (Term.Floats) Layout.select(result, first);
            if (Arrays.equals(((Term.Floats) Layout.broadcast(slice, result.extents())).data(), result.data())) {
                result = slice;
            }
        }
        int ones = 0;
        while (ones < result.rank() && result.extents()[ones] == 1) {
            ones++;
        }
        return result.reshaped(Arrays.copyOfRange(result.extents(), ones, result.rank()));
    }
}
