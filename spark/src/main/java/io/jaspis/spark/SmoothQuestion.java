package io.jaspis.spark;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.certify.smoothing.Noise;
import io.jaspis.certify.smoothing.NoisyVotes;
import io.jaspis.certify.smoothing.Sampling;
import io.jaspis.certify.smoothing.SmoothingRun;
import io.jaspis.check.NoiseKind;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import java.io.Serializable;
import java.util.List;

/**
 * How each example is smoothed, as it is sent to executors.
 *
 * @param scale σ, or λ of uniform noise
 * @param selection samples that choose the class
 * @param estimation samples that bound its probability
 * @param alpha the probability that a certificate is wrong
 * @param twoSided whether other classes are bounded by their own votes
 * @param radius to ask for, with as few samples as that takes; NaN for the largest that there is
 */
public record SmoothQuestion(
        NoiseKind noise,
        float scale,
        int selection,
        int estimation,
        double alpha,
        boolean twoSided,
        double radius,
        long seed)
        implements Serializable {
    private static final int BATCH = 256;

    /** Gaussian noise, 100 samples that choose the class and 10,000 that bound it. */
    public static SmoothQuestion gaussian(float sigma) {
        return new SmoothQuestion(NoiseKind.GAUSSIAN, sigma, 100, 10_000, 0.001, false, Double.NaN, 1);
    }

    /** The same with other numbers of samples. */
    public SmoothQuestion withSamples(int choosing, int bounding) {
        return new SmoothQuestion(noise, scale, choosing, bounding, alpha, twoSided, radius, seed);
    }

    private Noise how() {
        return switch (noise) {
            case GAUSSIAN -> new Noise.Gaussian(scale);
            case UNIFORM -> new Noise.Uniform(scale);
        };
    }

    Norm norm() {
        return how().norm();
    }

    NoisyVotes votes(Model model) {
        return NoisyVotes.of(model, how(), List.of(), Cpu.best(), BATCH, seed);
    }

    SmoothingRun run(NoisyVotes votes, Examples examples) {
        SmoothingRun.Method method = !Double.isNaN(radius)
                ? new SmoothingRun.Method.Adaptive(radius)
                : twoSided ? new SmoothingRun.Method.TwoSided() : new SmoothingRun.Method.OneSided();
        return new SmoothingRun(votes, new Sampling(selection, estimation, alpha), examples, method, norm());
    }
}
