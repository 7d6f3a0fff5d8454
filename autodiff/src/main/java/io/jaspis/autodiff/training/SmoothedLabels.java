package io.jaspis.autodiff.training;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Scope;
import java.util.Map;
import java.util.Optional;

/**
 * Another objective, with a share of each label spread evenly over all classes (Szegedy, Vanhoucke, Ioffe, Shlens &amp;
 * Wojna 2016, section 7). It is for objectives whose loss has the label in cross-entropies alone, not for those that bound the
 * margins to it. The search for points has the label as it is.
 *
 * @param share from 0 to below 1; 0.1 in the paper
 */
public record SmoothedLabels(Objective objective, double share) implements Objective {
    public SmoothedLabels {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "the share of a label that is spread is at least 0 and below 1, but it is " + share);
        }
    }

    @Override
    public void requireMatch(Examples examples) {
        objective.requireMatch(examples);
    }

    @Override
    public Terms terms(Layer network, Scope scope, Value x, Value label) {
        Value spread = label.scale((float) (1 - share))
                .plus((float) (share / label.shape().extent(-1)));
        return objective.terms(network, scope, x, spread);
    }

    @Override
    public Map<String, Schedule> controls() {
        return objective.controls();
    }

    @Override
    public Objective from(double progress) {
        return new SmoothedLabels(objective.from(progress), share);
    }

    @Override
    public Optional<Ascent> ascent() {
        return objective.ascent();
    }
}
