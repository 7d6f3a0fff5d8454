package io.jaspis.certify.linear;

import java.util.Arrays;

/**
 * The lines below and above each activation of a domain, over all neurons of a network one behind the other, and how far each
 * may be moved. One parameter a neuron is free: for a ReLU that may be on or off the slope α of the line below, from 0 to
 * 1; for one that was split the multiplier β of the constraint that it is on or off, from 0 on. Those of other activations,
 * which {@link Activations#lines} sets, have none.
 *
 * <p>The line above a ReLU goes from one end to the other of max(x, 0) between bounds l and u of x; its offset is rounded up in
 * double, so that for the slope as it is the line lies above at both ends.
 */
public final class NeuronLines {
    /** Squares of units stay within floats. */
    private static final double SMALLEST_UNIT = 1e-15;

    private final NeuronBounds bounds;
    /** The slope and offset of the line above. */
    final float[] chord;

    final float[] offset;
    /** 1 where the parameter is the slope of the line below, else 0. */
    final float[] free;
    /** The slope of the line below where the parameter isn't, as at the curves of other activations. */
    final float[] fixed;
    /** The offset of the line below; 0 but for curves. */
    final float[] base;
    /** What the parameter counts in a split neuron's constraint: above 0 where it is on, below where it is off, else 0. */
    final float[] sign;
    /** The size of {@link #sign} where the neuron is split. */
    private final float[] unit;
    /** The largest that the parameter may be. */
    final float[] limit;

    private NeuronLines(NeuronBounds bounds) {
        int neurons = bounds.neurons();
        this.bounds = bounds;
        this.chord = new float[neurons];
        this.offset = new float[neurons];
        this.free = new float[neurons];
        this.fixed = new float[neurons];
        this.base = new float[neurons];
        this.sign = new float[neurons];
        this.unit = new float[neurons];
        Arrays.fill(unit, 1);
        this.limit = new float[neurons];
        for (int i = 0; i < neurons; i++) {
            between(i);
        }
    }

    /** The lines between bounds of the operands, nothing split. */
    static NeuronLines of(NeuronBounds bounds) {
        return new NeuronLines(bounds.copy());
    }

    /**
     * The same lines with multipliers that are balanced: a step of a climb, which moves a parameter by its unit and so a multiplier
     * by the unit's square, changes what any split neuron adds to a bound by about so much at most, however large its operand is.
     */
    public NeuronLines balanced(double step) {
        NeuronLines lines = of(bounds);
        for (int i = 0; i < bounds.neurons(); i++) {
            double largest = Math.max(-bounds.lower(i), bounds.upper(i));
            lines.unit[i] = (float) Math.clamp(Math.sqrt(step / largest), SMALLEST_UNIT, 1 / SMALLEST_UNIT);
        }
        return lines;
    }

    /** Lines that take nothing over from neurons that may be on or off: what a form has of their results is left out. */
    static NeuronLines cut(NeuronBounds bounds) {
        NeuronLines lines = of(bounds);
        for (int i = 0; i < bounds.neurons(); i++) {
            if (lines.open(i)) {
                lines.free[i] = 0;
                lines.limit[i] = 0;
                lines.chord[i] = 0;
                lines.offset[i] = 0;
            }
        }
        return lines;
    }

    /** What an input of a pass is given, by what its name begins with; no parameters. */
    float[] named(String name) {
        return switch (name) {
            case FormPass.CHORD -> chord;
            case FormPass.OFFSET -> offset;
            case FormPass.FREE -> free;
            case FormPass.FIXED -> fixed;
            case FormPass.SIGN -> sign;
            case FormPass.PARAMETERS -> new float[chord.length];
            default -> throw new AssertionError("no line is named " + name);
        };
    }

    private void between(int i) {
        float lower = bounds.lower(i);
        float upper = bounds.upper(i);
        boolean on = lower >= 0;
        boolean open = lower < 0 && upper > 0;
        free[i] = open ? 1 : 0;
        limit[i] = free[i];
        fixed[i] = on ? 1 : 0;
        sign[i] = 0;
        chord[i] = fixed[i];
        offset[i] = 0;
        if (open) {
            float slope = Math.min(1, (float) (upper / ((double) upper - lower)));
            chord[i] = slope;
            // Products of two floats are exact in double, and the difference is rounded once.
            double atLower = -slope * (double) lower;
            double atUpper = Math.nextUp(upper - slope * (double) upper);
            offset[i] = Math.nextUp((float) Math.max(atLower, atUpper));
        } else if (!(on || upper <= 0)) {
            // A bound that isn't known: nothing holds.
            offset[i] = Float.POSITIVE_INFINITY;
        }
    }

    /** Makes the lines of a neuron those of a curve; they have no parameter. */
    void between(int i, Sigmoidal curve) {
        Sigmoidal.Line below = curve.below(bounds.lower(i), bounds.upper(i));
        Sigmoidal.Line above = curve.above(bounds.lower(i), bounds.upper(i));
        free[i] = 0;
        limit[i] = 0;
        fixed[i] = below.slope();
        base[i] = below.offset();
        chord[i] = above.slope();
        offset[i] = above.offset();
    }

    /**
     * Makes the lines those of a part of the domain, until {@link #join}.
     *
     * @param splits neurons that were split, twice their number and 1 more where they are on
     */
    public void split(int[] splits) {
        for (int split : splits) {
            int neuron = split >> 1;
            boolean on = (split & 1) == 1;
            free[neuron] = 0;
            fixed[neuron] = on ? 1 : 0;
            chord[neuron] = fixed[neuron];
            offset[neuron] = 0;
            sign[neuron] = on ? unit[neuron] : -unit[neuron];
            limit[neuron] = Float.MAX_VALUE;
        }
    }

    /** Takes splits back. */
    public void join(int[] splits) {
        for (int split : splits) {
            between(split >> 1);
        }
    }

    /** The bound of the neuron on the whole domain. */
    public float lower(int neuron) {
        return bounds.lower(neuron);
    }

    /** The bound of the neuron on the whole domain. */
    public float upper(int neuron) {
        return bounds.upper(neuron);
    }

    /** Whether the neuron may be on or off here. */
    public boolean open(int neuron) {
        return free[neuron] == 1;
    }

    /** The parameters of CROWN: 1 for the slope where the chord's is above one half, else 0; multipliers of 0. */
    public float[] adaptive() {
        float[] parameters = new float[chord.length];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = chord[i] > 0.5f ? free[i] : 0;
        }
        return parameters;
    }
}
