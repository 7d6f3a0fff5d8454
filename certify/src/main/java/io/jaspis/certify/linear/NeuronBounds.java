package io.jaspis.certify.linear;

import java.util.Arrays;

/**
 * Bounds of the operands of a network's activations, of all neurons one behind the other. They hold in real arithmetic, all
 * rounding covered.
 *
 * @param lower of each neuron
 * @param upper of each neuron
 */
public record NeuronBounds(float[] lower, float[] upper) {

    /** Nothing known. */
    static NeuronBounds none(int neurons) {
        float[] lower = new float[neurons];
        float[] upper = new float[neurons];
        Arrays.fill(lower, Float.NEGATIVE_INFINITY);
        Arrays.fill(upper, Float.POSITIVE_INFINITY);
        return new NeuronBounds(lower, upper);
    }

    /** The narrowest floats around bounds in doubles. */
    public static NeuronBounds around(double[] lower, double[] upper) {
        NeuronBounds bounds = none(lower.length);
        for (int i = 0; i < lower.length; i++) {
            bounds.lower[i] = notAbove(lower[i]);
            bounds.upper[i] = notBelow(upper[i]);
        }
        return bounds;
    }

    /** The largest float that isn't above a number. */
    private static float notAbove(double number) {
        return -notBelow(-number);
    }

    /** The smallest float that isn't below a number. */
    private static float notBelow(double number) {
        float rounded = (float) number;
        return rounded < number ? Math.nextUp(rounded) : rounded;
    }

    public int neurons() {
        return lower.length;
    }

    public float lower(int neuron) {
        return lower[neuron];
    }

    public float upper(int neuron) {
        return upper[neuron];
    }

    /** Whether the neuron may be on or off. */
    public boolean open(int neuron) {
        return lower[neuron] < 0 && upper[neuron] > 0;
    }

    /** How many neurons may be on or off. */
    public int open() {
        int open = 0;
        for (int i = 0; i < lower.length; i++) {
            open += open(i) ? 1 : 0;
        }
        return open;
    }

    /** Closes in on what else is known. */
    public void raise(int neuron, float bound) {
        lower[neuron] = Math.max(lower[neuron], bound);
    }

    public void sink(int neuron, float bound) {
        upper[neuron] = Math.min(upper[neuron], bound);
    }

    /** Bounds of their own, equal to these. */
    public NeuronBounds copy() {
        return new NeuronBounds(lower.clone(), upper.clone());
    }
}
