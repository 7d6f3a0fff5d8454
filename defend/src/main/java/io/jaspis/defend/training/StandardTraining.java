package io.jaspis.defend.training;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.training.Objective;

/** Training without an attacker: the cross-entropy of the examples as they are. */
public record StandardTraining() implements Goal {
    @Override
    public Terms terms(Layer network, Scope scope, Value x, Value label) {
        return Objective.crossEntropy().terms(network, scope, x, label);
    }

    @Override
    public String accuracy() {
        return CLEAN;
    }

    @Override
    public Measure measure() {
        return new Measure.Clean();
    }
}
