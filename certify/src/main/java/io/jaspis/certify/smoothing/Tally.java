package io.jaspis.certify.smoothing;

/**
 * What the samples of one example voted.
 *
 * @param candidate the class that the selection chose
 * @param votes the class of each sample of the estimation, in order
 * @param classes the number of classes
 */
public record Tally(int candidate, int[] votes, int classes) {

    /** How many votes each class has. */
    public int[] counts() {
        return counts(votes, classes);
    }

    /** The votes for the candidate. */
    public int successes() {
        return counts()[candidate];
    }

    public int samples() {
        return votes.length;
    }

    static int[] counts(int[] votes, int classes) {
        int[] counts = new int[classes];
        for (int vote : votes) {
            counts[vote]++;
        }
        return counts;
    }

    /** The class with the most votes; the first of several. */
    static int largest(int[] counts) {
        int best = 0;
        for (int i = 1; i < counts.length; i++) {
            if (counts[i] > counts[best]) {
                best = i;
            }
        }
        return best;
    }
}
