package io.jaspis.check.proof;

import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * Lower bounds of forms of a network's numbers over a set of inputs, one form after the other, in doubles: by intervals, and by CROWN's
 * backward pass (Zhang et al. 2018) with slopes α (Xu et al. 2021) and multipliers β of split neurons (Wang et al. 2021).
 *
 * <p>Each coefficient is kept as two doubles that enclose it, and each step widens them by what it may have rounded. At a ReLU
 * they become one again: its result y isn't negative, so that c·y ≥ c₁·y for the lower end c₁.
 */
final class PlainBounds {
    private final ReluNetwork network;
    private final Inputs inputs;
    private final InputBox box;
    private final NeuronRanges ranges;
    /** The coefficients of a pass, of inputs and neurons; zero between two passes. */
    private final double[] low;

    private final double[] high;
    /** Filled at the end of a pass where it is asked for. */
    private double[] leverage;

    PlainBounds(ReluNetwork network, Inputs inputs) {
        this.network = network;
        this.inputs = inputs;
        this.box = inputs.box();
        this.ranges = NeuronRanges.unknown(network.neurons());
        this.low = new double[network.inputs() + network.neurons()];
        this.high = new double[low.length];
    }

    NeuronRanges ranges() {
        return ranges;
    }

    /** Bounds all neurons by intervals. */
    void intervals() {
        for (int neuron = 0; neuron < network.neurons(); neuron++) {
            Form form = network.operands().get(neuron);
            ranges.meet(neuron, interval(form, false), -interval(form, true));
        }
    }

    /** Closes in the bounds of neurons that may be on or off by backward passes, in the order of neurons. */
    void crown(BooleanSupplier stopped) {
        for (int neuron = 0; neuron < network.neurons() && !stopped.getAsBoolean(); neuron++) {
            Form form = network.operands().get(neuron);
            // What was closed in before makes others' intervals closer.
            ranges.meet(neuron, interval(form, false), -interval(form, true));
            if (ranges.open(neuron) && usesNeurons(form)) {
                ranges.meet(neuron, least(form, false, Part.WHOLE), -least(form, true, Part.WHOLE));
            }
        }
    }

    private boolean usesNeurons(Form form) {
        return form.terms() > 0 && form.variable(form.terms() - 1) >= network.inputs();
    }

    /** A lower bound of a form, or of its opposite, by the ranges of its variables alone. */
    private double interval(Form form, boolean opposite) {
        begin(form, opposite);
        double sum = constant(form, opposite).lower();
        for (int i = 0; i < form.terms(); i++) {
            int variable = form.variable(i);
            int neuron = variable - network.inputs();
            if (neuron >= 0) {
                Range result = new Range(Math.max(0, ranges.lower()[neuron]), Math.max(0, ranges.upper()[neuron]));
                sum = Math.nextDown(sum
                        + new Range(low[variable], high[variable]).times(result).lower());
                clear(variable);
            }
        }
        return end(sum);
    }

    /**
     * A lower bound of a form on a part of the inputs.
     *
     * @return −∞ or no number where nothing is known
     */
    double least(Form form, Part part) {
        double interval = interval(form, false);
        double pass = least(form, false, part);
        // Neither is always the closer one; where one is no number the other still is a bound.
        return interval > pass || Double.isNaN(pass) ? interval : pass;
    }

    private double least(Form form, boolean opposite, Part part) {
        begin(form, opposite);
        Range constant = constant(form, opposite);
        for (int neuron = network.neurons() - 1; neuron >= 0; neuron--) {
            int variable = network.inputs() + neuron;
            double c = low[variable];
            if (c == 0 && high[variable] == 0 && part.side(neuron) == 0) {
                continue;
            }
            clear(variable);
            if (!Double.isFinite(c)) {
                constant = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
                continue;
            }
            double lower = ranges.lower()[neuron];
            double upper = ranges.upper()[neuron];
            double m = 0;
            if (part.side(neuron) > 0) {
                // z ≥ 0 and y = z: c·y − β·z ≤ c·y.
                m = c - part.multiplier(neuron);
            } else if (part.side(neuron) < 0) {
                // z ≤ 0 and y = 0: β·z ≤ 0.
                m = part.multiplier(neuron);
            } else if (lower >= 0) {
                m = c;
            } else if (!(upper <= 0)) {
                if (c >= 0) {
                    // y ≥ α·z; the product is rounded to a number from 0 to c, so that it is another slope from 0 to 1.
                    m = c * part.slope(neuron, upper > -lower ? 1 : 0);
                } else {
                    // Whatever the slope, the difference is least at an end, as it is concave.
                    m = Math.clamp(c * (upper / (upper - lower)), c, 0.0);
                    // Where nothing is known of the lower end, m is 0.
                    double atLower = m == 0 ? 0 : Math.nextDown(-m * lower);
                    double atUpper = Math.nextDown(Math.nextDown(c - m) * upper);
                    constant = constant.plus(Range.of(Math.min(atLower, atUpper)));
                }
            }
            if (m != 0) {
                Form operand = network.operands().get(neuron);
                add(operand, m);
                constant = constant.plus(operand.constant().times(Range.of(m)));
            }
        }
        return end(constant.lower());
    }

    private static Range constant(Form form, boolean opposite) {
        return opposite ? form.constant().negated() : form.constant();
    }

    private void begin(Form form, boolean opposite) {
        for (int i = 0; i < form.terms(); i++) {
            low[form.variable(i)] = opposite ? -form.upper(i) : form.lower(i);
            high[form.variable(i)] = opposite ? -form.lower(i) : form.upper(i);
        }
    }

    /** Adds a multiple of a form to the coefficients, each sum widened by what it may have rounded. */
    private void add(Form form, double m) {
        for (int i = 0; i < form.terms(); i++) {
            int variable = form.variable(i);
            double one = form.lower(i);
            double other = form.upper(i);
            low[variable] = Math.nextDown(Math.fma(m, m > 0 ? one : other, low[variable]));
            high[variable] = Math.nextUp(Math.fma(m, m > 0 ? other : one, high[variable]));
        }
    }

    private void clear(int variable) {
        low[variable] = 0;
        high[variable] = 0;
    }

    /** By how much each input may change a form, about: its coefficient at the end of a pass, times its width. */
    double[] leverage(Form form) {
        leverage = new double[network.inputs()];
        least(form, false, Part.WHOLE);
        double[] filled = leverage;
        leverage = null;
        return filled;
    }

    /** What the inputs add to a bound; their coefficients are zero again. */
    private double end(double sum) {
        double lowest = box.lowest(low, high);
        double within = inputs.within(low, high);
        // Where the box's is no number the other still is a bound.
        double bound = Math.nextDown(sum + (within > lowest || Double.isNaN(lowest) ? within : lowest));
        for (int i = 0; leverage != null && i < leverage.length; i++) {
            leverage[i] = Math.max(-low[i], high[i]) * box.width(i);
        }
        Arrays.fill(low, 0, network.inputs(), 0);
        Arrays.fill(high, 0, network.inputs(), 0);
        return bound;
    }
}
