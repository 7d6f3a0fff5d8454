package io.jaspis.defend.training;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Losses;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.training.Ascent;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.threat.Norm;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * MTL-IBP (De Palma, Bunel, Dvijotham, Kumar, Stanforth &amp; Lomuscio 2024, section 4.3): (1 − α) times the cross-entropy
 * at the point that an attack finds in the ball, and α times that of the worst logits that interval bounds allow on it.
 * With α = 1 it is {@link Ibp} without a clean loss, with α = 0 adversarial training.
 *
 * @param epsilon the radius over training
 * @param alpha the weight of the bounds over training, from 0 to 1
 * @param attack in L∞, as the bounds are
 */
public record MtlIbp(Schedule epsilon, Schedule alpha, ProjectedAscent attack, ShiRegularizers regularizers)
        implements Goal {
    public MtlIbp {
        Objects.requireNonNull(regularizers);
        attack.requireBox("MTL-IBP");
        attack.around().requireRadius(Norm.LINF, epsilon);
        alpha.requireWithin(0, 1, "the weight α of the bounds");
    }

    private static final String ALPHA = "alpha";

    @Override
    public void requireMatch(Examples examples) {
        attack.around().requireMatch(Norm.LINF, epsilon, examples);
    }

    @Override
    public Terms terms(Layer network, Scope scope, Value x, Value label) {
        Value logits = network.apply(scope, x);
        Value attacked = network.apply(scope.again(), Ascent.point(x));
        Value radius = Objective.control(x.trace(), Ibp.EPSILON);
        Worst worst = Worst.of(network, scope, Worst.box(x, radius, attack.around()), label);
        Value loss =
                Ibp.mixed(x.trace(), ALPHA, alpha, worst.crossEntropy(label), Losses.crossEntropy(attacked, label));
        return new Terms(Ibp.regularized(loss, regularizers, worst), logits);
    }

    @Override
    public Map<String, Schedule> controls() {
        return Ibp.controls(epsilon, regularizers, ALPHA, alpha);
    }

    @Override
    public MtlIbp from(double progress) {
        return new MtlIbp(epsilon, Ibp.from(alpha, progress), attack, regularizers.from(epsilon, progress));
    }

    @Override
    public Optional<Ascent> ascent() {
        return Optional.of(attack);
    }

    @Override
    public String accuracy() {
        return CLEAN;
    }

    @Override
    public Measure measure() {
        return new Measure.Certified(attack.around().threat(Norm.LINF, epsilon), true);
    }
}
