package io.jaspis.certify.smoothing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.certify.smoothing.SequentialTest.Decision;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

/** Laws of the test that looks at samples while they come. */
class SequentialTestLaws {
    @Property(tries = 500)
    @Label("at the threshold, the evidence expected after one sample more is the evidence now: a martingale")
    void evidenceIsAMartingale(
            @ForAll @IntRange(min = 0, max = 3000) int samples,
            @ForAll @Scale(9) @DoubleRange(min = 0.05, max = 1) double share,
            @ForAll @Scale(9) @DoubleRange(min = 0.05, max = 0.999) double p) {
        int k = (int) (share * samples);
        Assume.that(representable(k, samples, p));
        assertSame(
                SequentialTest.logEvidenceAbove(k, samples, p),
                SequentialTest.logEvidenceAbove(k + 1, samples + 1, p),
                SequentialTest.logEvidenceAbove(k, samples + 1, p),
                p);
        assertSame(
                SequentialTest.logEvidenceBelow(k, samples, p),
                SequentialTest.logEvidenceBelow(k + 1, samples + 1, p),
                SequentialTest.logEvidenceBelow(k, samples + 1, p),
                p);
    }

    private static void assertSame(double now, double success, double failure, double p) {
        assertEquals(1, p * Math.exp(success - now) + (1 - p) * Math.exp(failure - now), 1e-7);
    }

    @Property(tries = 300)
    @Label(
            "a success raises the evidence and a failure lowers it, so with more failures than tolerable nothing is proved")
    void successesSpeakForIt(
            @ForAll @IntRange(min = 0, max = 2000) int samples,
            @ForAll @Scale(9) @DoubleRange(min = 0, max = 1) double share,
            @ForAll @Scale(9) @DoubleRange(min = 0.5, max = 0.99) double p) {
        int k = (int) (share * samples);
        Assume.that(representable(k, samples, p));
        double now = SequentialTest.logEvidenceAbove(k, samples, p);
        assertTrue(SequentialTest.logEvidenceAbove(k + 1, samples + 1, p) > now);
        assertTrue(SequentialTest.logEvidenceAbove(k, samples + 1, p) < now);
    }

    /** Whether the tail beyond k is a normal double; else the evidence is far below any limit, and rounded. */
    private static boolean representable(int k, int samples, double p) {
        double share = (double) k / Math.max(1, samples);
        double divergence = (share == 0 ? 0 : share * Math.log(share / p))
                + (share == 1 ? 0 : (1 - share) * Math.log((1 - share) / (1 - p)));
        return samples * divergence < 600;
    }

    @Test
    void whatIsAtTheThresholdIsSeldomProved() {
        // The worst case, with a fixed seed: 4 standard deviations of the share are allowed for.
        double alpha = 0.05;
        int trials = 4000;
        for (double p : new double[] {0.5, 0.8, 0.97725}) {
            SplittableRandom random = new SplittableRandom(17);
            int wrong = 0;
            for (int trial = 0; trial < trials; trial++) {
                wrong += run(random, p, p, alpha, 500).decision() == Decision.PROVEN ? 1 : 0;
            }
            double share = (double) wrong / trials;
            assertTrue(share <= alpha + 4 * Math.sqrt(alpha * (1 - alpha) / trials), "at " + p + " wrong: " + share);
            assertTrue(share > alpha / 10, "at " + p + " it gives away most of α: " + share);
        }
    }

    @Test
    void adaptiveAndFixedSamplingSeldomContradict() {
        // The same samples: proved early, though all of them show with confidence that it isn't so, or the reverse.
        double alpha = 0.02;
        double threshold = 0.9;
        int most = 2000;
        int trials = 1500;
        // Trials have the same few counts again and again.
        Map<Integer, Boolean> shownBelow = new HashMap<>();
        Map<Integer, Boolean> shownAbove = new HashMap<>();
        for (double p : new double[] {0.88, 0.895, 0.9, 0.905, 0.92}) {
            SplittableRandom random = new SplittableRandom(23);
            int contradictions = 0;
            for (int trial = 0; trial < trials; trial++) {
                boolean[] outcomes = new boolean[most];
                int successes = 0;
                for (int i = 0; i < most; i++) {
                    outcomes[i] = random.nextDouble() < p;
                    successes += outcomes[i] ? 1 : 0;
                }
                SequentialTest test = new SequentialTest(threshold, alpha, most);
                for (int i = 0; i < most && test.decision() == Decision.OPEN; i++) {
                    test.observe(outcomes[i]);
                }
                boolean below = shownBelow.computeIfAbsent(
                        successes, count -> ClopperPearson.upper(count, most, alpha) < threshold);
                boolean early = test.decision() == Decision.PROVEN;
                // Half of α less is what adaptive sampling pays for looking.
                boolean above = shownAbove.computeIfAbsent(
                        successes, count -> ClopperPearson.lower(count, most, alpha / 2) > threshold);
                contradictions += early && below || !early && above ? 1 : 0;
            }
            double share = (double) contradictions / trials;
            assertTrue(
                    share <= alpha + 4 * Math.sqrt(alpha * (1 - alpha) / trials), "at " + p + " contradict: " + share);
        }
    }

    @Test
    void whatIsEasyTakesHundredsOfSamplesAndNotThousands() {
        SplittableRandom random = new SplittableRandom(5);
        // Radius 0.5 with σ = 0.25 needs Φ(2).
        double threshold = new Noise.Gaussian(0.25f).probability(0.5);
        assertTrue(run(random, 1, threshold, 0.001, 10_000).samples() <= 550);
        SequentialTest never = run(random, 0.9, threshold, 0.001, 10_000);
        assertEquals(Decision.OUT_OF_REACH, never.decision());
        assertTrue(never.samples() <= 550, () -> "samples: " + never.samples());
        assertEquals(Decision.OUT_OF_REACH, new SequentialTest(1, 0.001, 10_000).decision());
        assertEquals(Decision.OUT_OF_REACH, new SequentialTest(0.99999, 0.001, 100).decision());
    }

    private static SequentialTest run(SplittableRandom random, double p, double threshold, double alpha, int most) {
        SequentialTest test = new SequentialTest(threshold, alpha, most);
        while (test.decision() == Decision.OPEN) {
            test.observe(random.nextDouble() < p);
        }
        return test;
    }
}
