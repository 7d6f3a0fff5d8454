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
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** A radius is accepted exactly where the votes prove it, in whatever norm it is claimed and however large α is. */
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

    /**
     * Before the last sample adaptive sampling needs evidence of 2/α, which is a mixture of likelihood ratios:
     * P(Bin(n + 1, p) ≤ k) / ((n + 1)·(1 − p)·P(Bin(n, p) = k)).
     */
    @Property(tries = 500)
    @Label("with fewer samples than there may be, a radius is accepted where the evidence for it is 2/α")
    void adaptiveBeforeTheLastSample(
            @ForAll @IntRange(min = 1, max = 2000) int samples,
            @ForAll @Scale(6) @DoubleRange(min = 0.3, max = 1) double share,
            @ForAll @Scale(6) @DoubleRange(min = 0.5, max = 0.9999) double p,
            @ForAll @Scale(9) @DoubleRange(min = 1e-9, max = 0.5) double alpha) {
        int successes = (int) (share * samples);
        double radius = 2 * p - 1;
        double evidence = Math.log(BinomialDistribution.of(samples + 1, p).cumulativeProbability(successes))
                - Math.log(samples + 1.0)
                - Math.log1p(-p)
                - BinomialDistribution.of(samples, p).logProbability(successes);
        boolean accepted = new SmoothingClaim(settings(MethodKind.ADAPTIVE, radius, samples + 1, 0.5), 1)
                .objection(new int[] {samples - successes, successes}, samples, 1, radius, alpha)
                .isEmpty();
        double needed = Math.log(2 / alpha);
        if (evidence < needed - 2e-6) {
            assertTrue(!accepted, () -> "accepted, but the evidence is " + Math.exp(evidence));
        } else if (evidence > needed + 2e-6) {
            assertTrue(accepted, () -> "refused, but the evidence is " + Math.exp(evidence));
        }
    }

    /** How long a vector of so many ones is. */
    private static double ones(Norm norm, int d) {
        return switch (norm) {
            case LINF -> 1;
            case L2 -> Math.sqrt(d);
            case L1 -> d;
        };
    }

    /**
     * What the votes prove holds in the noise's own norm. Of vectors of length 1 in another norm the longest in that one is of ones
     * alone, or has a single one, and a ball of that norm is so much smaller.
     */
    @Property(tries = 500)
    @Label(
            "in every norm the largest radius that the votes prove is accepted, and one that is a thousandth larger is not")
    void inEveryNorm(
            @ForAll NoiseKind noise,
            @ForAll Norm norm,
            @ForAll MethodKind method,
            @ForAll @IntRange(min = 1, max = 3000) int dimension,
            @ForAll @IntRange(min = 50, max = 2000) int samples,
            @ForAll @Scale(6) @DoubleRange(min = 0.8, max = 1) double share,
            @ForAll @Scale(6) @DoubleRange(min = 0.001, max = 0.1) double alpha) {
        int successes = (int) (share * samples);
        // Of two classes the bound on the other is one less this; adaptive sampling has half of α for the last sample.
        double own = method == MethodKind.ONE_SIDED ? alpha : alpha / 2;
        double p = BetaDistribution.of(successes, samples - successes + 1.0).inverseCumulativeProbability(own);
        double scale = 0.25;
        double proved = switch (noise) {
            case GAUSSIAN -> scale * NormalDistribution.of(0, 1).inverseCumulativeProbability(p);
            case UNIFORM -> scale * (2 * p - 1);
        };
        Norm ofNoise = noise == NoiseKind.GAUSSIAN ? Norm.L2 : Norm.L1;
        double largest = proved / Math.max(1, ones(ofNoise, dimension) / ones(norm, dimension));
        for (boolean more : new boolean[] {false, true}) {
            double radius = largest * (more ? 1 + 1e-3 : 1 - 1e-5);
            double asked = method == MethodKind.ADAPTIVE ? radius : 0;
            Settings settings = new Settings(noise, (float) scale, norm, method, asked, 1, samples, alpha, 1);
            var objection = new SmoothingClaim(settings, dimension)
                    .objection(new int[] {samples - successes, successes}, samples, 1, radius, alpha);
            assertEquals(more, objection.isPresent(), () -> radius + " where " + largest + " is proved: " + objection);
        }
    }

    @Example
    void noRadiusAboveTheOneThatIsAskedForIsAccepted() {
        for (Norm norm : Norm.values()) {
            Settings settings = new Settings(NoiseKind.UNIFORM, 1, norm, MethodKind.ADAPTIVE, 0.01, 1, 100, 0.01, 1);
            SmoothingClaim claim = new SmoothingClaim(settings, 9);
            assertTrue(claim.objection(new int[] {0, 100}, 100, 1, 0.01, 0.01).isEmpty());
            assertTrue(
                    claim.objection(new int[] {0, 100}, 100, 1, 0.01001, 0.01).isPresent());
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
