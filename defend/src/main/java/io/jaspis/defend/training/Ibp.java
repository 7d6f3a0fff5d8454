package io.jaspis.defend.training;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Losses;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.threat.Norm;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Interval bound propagation as a training objective (Gowal et al. 2018, eq. 12): κ times the cross-entropy of the
 * examples and 1 − κ times that of the worst logits that the bounds allow on the L∞ ball of radius ε. The gradient is
 * that of the graph of bounds, nothing special.
 *
 * @param epsilon the radius over training, from 0 to its final value; with regularisers from a thousandth of it
 * @param kappa the weight of the clean loss over training, from 0 to 1
 * @param regularizers in force while ε grows
 * @param around which inputs there are around an example
 */
public record Ibp(Schedule epsilon, Schedule kappa, ShiRegularizers regularizers, Surroundings around) implements Goal {
    public Ibp {
        Objects.requireNonNull(regularizers);
        around.requireRadius(Norm.LINF, epsilon);
        kappa.requireWithin(0, 1, CLEAN_WEIGHT);
    }

    /** Where all inputs are alike. */
    public Ibp(Schedule epsilon, Schedule kappa, ShiRegularizers regularizers, float lower, float upper) {
        this(epsilon, kappa, regularizers, Surroundings.alike(lower, upper));
    }

    static final String EPSILON = ProjectedAscent.EPSILON;
    static final String KAPPA = "kappa";
    static final String WARM_UP = "warm-up";

    /** What κ is, in words. */
    static final String CLEAN_WEIGHT = "the weight κ of the clean loss";

    /**
     * The schedules of the paper: a warm-up on clean examples, then ε from 0 to its final value and κ from 1 to a half
     * in equal steps, then the rest at both.
     *
     * @param radius the final ε
     * @param start the fraction of training at which ε begins to grow
     * @param end the fraction at which it is reached
     */
    public static Ibp of(double radius, double start, double end, float lower, float upper) {
        return new Ibp(
                Schedule.ramp(0, radius, start, end),
                Schedule.ramp(1, 0.5, start, end),
                ShiRegularizers.NONE,
                lower,
                upper);
    }

    @Override
    public void requireMatch(Examples examples) {
        around.requireMatch(Norm.LINF, epsilon, examples);
    }

    @Override
    public Terms terms(Layer network, Scope scope, Value x, Value label) {
        Trace trace = x.trace();
        Value logits = network.apply(scope, x);
        Worst worst = Worst.of(network, scope, Worst.box(x, Objective.control(trace, EPSILON), around), label);
        Value loss = mixed(trace, KAPPA, kappa, Losses.crossEntropy(logits, label), worst.crossEntropy(label));
        return new Terms(regularized(loss, regularizers, worst), logits);
    }

    /** weight · first + (1 − weight) · second, of which nothing is recorded that never counts. */
    static Value mixed(Trace trace, String name, Schedule schedule, Value first, Value second) {
        if (schedule instanceof Schedule.Constant(double value) && (value == 0 || value == 1)) {
            return value == 0 ? second : first;
        }
        Value weight = Objective.control(trace, name);
        return first.times(weight).plus(second.times(weight.negate().plus(1)));
    }

    static Value regularized(Value loss, ShiRegularizers regularizers, Worst worst) {
        return regularizers.lambda() == 0
                ? loss
                : loss.plus(ShiRegularizers.of(worst.normalized(), worst.activations())
                        .times(Objective.control(loss.trace(), WARM_UP)));
    }

    /** The weight of a mixture from a fraction of training on: where it stays at 0 or 1, one of the two need not be recorded. */
    static Schedule from(Schedule weight, double progress) {
        for (double end = 0; end <= 1; end++) {
            if (weight.staysAt(end, progress)) {
                return Schedule.constant(end);
            }
        }
        return weight;
    }

    /** The controls that all certified objectives have, and one more. */
    static Map<String, Schedule> controls(
            Schedule epsilon, ShiRegularizers regularizers, String name, Schedule schedule) {
        Map<String, Schedule> controls = new LinkedHashMap<>();
        controls.put(EPSILON, regularizers.radius(epsilon));
        controls.put(name, schedule);
        if (regularizers.lambda() > 0) {
            controls.put(WARM_UP, regularizers.weight(epsilon));
        }
        return controls;
    }

    @Override
    public Map<String, Schedule> controls() {
        return controls(epsilon, regularizers, KAPPA, kappa);
    }

    /** Without regularisers, and a loss that is mixed in, from where they count no more: zero times them costs as much as they do. */
    @Override
    public Ibp from(double progress) {
        return new Ibp(epsilon, from(kappa, progress), regularizers.from(epsilon, progress), around);
    }

    @Override
    public String accuracy() {
        return CLEAN;
    }

    @Override
    public Measure measure() {
        return new Measure.Certified(around.threat(Norm.LINF, epsilon));
    }
}
