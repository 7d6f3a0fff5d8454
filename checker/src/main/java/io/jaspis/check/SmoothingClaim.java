package io.jaspis.check;

import io.jaspis.check.SmoothingCertificate.Settings;
import io.jaspis.threat.Norm;
import java.util.Arrays;
import java.util.Optional;

/**
 * Whether counts of votes prove the radius that is claimed. Nothing is estimated again: the claim is put into the
 * inequality that it must fulfil, and a tail is summed.
 */
final class SmoothingClaim {
    /** For the rounding of both sides, as a share of what is compared: so it is of no account, whatever α is. */
    private static final double ROUNDING = 1e-6;

    private final Settings settings;
    private final int dimension;

    /** @param dimension the number of values in an example that have noise */
    SmoothingClaim(Settings settings, int dimension) {
        this.settings = settings;
        this.dimension = dimension;
    }

    /**
     * What is wrong with the claim, or nothing.
     *
     * @param counts the votes for each class
     * @param samples all votes, those for no class too
     * @param candidate a class
     * @param alpha the confidence of this very claim
     */
    Optional<String> objection(int[] counts, int samples, int candidate, double radius, double alpha) {
        double own = radius * factor() * (1 - 1e-12);
        return switch (settings.method()) {
            case ONE_SIDED -> oneSided(counts[candidate], samples, own, alpha);
            case TWO_SIDED -> twoSided(counts, candidate, samples, own, alpha);
            case ADAPTIVE -> adaptive(counts[candidate], samples, own, alpha);
        };
    }

    /** The candidate's probability that the radius needs must be so small that the votes would be rarer than α. */
    private Optional<String> oneSided(int successes, int samples, double radius, double alpha) {
        return rare(successes, samples, needed(radius), alpha);
    }

    private Optional<String> rare(int successes, int samples, double p, double alpha) {
        double tail = Tails.logUpper(successes, samples, p);
        return p < 1 && tail <= Math.log(alpha) + slack(alpha)
                ? Optional.empty()
                : Optional.of(
                        "%d of %d votes don't prove a probability of %s: with it they come with the chance %s, above %s"
                                .formatted(successes, samples, p, Math.exp(tail), alpha));
    }

    /** In the logarithm of a chance: a millionth of α, and of the way that α is away from 1. */
    private static double slack(double alpha) {
        return ROUNDING * Math.min(1, -Math.log(alpha));
    }

    /** The least probability that proves the radius without bounds on the other classes. */
    private double needed(double radius) {
        return switch (settings.noise()) {
            case GAUSSIAN -> Tails.normal(radius / settings.scale());
            case UNIFORM -> 0.5 + radius / (2.0 * settings.scale());
        };
    }

    /**
     * The two bounds are searched for by halving, each on the side that claims less, and the radius between them is
     * compared. Votes for no class count for the runner-up.
     */
    private Optional<String> twoSided(int[] counts, int candidate, int samples, double radius, double alpha) {
        double lower = lower(counts[candidate], samples, alpha / 2);
        int most = 0;
        for (int label = 0; label < counts.length; label++) {
            most = label == candidate ? most : Math.max(most, counts[label]);
        }
        most += samples - Arrays.stream(counts).sum();
        double upper = 1 - lower(samples - most, samples, alpha / 2 / Math.max(1, counts.length - 1));
        upper = Math.min(upper, 1 - lower);
        double proved = switch (settings.noise()) {
            case GAUSSIAN -> settings.scale() / 2.0 * (quantile(lower) - quantile(upper));
            case UNIFORM -> settings.scale() * (lower - upper);
        };
        return proved >= radius * (1 - ROUNDING)
                ? Optional.empty()
                : Optional.of("the votes prove a radius of %s, not %s".formatted(proved, radius));
    }

    private static double lower(int successes, int samples, double alpha) {
        double below = 0;
        double above = 1;
        for (int i = 0; i < 60; i++) {
            double middle = (below + above) / 2;
            if (Tails.logUpper(successes, samples, middle) <= Math.log(alpha)) {
                below = middle;
            } else {
                above = middle;
            }
        }
        return below;
    }

    private static double quantile(double p) {
        if (p < 0.5) {
            return -quantile(1 - p);
        }
        double below = 0;
        double above = 40;
        for (int i = 0; i < 60; i++) {
            double middle = (below + above) / 2;
            if (Tails.normal(middle) <= p) {
                below = middle;
            } else {
                above = middle;
            }
        }
        return below;
    }

    /**
     * Against p ≤ p₀ the uniform mixture over (p₀, 1) of likelihood ratios is P(Bin(n + 1, p₀) ≤ k) / ((n + 1)·(1 −
     * p₀)·P(Bin(n, p₀) = k)); it must reach 2/α, or the last sample's tail α/2.
     */
    private Optional<String> adaptive(int successes, int samples, double radius, double alpha) {
        if (radius > settings.radius() * factor()) {
            return Optional.of("the radius is larger than what was asked for");
        }
        double p = needed(settings.radius() * factor() * (1 - 1e-12));
        if (!(p < 1)) {
            return Optional.of("no number of votes proves this radius");
        }
        // P(X ≤ k) is the upper tail of the failures.
        double tail = Tails.logUpper(samples + 1 - successes, samples + 1, 1 - p);
        double evidence = tail - Math.log(samples + 1.0) - Math.log1p(-p) - Tails.logTerm(successes, samples, p);
        if (evidence >= Math.log(2 / alpha) - slack(alpha)) {
            return Optional.empty();
        }
        return samples == settings.estimation()
                ? rare(successes, samples, p, alpha / 2)
                : Optional.of("the evidence of %d of %d votes is %s, below %s"
                        .formatted(successes, samples, Math.exp(evidence), 2 / alpha));
    }

    /** The largest length in the noise's norm of what has length 1 in the claim's. */
    private double factor() {
        return switch (settings.noise()) {
            case GAUSSIAN -> settings.norm() == Norm.LINF ? Math.sqrt(dimension) : 1;
            case UNIFORM ->
                switch (settings.norm()) {
                    case LINF -> dimension;
                    case L2 -> Math.sqrt(dimension);
                    case L1 -> 1;
                };
        };
    }
}
