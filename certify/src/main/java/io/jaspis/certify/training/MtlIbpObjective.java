package io.jaspis.certify.training;

import io.jaspis.attacks.training.ProjectedAscent;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Losses;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.training.Ascent;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.autodiff.training.Schedule;
import java.util.Map;
import java.util.Optional;

/**
 * MTL-IBP (De Palma, Bunel, Dvijotham, Kumar, Stanforth &amp; Lomuscio 2024, section 4.3): (1 − α) times the cross-entropy
 * at the point that an attack finds in the ball, and α times that of the worst logits that interval bounds allow on it.
 * With α = 1 it is {@link IntervalObjective} without a clean loss, with α = 0 adversarial training.
 *
 * @param epsilon the radius over training
 * @param alpha the weight of the bounds over training, from 0 to 1
 */
public record MtlIbpObjective(Schedule epsilon, Schedule alpha, ProjectedAscent attack, ShiRegularizers regularizers)
        implements Objective {
    private static final String ALPHA = "alpha";

    @Override
    public Terms terms(Layer network, Scope scope, Value x, Value label) {
        Value logits = network.apply(scope, x);
        Value attacked = network.apply(scope.again(), Ascent.point(x));
        Value radius = Objective.control(x.trace(), IntervalObjective.EPSILON);
        Worst worst = Worst.of(network, scope, Worst.box(x, radius, attack.around()), label);
        Value loss = IntervalObjective.mixed(
                Objective.control(x.trace(), ALPHA), worst.crossEntropy(label), Losses.crossEntropy(attacked, label));
        return new Terms(IntervalObjective.regularized(loss, regularizers, worst), logits);
    }

    @Override
    public Map<String, Schedule> controls() {
        return IntervalObjective.controls(epsilon, regularizers, ALPHA, alpha);
    }

    @Override
    public Optional<Ascent> ascent() {
        return Optional.of(attack);
    }
}
