package io.jaspis.certify.smoothing;

import io.jaspis.threat.Logits;
import java.util.Arrays;
import java.util.Objects;

/**
 * What the samples of one example voted. A vote for no class, {@link Logits#NONE}, counts as a sample, but for nobody.
 *
 * @param candidate the class that the selection chose; {@link Logits#NONE} where no vote of it was for a class
 * @param votes the class of each sample of the estimation, in order, or {@link Logits#NONE}; it has a copy of them and gives copies
 * @param classes the number of classes
 */
public record Tally(int candidate, int[] votes, int classes) {
    public Tally {
        votes = votes.clone();
        requireClass(candidate, classes);
        for (int vote : votes) {
            requireClass(vote, classes);
        }
    }

    /** A copy of the votes. */
    @Override
    public int[] votes() {
        return votes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tally tally
                && candidate == tally.candidate
                && Arrays.equals(votes, tally.votes)
                && classes == tally.classes;
    }

    @Override
    public int hashCode() {
        return Objects.hash(candidate, Arrays.hashCode(votes), classes);
    }

    private static void requireClass(int one, int classes) {
        if (one != Logits.NONE && (one < 0 || one >= classes)) {
            throw new IllegalArgumentException(
                    "a vote for class " + one + " can't be: they go from 0 to " + (classes - 1));
        }
    }

    /** How many votes each class has. */
    public int[] counts() {
        return counts(votes, classes);
    }

    /** The votes for the candidate; 0 where there is none. */
    public int successes() {
        return candidate == Logits.NONE ? 0 : counts()[candidate];
    }

    /** The votes for no class. */
    public int none() {
        return none(votes);
    }

    public int samples() {
        return votes.length;
    }

    static int none(int[] votes) {
        int none = 0;
        for (int vote : votes) {
            none += vote == Logits.NONE ? 1 : 0;
        }
        return none;
    }

    static int[] counts(int[] votes, int classes) {
        int[] counts = new int[classes];
        for (int vote : votes) {
            if (vote != Logits.NONE) {
                counts[vote]++;
            }
        }
        return counts;
    }

    /** The class with the most votes; the first of several, and {@link Logits#NONE} where none has a vote. */
    static int largest(int[] counts) {
        int best = Logits.NONE;
        int most = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > most) {
                best = i;
                most = counts[i];
            }
        }
        return best;
    }
}
