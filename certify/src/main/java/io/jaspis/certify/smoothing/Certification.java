package io.jaspis.certify.smoothing;

import io.jaspis.threat.Logits;

/** What votes prove of the smoothed classifier at one example. */
public sealed interface Certification {

    /**
     * No input within the radius has another likeliest class, unless the samples were unusual in a way that has at most
     * the probability α.
     *
     * @param label the class
     * @param lower a lower bound of its probability under noise
     * @param upper an upper bound of every other class's
     * @param radius in the noise's own norm, open: what is nearer than it
     */
    record Certified(int label, double lower, double upper, double radius) implements Certification {}

    /** The votes don't tell which class is the likeliest, or not by the margin that was asked for. */
    record Abstained() implements Certification {}

    /** The radius, 0 of an abstention. */
    default double proven() {
        return this instanceof Certified certified ? certified.radius() : 0;
    }

    /**
     * From the candidate's votes alone (Cohen et al. 2019, algorithm {@code certify}): every other class has at most
     * the rest.
     */
    static Certification oneSided(Tally tally, Noise noise, double alpha) {
        if (tally.candidate() == Logits.NONE) {
            return new Abstained();
        }
        double lower = ClopperPearson.lower(tally.successes(), tally.samples(), alpha);
        return of(tally.candidate(), lower, 1 - lower, noise);
    }

    /**
     * From the votes of every class: half of α goes to the candidate's lower bound, the rest in equal parts to the
     * upper bounds of all others, because which of them comes next isn't known beforehand. So all bounds hold together.
     * Votes for no class count for each of the others: whoever uses the network may take them for any.
     */
    static Certification twoSided(Tally tally, Noise noise, double alpha) {
        if (tally.candidate() == Logits.NONE) {
            return new Abstained();
        }
        int[] counts = tally.counts();
        double lower = ClopperPearson.lower(tally.successes(), tally.samples(), alpha / 2);
        int next = 0;
        for (int label = 0; label < counts.length; label++) {
            if (label != tally.candidate()) {
                next = Math.max(next, counts[label]);
            }
        }
        int others = Math.max(1, counts.length - 1);
        double upper = ClopperPearson.upper(next + tally.none(), tally.samples(), alpha / 2 / others);
        return of(tally.candidate(), lower, Math.min(upper, 1 - lower), noise);
    }

    private static Certification of(int label, double lower, double upper, Noise noise) {
        return lower > upper ? new Certified(label, lower, upper, noise.radius(lower, upper)) : new Abstained();
    }
}
