package io.jaspis.certify.smoothing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.certify.smoothing.SmoothingRun.Method;
import io.jaspis.check.SmoothingCertificate.Example;
import io.jaspis.threat.Norm;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The share of wrong certificates stays below α, on half-spaces, where the certified radius is tight: one is wrong exactly
 * if its radius is larger than the distance. Real noise, fixed seeds; 4 standard deviations are allowed for.
 */
class CertificateFailureTest {
    private static final double ALPHA = 0.05;
    private static final int TRIALS = 1500;
    private static final Sampling SAMPLING = new Sampling(20, 400, ALPHA);

    @ParameterizedTest
    @ValueSource(floats = {0.1f, 0.5f, 1f})
    void gaussianNoise(float distance) {
        check(new Noise.Gaussian(0.5f), distance, distance);
    }

    @ParameterizedTest
    @ValueSource(floats = {0.05f, 0.25f, 0.45f})
    void uniformNoise(float distance) {
        check(new Noise.Uniform(0.5f), distance, distance);
    }

    @Test
    void anotherNorm() {
        // Along an axis the distance is the same in every norm; the certificate can't use that, and is far from wrong.
        HalfSpace examples = new HalfSpace(50, 16, 0.5f);
        for (Example example : run(new Noise.Gaussian(0.5f), examples, new Method.OneSided(), Norm.LINF)) {
            assertTrue(example.certified() && example.radius() <= 0.5 / 4 * 1.5, () -> "radius " + example.radius());
        }
    }

    private static void check(Noise noise, float distance, double truth) {
        HalfSpace examples = new HalfSpace(TRIALS, 3, distance);
        double limit = ALPHA + 4 * Math.sqrt(ALPHA * (1 - ALPHA) / TRIALS);
        for (Method method :
                List.of(new Method.OneSided(), new Method.TwoSided(), new Method.Adaptive(truth * 1.0001))) {
            List<Example> results = run(noise, examples, method, noise.norm());
            double wrong = results.stream()
                            .filter(e -> e.certified() && (e.prediction() != 0 || e.radius() > truth))
                            .count()
                    / (double) TRIALS;
            long certified = results.stream().filter(Example::certified).count();
            assertTrue(wrong <= limit, () -> method + " is wrong in the share " + wrong);
            assertTrue(
                    method instanceof Method.Adaptive || distance < 0.2 || certified > 0.9 * TRIALS,
                    () -> method + " certifies " + certified);
            double jointly =
                    results.stream().filter(e -> e.jointRadius() > truth).count() / (double) TRIALS;
            assertTrue(jointly <= 4 * Math.sqrt(ALPHA) / TRIALS, () -> "jointly wrong in the share " + jointly);
        }
    }

    private static List<Example> run(Noise noise, HalfSpace examples, Method method, Norm norm) {
        try (NoisyVotes votes = new NoisyVotes(examples.network(), noise, Cpu.best(), 512, 3)) {
            return new SmoothingRun(votes, SAMPLING, examples, method, norm)
                    .run(examples.count(), _ -> {}, () -> false);
        }
    }
}
