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
 * SABR, small adversarial bounding regions (Müller, Eckert, Fischer &amp; Vechev 2023, section 3): interval bounds not of
 * the whole ball but of a box of radius τ = λ·ε in it, around the point that an attack finds in the ball of radius ε − τ.
 * Less than the worst case, hence no bound of it, but far less is regularised away. With λ = 1 it is {@link
 * Ibp}.
 *
 * @param epsilon the radius over training
 * @param kappa the weight of the clean loss over training, from 0 to 1; the paper has none
 * @param lambda the share of the ball that is bounded, above 0 and at most 1
 * @param attack the search for the small box's centre, in L∞ on the cross-entropy; its share of the radius becomes 1 − λ
 */
public record Sabr(
        Schedule epsilon, Schedule kappa, double lambda, ProjectedAscent attack, ShiRegularizers regularizers)
        implements Goal {
    public Sabr {
        if (!(lambda > 0 && lambda <= 1)) {
            throw new IllegalArgumentException("SABR needs λ above 0 and at most 1, but got " + lambda);
        }
        attack = attack.within(1 - lambda);
        Objects.requireNonNull(regularizers);
        attack.requireBox("SABR");
        attack.around().requireRadius(Norm.LINF, epsilon);
        kappa.requireWithin(0, 1, Ibp.CLEAN_WEIGHT);
    }

    @Override
    public void requireMatch(Examples examples) {
        attack.around().requireMatch(Norm.LINF, epsilon, examples);
    }

    @Override
    public Terms terms(Layer network, Scope scope, Value x, Value label) {
        Value logits = network.apply(scope, x);
        Value radius = Objective.control(x.trace(), Ibp.EPSILON).scale((float) lambda);
        Worst worst = Worst.of(network, scope, Worst.box(Ascent.point(x), radius, attack.around()), label);
        Value loss =
                Ibp.mixed(x.trace(), Ibp.KAPPA, kappa, Losses.crossEntropy(logits, label), worst.crossEntropy(label));
        return new Terms(Ibp.regularized(loss, regularizers, worst), logits);
    }

    @Override
    public Map<String, Schedule> controls() {
        return Ibp.controls(epsilon, regularizers, Ibp.KAPPA, kappa);
    }

    @Override
    public Sabr from(double progress) {
        return new Sabr(epsilon, Ibp.from(kappa, progress), lambda, attack, regularizers.from(epsilon, progress));
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
