package io.jaspis.defend.training;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.training.Ascent;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.threat.Norm;
import java.util.Map;
import java.util.Optional;

/**
 * Fast adversarial training (Wong, Rice &amp; Kolter 2020, algorithm 3): {@link AdversarialTraining} on one step of the sign
 * of the gradient, from anywhere in the L∞ ball. With long steps or a large radius it can collapse from one epoch to the
 * next: its own step then finds nothing any more, and longer attacks break every example (section 5.3).
 *
 * @param epsilon the radius over training
 * @param stepSize the length of the step as a fraction of the radius, above 0; the paper has 1.25
 * @param around which inputs there are around an example
 */
public record FastAdversarialTraining(Schedule epsilon, double stepSize, Surroundings around) implements Goal {
    public FastAdversarialTraining {
        ProjectedAscent.madry(1, stepSize, around);
    }

    /** With the paper's step, where all inputs are alike. */
    public static FastAdversarialTraining of(Schedule epsilon, float lower, float upper) {
        return new FastAdversarialTraining(epsilon, 1.25, Surroundings.alike(lower, upper));
    }

    private AdversarialTraining steps() {
        return new AdversarialTraining(epsilon, ProjectedAscent.madry(1, stepSize, around));
    }

    @Override
    public Terms terms(Layer network, Scope scope, Value x, Value label) {
        return steps().terms(network, scope, x, label);
    }

    @Override
    public Map<String, Schedule> controls() {
        return steps().controls();
    }

    @Override
    public Optional<Ascent> ascent() {
        return steps().ascent();
    }

    @Override
    public Measure measure() {
        return new Measure.Attacked(around.threat(Norm.LINF, epsilon));
    }
}
