package io.jaspis.defend.training;

import io.jaspis.autodiff.Value;

/** Gaussian noise on examples, by number of sample: the same sample is the same noise in all graphs of a step. */
final class Noise {
    private static final int FIRST_STREAM = 16;

    private Noise() {}

    /** x + N(0, σ²·I). */
    static Value on(Value x, double sigma, int sample) {
        return x.plus(x.trace().normal(x.shape(), FIRST_STREAM + sample).scale((float) sigma));
    }

    /** Refuses what {@link #on} would make no noise of, or nothing but noise. */
    static void require(double sigma) {
        float scale = (float) sigma;
        if (!(scale > 0) || Float.isInfinite(scale)) {
            throw new IllegalArgumentException(
                    "noise needs a σ above 0 that is a finite number of float32, but got " + sigma);
        }
    }
}
