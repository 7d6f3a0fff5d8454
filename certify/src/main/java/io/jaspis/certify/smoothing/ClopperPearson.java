package io.jaspis.certify.smoothing;

import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * One-sided confidence bounds of a binomial probability that hold for every sample size (Clopper &amp; Pearson 1934):
 * the tail that the library computes is searched for its crossing of α, and the near side is returned.
 */
public final class ClopperPearson {
    /** More than the library's relative error in a tail of up to ten million samples. */
    private static final double ROOM = 1e-9;

    /** The same of more samples, for each of them. */
    private static final double ROOM_OF_A_SAMPLE = 1e-16;

    private ClopperPearson() {}

    /**
     * The largest p for which so many successes or more have at most the probability α: with probability 1 − α, the
     * true one is above it.
     *
     * @param successes from 0 to {@code samples}
     * @param alpha above 0 and below 1
     */
    public static double lower(int successes, int samples, double alpha) {
        check(successes, samples, alpha);
        if (successes == 0) {
            return 0;
        }
        // P(X ≥ k | p) is the distribution function of Beta(k, n − k + 1) at p.
        double most = alpha * (1 - Math.max(ROOM, ROOM_OF_A_SAMPLE * samples));
        BetaDistribution tail = BetaDistribution.of(successes, samples - successes + 1.0);
        double below = 0;
        double above = 1;
        for (double middle = 0.5; below < middle && middle < above; middle = (below + above) / 2) {
            if (tail.cumulativeProbability(middle) <= most) {
                below = middle;
            } else {
                above = middle;
            }
        }
        return below;
    }

    /** The upper bound: with probability 1 − α, the true probability is below it. */
    public static double upper(int successes, int samples, double alpha) {
        check(successes, samples, alpha);
        return Math.min(1, Math.nextUp(1 - lower(samples - successes, samples, alpha)));
    }

    /** The probability of an outcome at least as far from the half, where each of the two is as likely. */
    public static double twoSidedHalf(int successes, int samples) {
        check(successes, samples, 0.5);
        int more = Math.max(successes, samples - successes);
        return samples == 0
                ? 1
                : Math.min(1, 2 * BinomialDistribution.of(samples, 0.5).survivalProbability(more - 1));
    }

    private static void check(int successes, int samples, double alpha) {
        if (successes < 0 || successes > samples) {
            throw new IllegalArgumentException(successes + " successes of " + samples + " samples");
        }
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("α must be above 0 and below 1, but is " + alpha);
        }
    }
}
