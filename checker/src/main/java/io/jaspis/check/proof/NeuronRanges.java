package io.jaspis.check.proof;

import java.util.Arrays;

/**
 * Between what bounds the operand z of each neuron lies.
 *
 * @param lower of each neuron
 * @param upper of each neuron
 */
public record NeuronRanges(double[] lower, double[] upper) {

    static NeuronRanges unknown(int neurons) {
        NeuronRanges ranges = new NeuronRanges(new double[neurons], new double[neurons]);
        Arrays.fill(ranges.lower, Double.NEGATIVE_INFINITY);
        Arrays.fill(ranges.upper, Double.POSITIVE_INFINITY);
        return ranges;
    }

    /** Whether a neuron may be on or off. */
    boolean open(int neuron) {
        return lower[neuron] < 0 && upper[neuron] > 0;
    }

    /** Closes in; a bound that is no number says nothing. */
    void meet(int neuron, double least, double most) {
        lower[neuron] = least > lower[neuron] ? least : lower[neuron];
        upper[neuron] = most < upper[neuron] ? most : upper[neuron];
    }
}
