package io.jaspis.certify.smoothing;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.check.Ballots;
import io.jaspis.threat.Norm;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** Laws of confidence bounds and of the radii that follow from them. */
class BoundsLaws {
    @Property(tries = 200)
    @Label("the lower bound is above the truth with at most the probability α, summed over all outcomes")
    void lowerBoundCovers(
            @ForAll @IntRange(min = 1, max = 400) int samples,
            @ForAll @Scale(9) @DoubleRange(min = 0.01, max = 0.99) double p,
            @ForAll @Scale(9) @DoubleRange(min = 1e-4, max = 0.2) double alpha) {
        BinomialDistribution truth = BinomialDistribution.of(samples, p);
        double wrong = 0;
        for (int successes = samples;
                successes >= 0 && ClopperPearson.lower(successes, samples, alpha) > p;
                successes--) {
            wrong += truth.probability(successes);
        }
        assertTrue(wrong <= alpha, () -> "wrong with a probability above α");
    }

    @Property(tries = 200)
    @Label("of bounds that are next to each other the radius is their distance over twice the density, at most")
    void nearBoundsHaveNoLargerRadius(
            @ForAll @Scale(9) @DoubleRange(min = 0.01, max = 0.99) double upper,
            @ForAll @IntRange(min = 1, max = 1000) int steps) {
        double lower = upper + steps * Math.ulp(1.0);
        NormalDistribution normal = NormalDistribution.of(0, 1);
        double density = normal.density(normal.inverseCumulativeProbability(upper));
        double radius = new Noise.Gaussian(1).radius(lower, upper);
        assertTrue(radius <= (lower - upper) / (2 * density) * (1 + 1e-9), () -> "radius " + radius);
    }

    @Property(tries = 200)
    @Label("the least share of the least α still bounds: of successes alone the bound's power is at most that share")
    void leastAlphaIsCovered(
            @ForAll @IntRange(min = 1, max = NoisyVotes.MOST) int examples,
            @ForAll @IntRange(min = 2, max = Ballots.CLASSES) int classes,
            @ForAll @IntRange(min = 1, max = NoisyVotes.MOST - 1) int samples) {
        double alpha = new Sampling(1, samples, Sampling.LEAST).jointly(examples);
        double share = alpha / 2 / (classes - 1);
        assertTrue(share >= Double.MIN_NORMAL);
        double lower = ClopperPearson.lower(samples, samples, share);
        // Up to the rounding of the bound, which so many samples multiply.
        assertTrue(samples * Math.log(lower) <= Math.log(share) + 1e-8, () -> "above the truth: " + lower);
    }

    @Property(tries = 50)
    @Label("an α whose shares may be none is refused")
    void lessThanTheLeastAlphaIsRefused(@ForAll @DoubleRange(min = 291, max = 330) double power) {
        assertThrows(IllegalArgumentException.class, () -> new Sampling(1, 1, Math.pow(10, -power)));
    }

    @Property(tries = 200)
    @Label("one success more raises the bound and the radius; one failure more lowers them")
    void radiusGrowsWithCounts(
            @ForAll @IntRange(min = 1, max = 100_000) int samples,
            @ForAll @Scale(9) @DoubleRange(min = 0, max = 1) double share,
            @ForAll @Scale(9) @DoubleRange(min = 1e-4, max = 0.2) double alpha) {
        int successes = (int) (share * (samples - 1));
        double less = ClopperPearson.lower(successes, samples, alpha);
        double more = ClopperPearson.lower(successes + 1, samples, alpha);
        assertTrue(less < more);
        assertTrue(ClopperPearson.lower(successes, samples + 1, alpha) <= less);
        for (Noise noise : new Noise[] {new Noise.Gaussian(0.5f), new Noise.Uniform(0.5f)}) {
            assertTrue(noise.radius(less) <= noise.radius(more));
            assertTrue(more <= 0.5 || noise.radius(more) > 0);
        }
    }

    @Property(tries = 200)
    @Label("the probability that a radius needs proves that radius, and little less doesn't")
    void probabilityIsTheInverseOfTheRadius(@ForAll @Scale(9) @DoubleRange(min = 0, max = 2) double radius) {
        for (Noise noise : new Noise[] {new Noise.Gaussian(0.5f), new Noise.Uniform(2.5f)}) {
            double p = noise.probability(radius);
            assertTrue(noise.radius(p) >= radius * (1 - 1e-11) - 1e-15, () -> noise + " at " + radius);
            assertTrue(noise.radius(p - 1e-6) <= radius, () -> noise + " at " + radius);
        }
    }

    @Property(tries = 100)
    @Label("a ball in another norm is the largest that lies in the noise's own, but for a rounding")
    void conversionsShrink(
            @ForAll @Scale(9) @DoubleRange(min = 0, max = 10) double radius,
            @ForAll @IntRange(min = 1, max = 4000) int d) {
        for (Noise noise : new Noise[] {new Noise.Gaussian(1), new Noise.Uniform(1)}) {
            for (Norm norm : Norm.values()) {
                double other = noise.inNorm(radius, norm, d);
                // The longest vectors of that length: all coordinates alike, or a single one.
                double alike = other / ones(norm, d) * ones(noise.norm(), d);
                double longest = Math.max(alike, other);
                assertTrue(longest <= radius * (1 + 1e-12), () -> noise + " in " + norm);
                assertTrue(longest >= radius * (1 - 1e-11), () -> noise + " in " + norm);
                double back = noise.fromNorm(other, norm, d);
                assertTrue(
                        back >= longest * (1 - 1e-12) && back <= radius * (1 + 1e-11), () -> noise + " from " + norm);
            }
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

    @Property(tries = 100)
    @Label("the radius from two bounds is never beyond what the true probabilities give, if the bounds hold")
    void twoBoundsSayMoreThanOne(
            @ForAll @Scale(9) @DoubleRange(min = 0.3, max = 0.9) double lower,
            @ForAll @Scale(9) @DoubleRange(min = 0, max = 0.3) double upper) {
        for (Noise noise : new Noise[] {new Noise.Gaussian(0.25f), new Noise.Uniform(0.25f)}) {
            double two = noise.radius(lower, Math.min(upper, 1 - lower));
            assertTrue(two >= noise.radius(lower));
            assertTrue(noise.radius(lower, Math.min(upper + 0.05, 1 - lower)) <= two);
        }
    }
}
