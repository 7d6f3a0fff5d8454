package io.jaspis.certify.intervals;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A network of dense layers with ReLU between them, as a graph and as plain interval bound propagation: in double, where
 * it is right for all purposes here, and in float as it is commonly written, which is wrong.
 */
public record ReluNetwork(List<Layer> layers) {

    /** {@code weights[out][in]} and a bias. */
    public record Layer(float[][] weights, float[] bias) {}

    public static ReluNetwork random(SplittableRandom random, int... widths) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 1; i < widths.length; i++) {
            float[][] weights = new float[widths[i]][widths[i - 1]];
            float[] bias = new float[widths[i]];
            for (int out = 0; out < widths[i]; out++) {
                for (int in = 0; in < widths[i - 1]; in++) {
                    weights[out][in] = (float) (random.nextGaussian() / Math.sqrt(widths[i - 1]));
                }
                bias[out] = (float) random.nextDouble(-0.5, 0.5);
            }
            layers.add(new Layer(weights, bias));
        }
        return new ReluNetwork(layers);
    }

    public int inputs() {
        return layers.getFirst().weights[0].length;
    }

    public Graph graph() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(inputs()));
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            Shape shape = Shape.of(layer.bias.length, layer.weights[0].length);
            Tensor weights = Tensor.zeros(shape);
            for (int out = 0; out < layer.bias.length; out++) {
                System.arraycopy(layer.weights[out], 0, weights.data(), out * shape.extent(1), shape.extent(1));
            }
            x = x.dense(trace.constant(weights))
                    .plus(trace.constant(Tensor.of(Shape.of(layer.bias.length), layer.bias)));
            x = i < layers.size() - 1 ? x.relu() : x;
        }
        return trace.graph("y", x);
    }

    /**
     * Bounds, by how much a sound float computation may be outside of them, and the largest that the sum of the absolute
     * terms of each can be.
     */
    public record Bounds(double[] lower, double[] upper, double[] slack, double[] size) {}

    /**
     * In double. A layer of n products in floats is outside by |W|·e for what its operands are outside by, by 5·γₙ·|W|·m
     * for rounding centre and radius and for the terms that cover it, where m is the operands' magnitude, by 2^−19·|W|·m
     * for the factors that cover single roundings, and by 2^−20 of the result for steps outward.
     */
    public Bounds inDouble(Box box) {
        int inputs = inputs();
        Bounds x = new Bounds(new double[inputs], new double[inputs], new double[inputs], new double[inputs]);
        for (int i = 0; i < inputs; i++) {
            x.lower[i] = box.lower()[i];
            x.upper[i] = box.upper()[i];
        }
        for (int number = 0; number < layers.size(); number++) {
            x = layer(layers.get(number), x, number > 0);
        }
        return x;
    }

    private static Bounds layer(Layer layer, Bounds x, boolean relu) {
        int outputs = layer.bias.length;
        Bounds y = new Bounds(new double[outputs], new double[outputs], new double[outputs], new double[outputs]);
        double rounding = 5.0 * Gamma.of(x.lower.length) + 0x1p-19;
        for (int out = 0; out < outputs; out++) {
            double lower = layer.bias[out];
            double upper = lower;
            double size = Math.abs(lower);
            double outside = 0;
            for (int in = 0; in < x.lower.length; in++) {
                double w = layer.weights[out][in];
                double low = relu ? Math.max(x.lower[in], 0) : x.lower[in];
                double high = relu ? Math.max(x.upper[in], 0) : x.upper[in];
                lower += w * (w > 0 ? low : high);
                upper += w * (w > 0 ? high : low);
                double magnitude = Math.max(Math.abs(low), Math.abs(high)) + x.slack[in];
                size += Math.abs(w) * magnitude;
                outside += Math.abs(w) * (x.slack[in] + rounding * magnitude + 4 * CentreRadius.TINY);
            }
            y.lower[out] = lower;
            y.upper[out] = upper;
            y.size[out] = size;
            y.slack[out] = outside + 0x1p-20 * size + 4 * CentreRadius.TINY;
        }
        return y;
    }

    /** As it is commonly written, in floats rounded to nearest, from the first product to the last. */
    public Box naiveInFloat(Box box) {
        float[] lower = box.lower();
        float[] upper = box.upper();
        for (int number = 0; number < layers.size(); number++) {
            Layer layer = layers.get(number);
            float[] low = new float[layer.bias.length];
            float[] high = new float[layer.bias.length];
            for (int out = 0; out < low.length; out++) {
                for (int in = 0; in < lower.length; in++) {
                    float w = layer.weights[out][in];
                    low[out] += w * (w > 0 ? lower[in] : upper[in]);
                    high[out] += w * (w > 0 ? upper[in] : lower[in]);
                }
                low[out] += layer.bias[out];
                high[out] += layer.bias[out];
                if (number < layers.size() - 1) {
                    low[out] = Math.max(low[out], 0);
                    high[out] = Math.max(high[out], 0);
                }
            }
            lower = low;
            upper = high;
        }
        return new Box(lower, upper);
    }
}
