package io.jaspis.defend.training;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Losses;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.training.Ascent;
import io.jaspis.autodiff.training.Schedule;
import java.util.Map;
import java.util.Optional;

/**
 * Adversarial training (Madry, Makelov, Schmidt, Tsipras &amp; Vladu 2018): the cross-entropy at the worst point that the
 * inner attack finds. The training accuracy is that at these points.
 *
 * @param epsilon the radius over training
 */
public record AdversarialTraining(Schedule epsilon, ProjectedAscent attack) implements Goal {
    public AdversarialTraining {
        attack.around().requireRadius(attack.norm(), epsilon);
    }

    @Override
    public void requireMatch(Examples examples) {
        attack.around().requireMatch(attack.norm(), epsilon, examples);
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

    @Override
    public String accuracy() {
        return ATTACKED;
    }

    @Override
    public Measure measure() {
        return new Measure.Attacked(attack.around().threat(attack.norm(), epsilon));
    }
}
