package io.jaspis.defend.training;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Losses;
import io.jaspis.autodiff.layers.Scope;

/**
 * Training on examples under Gaussian noise, for randomized smoothing with the same σ (Cohen, Rosenfeld &amp; Kolter 2019,
 * section 3.3). Each example gets new noise each time.
 */
public record NoiseAugmentation(double sigma) implements Goal {
    public NoiseAugmentation {
        Noise.require(sigma);
    }

    @Override
    public Terms terms(Layer network, Scope scope, Value x, Value label) {
        Value logits = network.apply(scope, Noise.on(x, sigma, 0));
        return new Terms(Losses.crossEntropy(logits, label), logits);
    }

    @Override
    public String accuracy() {
        return "under noise";
    }

    @Override
    public Measure measure() {
        return new Measure.Noisy(sigma);
    }
}
