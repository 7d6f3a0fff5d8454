package io.jaspis.certify.smoothing;

import io.jaspis.check.SmoothingCertificate.Settings;

/**
 * How many samples to take of an example, and with what confidence to speak of it.
 *
 * @param selection n₀: samples from which the class is chosen
 * @param estimation n: other samples, from which its probability is bounded; the most where sampling is adaptive
 * @param alpha α: the probability that a certificate is wrong, over the noise; from {@link #LEAST} to {@link Settings#MOST_ALPHA}
 */
public record Sampling(int selection, int estimation, double alpha) {
    /** The least α: its shares by examples and classes are still full numbers, on which bounds hold. */
    public static final double LEAST = 1e-290;

    public Sampling {
        if (selection < 1 || estimation < 1 || (long) selection + estimation > NoisyVotes.MOST) {
            throw new IllegalArgumentException("n0 and n must be at least 1 and together at most " + NoisyVotes.MOST
                    + ", but are " + selection + " and " + estimation);
        }
        if (!(alpha >= LEAST && alpha <= Settings.MOST_ALPHA)) {
            throw new IllegalArgumentException("α must be at least " + LEAST + " and at most " + Settings.MOST_ALPHA
                    + ", but is " + alpha + ": a certificate that is wrong as often as not says nothing");
        }
    }

    /** The α of each of so many examples with which all certificates hold together with probability 1 − α (Bonferroni). */
    double jointly(int examples) {
        return alpha / examples;
    }
}
