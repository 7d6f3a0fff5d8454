package io.jaspis.certify.chain;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random chains, and what they compute: exactly, and in float32 in some order of summation. */
final class Chains {
    private Chains() {}

    /**
     * A chain whose weights are of very different sizes, with pairs that cancel.
     *
     * @param scale of the largest
     */
    static Chain random(SplittableRandom random, int inputs, int outputs, double scale) {
        List<Chain.Layer> layers = new ArrayList<>();
        int width = inputs;
        int count = random.nextInt(1, 5);
        for (int k = 0; k < count; k++) {
            boolean last = k + 1 == count;
            int next = last ? outputs : random.nextInt(1, 9);
            layers.add(layer(random, width, next, !last && random.nextInt(4) > 0, scale));
            width = next;
        }
        return new Chain(layers);
    }

    private static Chain.Layer layer(SplittableRandom random, int inputs, int outputs, boolean relu, double scale) {
        float[] matrix = new float[inputs * outputs];
        float[] bias = new float[outputs];
        for (int i = 0; i < matrix.length; i++) {
            int kind = random.nextInt(6);
            matrix[i] = kind == 0 ? 0 : (float) (random.nextDouble(-1, 1) * (kind == 1 ? scale : 1));
            if (kind == 2 && i % inputs > 0) {
                matrix[i] = Math.nextUp(-matrix[i - 1]);
            }
        }
        for (int j = 0; j < outputs; j++) {
            bias[j] = (float) (random.nextDouble(-1, 1) * (random.nextInt(5) == 0 ? scale : 1));
        }
        return Chain.Layer.of(matrix, bias, relu);
    }

    /**
     * The same function by neurons of very different sizes: each is multiplied by a power of two, and what takes it by the opposite
     * one. At the ends of the floats weights overflow or vanish, which makes another function of it.
     *
     * @param rows of the outputs, which take them so too
     */
    static Chain stretched(SplittableRandom random, Chain chain, double[][] rows) {
        List<Chain.Layer> layers = new ArrayList<>();
        int[] before = new int[chain.inputs()];
        for (Chain.Layer layer : chain.layers()) {
            int[] powers = new int[layer.outputs()];
            float[][] weights = new float[layer.outputs()][];
            float[] bias = new float[layer.outputs()];
            for (int j = 0; j < powers.length; j++) {
                powers[j] = random.nextInt(3) == 0 ? random.nextInt(-140, 140) : 0;
                weights[j] = new float[layer.weights()[j].length];
                for (int m = 0; m < weights[j].length; m++) {
                    weights[j][m] =
                            finite(layer.weights()[j][m] * Math.scalb(1.0, powers[j] - before[layer.columns()[j][m]]));
                }
                bias[j] = finite(layer.bias()[j] * Math.scalb(1.0, powers[j]));
            }
            layers.add(new Chain.Layer(layer.inputs(), layer.columns(), weights, bias, layer.relu()));
            before = powers;
        }
        for (double[] row : rows) {
            for (int j = 0; j < row.length; j++) {
                row[j] = Math.scalb(row[j], -before[j]);
            }
        }
        return new Chain(layers);
    }

    private static float finite(double number) {
        return (float) Math.clamp(number, -Float.MAX_VALUE, Float.MAX_VALUE);
    }

    /** The outputs in float32, each sum in an order of its own, with or without fused products. */
    static float[] inFloats(Chain chain, float[] x, SplittableRandom random) {
        float[] h = x;
        for (Chain.Layer layer : chain.layers()) {
            float[] z = new float[layer.outputs()];
            for (int j = 0; j < z.length; j++) {
                z[j] = sum(layer, j, h, random);
                z[j] = layer.relu() ? Math.max(0, z[j]) : z[j];
            }
            h = z;
        }
        return h;
    }

    private static float sum(Chain.Layer layer, int j, float[] h, SplittableRandom random) {
        int n = layer.columns()[j].length;
        int[] order = new int[n + 1];
        for (int i = 0; i <= n; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        boolean fused = random.nextBoolean();
        float[] halves = new float[2];
        for (int each : order) {
            int half = random.nextInt(2);
            if (each == n) {
                halves[half] += layer.bias()[j];
            } else {
                float w = layer.weights()[j][each];
                float v = h[layer.columns()[j][each]];
                halves[half] = fused ? Math.fma(w, v, halves[half]) : halves[half] + w * v;
            }
        }
        return halves[0] + halves[1];
    }

    /** The outputs in exact arithmetic. */
    static BigDecimal[] exact(Chain chain, float[] x) {
        return exact(chain, decimals(x));
    }

    static BigDecimal[] exact(Chain chain, BigDecimal[] x) {
        Chain.Layer last = chain.layers().getLast();
        BigDecimal[] sums = sums(chain, x).getLast();
        return last.relu() ? positive(sums) : sums;
    }

    /** What each layer adds up, before its ReLUs if it has some. */
    static List<BigDecimal[]> sums(Chain chain, BigDecimal[] x) {
        List<BigDecimal[]> sums = new ArrayList<>();
        BigDecimal[] h = x;
        for (Chain.Layer layer : chain.layers()) {
            BigDecimal[] z = new BigDecimal[layer.outputs()];
            for (int j = 0; j < z.length; j++) {
                z[j] = new BigDecimal(layer.bias()[j]);
                for (int m = 0; m < layer.columns()[j].length; m++) {
                    z[j] = z[j].add(new BigDecimal(layer.weights()[j][m]).multiply(h[layer.columns()[j][m]]));
                }
            }
            sums.add(z);
            h = layer.relu() ? positive(z) : z;
        }
        return sums;
    }

    private static BigDecimal[] positive(BigDecimal[] numbers) {
        BigDecimal[] positive = new BigDecimal[numbers.length];
        for (int j = 0; j < positive.length; j++) {
            positive[j] = numbers[j].max(BigDecimal.ZERO);
        }
        return positive;
    }

    /** A row of outputs, inputs and a constant, exactly. */
    static BigDecimal row(double[] outputs, double[] inputs, double constant, BigDecimal[] y, float[] x) {
        return row(outputs, inputs, constant, y, decimals(x));
    }

    static BigDecimal row(double[] outputs, double[] inputs, double constant, BigDecimal[] y, BigDecimal[] x) {
        BigDecimal sum = new BigDecimal(constant);
        for (int j = 0; j < outputs.length; j++) {
            sum = sum.add(new BigDecimal(outputs[j]).multiply(y[j]));
        }
        for (int i = 0; i < inputs.length; i++) {
            sum = sum.add(new BigDecimal(inputs[i]).multiply(x[i]));
        }
        return sum;
    }

    /** What a row would be if no number on the way were negative: rounding takes a small share of it. */
    static double magnitude(Chain chain, double[] outputs, double[] inputs, double constant, float[] x) {
        double[] h = new double[x.length];
        double magnitude = Math.abs(constant);
        for (int i = 0; i < h.length; i++) {
            h[i] = Math.abs(x[i]);
            magnitude += Math.abs(inputs[i]) * h[i];
        }
        for (Chain.Layer layer : chain.layers()) {
            double[] z = new double[layer.outputs()];
            for (int j = 0; j < z.length; j++) {
                z[j] = Math.abs(layer.bias()[j]);
                for (int m = 0; m < layer.columns()[j].length; m++) {
                    z[j] += Math.abs(layer.weights()[j][m]) * h[layer.columns()[j][m]];
                }
            }
            h = z;
        }
        for (int j = 0; j < h.length; j++) {
            magnitude += Math.abs(outputs[j]) * h[j];
        }
        return magnitude;
    }

    /** The same of a row's slope along each input, where the layers' sums say which ReLUs are on. */
    static double[] slopeMagnitudes(Chain chain, List<BigDecimal[]> sums, double[] outputs, double[] inputs) {
        double[] own = new double[outputs.length];
        for (int j = 0; j < own.length; j++) {
            own[j] = Math.abs(outputs[j]);
        }
        for (int k = chain.layers().size() - 1; k >= 0; k--) {
            Chain.Layer layer = chain.layers().get(k);
            double[] before = new double[layer.inputs()];
            for (int j = 0; j < own.length; j++) {
                boolean on = !layer.relu() || sums.get(k)[j].signum() > 0;
                for (int m = 0; on && m < layer.columns()[j].length; m++) {
                    before[layer.columns()[j][m]] += Math.abs(layer.weights()[j][m]) * own[j];
                }
            }
            own = before;
        }
        for (int i = 0; i < own.length; i++) {
            own[i] += Math.abs(inputs[i]);
        }
        return own;
    }

    static BigDecimal[] decimals(float[] floats) {
        BigDecimal[] decimals = new BigDecimal[floats.length];
        for (int i = 0; i < decimals.length; i++) {
            decimals[i] = new BigDecimal(floats[i]);
        }
        return decimals;
    }
}
