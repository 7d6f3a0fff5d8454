package io.jaspis.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.check.SmoothingCertificate.Settings;
import io.jaspis.threat.Norm;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/** A radius is accepted exactly where the votes prove it, however large α is. */
class SmoothingClaimLaws {
    private static Settings settings(MethodKind method, double radius, int samples, double alpha) {
        return new Settings(NoiseKind.UNIFORM, 1, Norm.L1, method, radius, 1, samples, alpha, 1);
    }

    /** Under uniform noise from −1 to 1 a radius of 2p − 1 needs the probability p. */
    private static boolean accepted(MethodKind method, int successes, int samples, double p, double alpha) {
        double radius = 2 * p - 1;
        Settings settings = settings(method, method == MethodKind.ADAPTIVE ? radius : 0, samples, 0.5);
        return new SmoothingClaim(settings, 1)
                .objection(new int[] {samples - successes, successes}, samples, 1, radius, alpha)
                .isEmpty();
    }

    @Property(tries = 1000)
    @Label("a radius is accepted where the votes are as rare as α, and refused where they aren't")
    void oneSided(
            @ForAll @IntRange(min = 1, max = 2000) int samples,
            @ForAll @Scale(6) @DoubleRange(min = 0, max = 1) double share,
            @ForAll @Scale(6) @DoubleRange(min = 0.5, max = 0.9999) double p,
            @ForAll @Scale(9) @DoubleRange(min = 1e-9, max = 0.5) double distance,
            @ForAll boolean nearOne) {
        int successes = (int) (share * samples);
        double alpha = nearOne ? 1 - distance : distance;
        BinomialDistribution votes = BinomialDistribution.of(samples, p);
        double rare = Math.log(votes.survivalProbability(successes - 1));
        // Below the library's rounding nothing is told.
        double slack = 2e-6 * -Math.log(alpha) + 1e-11;
        boolean accepted = accepted(MethodKind.ONE_SIDED, successes, samples, p, alpha);
        if (rare > Math.log(alpha) + slack) {
            assertTrue(!accepted, () -> "accepted, but its chance is " + Math.exp(rare));
        } else if (rare < Math.log(alpha) - slack) {
            assertTrue(accepted, () -> "refused, but its chance is " + Math.exp(rare));
        }
    }

    /** Whatever α is, votes that come with any probability prove nothing. */
    @Property(tries = 300)
    @Label("votes that are mostly for others prove no radius, however near to 1 α is")
    void fewVotesProveNothing(
            @ForAll @IntRange(min = 10, max = 2000) int samples,
            @ForAll @DoubleRange(min = 0, max = 0.2) double share,
            @ForAll @Scale(6) @DoubleRange(min = 0.75, max = 0.9999) double p,
            @ForAll @IntRange(min = 1, max = 12) int digits,
            @ForAll MethodKind method) {
        double alpha = 1 - Math.pow(10, -digits);
        int successes = (int) (share * samples);
        double chance = BinomialDistribution.of(samples, p).cumulativeProbability(successes - 1);
        if (chance < (1 - alpha) / 2) {
            assertTrue(!accepted(method, successes, samples, p, alpha));
        }
    }

    @Example
    void anAlphaAboveOneHalfIsRefused() {
        for (double alpha : new double[] {Math.nextUp(0.5), 0.999_999_9, 1, Double.NaN}) {
            String message = assertThrows(
                            IllegalArgumentException.class, () -> settings(MethodKind.ONE_SIDED, 0, 100, alpha))
                    .getMessage();
            assertEquals("alpha is " + alpha + ", but must be above 0 and at most 0.5", message);
        }
        assertEquals(0.5, settings(MethodKind.ONE_SIDED, 0, 100, 0.5).alpha());
    }
}
