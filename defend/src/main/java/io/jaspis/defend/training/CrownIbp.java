package io.jaspis.defend.training;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Losses;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.certify.intervals.Enclosure;
import io.jaspis.certify.linear.LinearBounds;
import io.jaspis.certify.linear.Region;
import io.jaspis.certify.linear.Slopes;
import io.jaspis.certify.specification.Margins;
import io.jaspis.threat.Norm;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * CROWN-IBP (Zhang et al. 2020, eqs. 6 and 7): as {@link Ibp}, with margins that are β times the linear
 * bounds of a last backward pass and 1 − β times the interval bounds. Hidden layers have interval bounds. The gradient is
 * that of the graph of both.
 *
 * @param epsilon the radius over training
 * @param kappa the weight of the clean loss over training, from 0 to 1
 * @param beta the weight of the linear bounds over training, from 0 to 1; in the paper from 1 to 0 while ε grows, or 1 throughout
 */
public record CrownIbp(
        Schedule epsilon, Schedule kappa, Schedule beta, ShiRegularizers regularizers, Surroundings around)
        implements Goal {
    public CrownIbp {
        Objects.requireNonNull(regularizers);
        around.requireRadius(Norm.LINF, epsilon);
        kappa.requireWithin(0, 1, Ibp.CLEAN_WEIGHT);
        beta.requireWithin(0, 1, "the weight β of the linear bounds");
    }

    /** Where all inputs are alike. */
    public CrownIbp(
            Schedule epsilon, Schedule kappa, Schedule beta, ShiRegularizers regularizers, float lower, float upper) {
        this(epsilon, kappa, beta, regularizers, Surroundings.alike(lower, upper));
    }

    private static final String BETA = "beta";

    @Override
    public void requireMatch(Examples examples) {
        around.requireMatch(Norm.LINF, epsilon, examples);
    }

    @Override
    public Terms terms(Layer network, Scope scope, Value x, Value label) {
        Trace trace = x.trace();
        Value logits = network.apply(scope, x);
        Enclosure box = Worst.box(x, Objective.control(trace, Ibp.EPSILON), around);
        Worst worst = Worst.of(network, scope, box, label);
        Value linear = linear(worst, scope, label);
        Value margins = Ibp.mixed(trace, BETA, beta, linear, worst.margins());
        Value certified = Losses.crossEntropy(margins.negate(), label);
        Value loss = Ibp.mixed(trace, Ibp.KAPPA, kappa, Losses.crossEntropy(logits, label), certified);
        return new Terms(Ibp.regularized(loss, regularizers, worst), logits);
    }

    /** Lower bounds of the margins, {@code [batch, classes]}. */
    private static Value linear(Worst worst, Scope scope, Value label) {
        Value output = worst.network().output(worst.network().onlyOutput());
        LinearBounds bounds = new LinearBounds(
                worst.network(),
                Map.of(Worst.INPUT, new Region.Box(worst.box())),
                scope.shared(),
                worst.enclosures(),
                Slopes.ADAPTIVE,
                label.trace());
        try {
            return bounds.lower(output, Margins.rows(label, output.shape()));
        } catch (InputException e) {
            throw new InputException(
                    e.getMessage() + "; CROWN-IBP trains networks whose operations have linear bounds", e);
        }
    }

    @Override
    public Map<String, Schedule> controls() {
        Map<String, Schedule> controls = new LinkedHashMap<>(Ibp.controls(epsilon, regularizers, Ibp.KAPPA, kappa));
        controls.put(BETA, beta);
        return controls;
    }

    /**
     * Without linear bounds, regularisers, and a loss that is mixed in, from where they count no more: zero times them costs as much
     * as they do, and is no number where one of them is none.
     */
    @Override
    public CrownIbp from(double progress) {
        return new CrownIbp(
                epsilon,
                Ibp.from(kappa, progress),
                Ibp.from(beta, progress),
                regularizers.from(epsilon, progress),
                around);
    }

    @Override
    public String accuracy() {
        return CLEAN;
    }

    @Override
    public Measure measure() {
        return new Measure.Certified(around.threat(Norm.LINF, epsilon), beta.at(1) > 0);
    }
}
