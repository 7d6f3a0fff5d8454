package io.jaspis.attacks.training;

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
 * Adversarial training (Madry, Makelov, Schmidt, Tsipras &amp; Vladu 2018): the cross-entropy at the worst point that the
 * inner attack finds. The training accuracy is that at these points.
 *
 * @param epsilon the radius over training
 */
public record AdversarialObjective(Schedule epsilon, ProjectedAscent attack) implements Objective {

    /**
     * Fast adversarial training (Wong, Rice &amp; Kolter 2020, algorithm 3): one step of 1.25 ε from anywhere in the L∞
     * ball.
     */
    public static AdversarialObjective fast(Schedule epsilon, float lower, float upper) {
        return new AdversarialObjective(epsilon, ProjectedAscent.madry(1, 1.25, lower, upper));
    }

    @Override
    public Terms terms(Layer network, Scope scope, Value x, Value label) {
        Value logits = network.apply(scope, Ascent.point(x));
        return new Terms(Losses.crossEntropy(logits, label), logits);
    }

    @Override
    public Map<String, Schedule> controls() {
        return Map.of(ProjectedAscent.EPSILON, epsilon);
    }

    @Override
    public Optional<Ascent> ascent() {
        return Optional.of(attack);
    }
}
