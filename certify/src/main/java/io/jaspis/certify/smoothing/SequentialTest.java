package io.jaspis.certify.smoothing;

import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * Whether a probability is above a threshold p₀, looked at while the samples come, and given up as soon as it is known
 * or out of reach. With probability 1 − α it never says so of a probability that isn't.
 *
 * <p>Half of α goes to a nonnegative supermartingale, the beta-binomial mixture of likelihood ratios (Robbins 1970;
 * Ville's inequality), and half to the Clopper–Pearson bound at the last sample. Derived in {@code
 * docs/decisions/005-randomized-smoothing.md}.
 */
public final class SequentialTest {
    /** Samples between two looks: a look costs a few incomplete beta functions, less than a sample. */
    static final int LOOK = 10;

    /** More than the library's error in a logarithm of the evidence. */
    private static final double SLACK = 1e-6;

    /** What is known. */
    public enum Decision {
        /** Not yet. */
        OPEN,
        /** The probability is above the threshold. */
        PROVEN,
        /** It isn't, or so nearly that the samples allowed can't show it. */
        OUT_OF_REACH
    }

    private final double threshold;
    private final double alpha;
    private final int most;
    private final int tolerable;
    private int samples;
    private int successes;
    private Decision decision;

    /**
     * @param threshold p₀, at least 0; from 1 on it is out of reach at once
     * @param alpha the probability of a wrong {@link Decision#PROVEN}; also that of giving up what is above the
     *     threshold because of evidence against it
     * @param most the samples allowed, at least 1
     */
    public SequentialTest(double threshold, double alpha, int most) {
        if (!(threshold >= 0) || most < 1) {
            throw new IllegalArgumentException("a threshold of " + threshold + " and " + most + " samples");
        }
        this.threshold = threshold;
        this.alpha = alpha;
        this.most = most;
        this.tolerable = tolerable();
        this.decision = tolerable < 0 ? Decision.OUT_OF_REACH : Decision.OPEN;
    }

    /** Takes one sample more, while the decision is open. */
    public Decision observe(boolean success) {
        if (decision != Decision.OPEN) {
            throw new IllegalStateException("decided already: " + decision);
        }
        samples++;
        successes += success ? 1 : 0;
        if (samples - successes > tolerable) {
            decision = Decision.OUT_OF_REACH;
        } else if (samples == most) {
            decision = provenBy(successes, samples, most, threshold, alpha) ? Decision.PROVEN : Decision.OUT_OF_REACH;
        } else if (samples % LOOK == 0) {
            decision = look();
        }
        return decision;
    }

    private Decision look() {
        if (provenBy(successes, samples, most, threshold, alpha)) {
            return Decision.PROVEN;
        }
        return logEvidenceBelow(successes, samples, threshold) >= -Math.log(alpha) + SLACK
                ? Decision.OUT_OF_REACH
                : Decision.OPEN;
    }

    /** Whether so many successes prove the threshold at this moment. */
    static boolean provenBy(int successes, int samples, int most, double threshold, double alpha) {
        return logEvidenceAbove(successes, samples, threshold) >= Math.log(2 / alpha) + SLACK
                || samples == most && ClopperPearson.lower(successes, samples, alpha / 2) >= threshold;
    }

    /**
     * The logarithm of the mixture over a uniform θ in (p₀, 1) of the likelihood ratios of θ to p₀: a supermartingale
     * where the probability is at most p₀.
     */
    static double logEvidenceAbove(int successes, int samples, double threshold) {
        double a = successes + 1.0;
        double b = samples - successes + 1.0;
        return LogBeta.value(a, b)
                + Math.log(RegularizedBeta.complement(threshold, a, b))
                - Math.log1p(-threshold)
                - logLikelihood(successes, samples, threshold);
    }

    /** The same over (0, p₀): evidence that the probability is below the threshold. */
    static double logEvidenceBelow(int successes, int samples, double threshold) {
        double a = successes + 1.0;
        double b = samples - successes + 1.0;
        return threshold == 0
                ? Double.NEGATIVE_INFINITY
                : LogBeta.value(a, b)
                        + Math.log(RegularizedBeta.value(threshold, a, b))
                        - Math.log(threshold)
                        - logLikelihood(successes, samples, threshold);
    }

    private static double logLikelihood(int successes, int samples, double p) {
        int failures = samples - successes;
        return (successes == 0 ? 0 : successes * Math.log(p)) + (failures == 0 ? 0 : failures * Math.log1p(-p));
    }

    /**
     * The most failures with which the last sample can still prove the threshold, or −1. Each success raises the
     * evidence, so with more failures no earlier sample can either.
     */
    private int tolerable() {
        if (threshold >= 1) {
            return -1;
        }
        int low = -1;
        int high = most;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (provenBy(most - middle, most, most, threshold, alpha)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    public Decision decision() {
        return decision;
    }

    public int samples() {
        return samples;
    }
}
