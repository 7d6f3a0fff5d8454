package io.jaspis.certify.smoothing;

/**
 * How many samples to take of an example, and with what confidence to speak of it.
 *
 * @param selection n₀: samples from which the class is chosen
 * @param estimation n: other samples, from which its probability is bounded; the most where sampling is adaptive
 * @param alpha α: the probability that a certificate is wrong, over the noise
 */
public record Sampling(int selection, int estimation, double alpha) {
    public Sampling {
        if (selection < 1 || estimation < 1 || (long) selection + estimation > NoisyVotes.MOST) {
            throw new IllegalArgumentException("n0 and n must be at least 1 and together at most " + NoisyVotes.MOST
                    + ", but are " + selection + " and " + estimation);
        }
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("α must be above 0 and below 1, but is " + alpha);
        }
    }

    /** For each of so many examples, such that all certificates hold together with probability 1 − α (Bonferroni). */
    public Sampling jointly(int examples) {
        return new Sampling(selection, estimation, alpha / examples);
    }
}
