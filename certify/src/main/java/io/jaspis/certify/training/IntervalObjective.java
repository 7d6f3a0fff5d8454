package io.jaspis.certify.training;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Losses;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.certify.intervals.Enclosure;
import io.jaspis.certify.intervals.Intervals;
import io.jaspis.certify.specification.Margins;
import io.jaspis.tensor.Shape;
import java.util.Map;

/**
 * Interval bound propagation as a training objective (Gowal et al. 2018, eq. 12): κ times the cross-entropy of the
 * examples and 1 − κ times that of the worst logits that the bounds allow on the L∞ ball of radius ε. The gradient is
 * that of the graph of bounds, nothing special.
 *
 * @param epsilon the radius over training, from 0 to its final value
 * @param kappa the weight of the clean loss over training
 * @param lower the smallest value an input can have
 * @param upper the largest
 */
public record IntervalObjective(Schedule epsilon, Schedule kappa, float lower, float upper) implements Objective {
    private static final String EPSILON = "epsilon";
    private static final String KAPPA = "kappa";

    /**
     * The schedules of the paper: a warm-up on clean examples, then ε from 0 to its final value and κ from 1 to a half
     * in equal steps, then the rest at both.
     *
     * @param radius the final ε
     * @param start the fraction of training at which ε begins to grow
     * @param end the fraction at which it is reached
     */
    public static IntervalObjective of(double radius, double start, double end, float lower, float upper) {
        return new IntervalObjective(
                Schedule.ramp(0, radius, start, end), Schedule.ramp(1, 0.5, start, end), lower, upper);
    }

    @Override
    public Terms terms(Layer network, Scope scope, Value x, Value label) {
        Trace trace = x.trace();
        Type scalar = Type.shared(Shape.scalar());
        Value radius = trace.input(EPSILON, scalar).broadcastTo(x.shape());
        Value weight = trace.input(KAPPA, scalar);
        Value logits = network.apply(scope, x);
        Graph margins = Margins.of(trace.graph("logits", logits));
        String input = margins.inputs().keySet().stream()
                .filter(name -> !name.equals(Margins.LABEL))
                .findFirst()
                .orElseThrow();
        Enclosure box =
                new Enclosure(x.minus(radius).clip(lower, upper), x.plus(radius).clip(lower, upper));
        Map<String, Enclosure> inputs = Map.of(input, box, Margins.LABEL, Enclosure.exactly(label));
        Value worst = Intervals.propagate(margins, inputs, trace)
                .get(Margins.MARGINS)
                .lower()
                .negate();
        Value clean = Losses.crossEntropy(logits, label).times(weight);
        Value certified =
                Losses.crossEntropy(worst, label).times(weight.negate().plus(1));
        return new Terms(clean.plus(certified), logits);
    }

    @Override
    public Map<String, Schedule> controls() {
        return Map.of(EPSILON, epsilon, KAPPA, kappa);
    }
}
