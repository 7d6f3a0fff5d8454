package io.jaspis.attacks.evasion.nearest;

/**
 * The search for the weight of the scores beside the distance (Carlini &amp; Wagner 2017, section VI-A): ten times as much
 * until a round finds something, and from then on halving between the largest that didn't and the smallest that did.
 */
public final class ConstantSearch {
    /** The least spread of scores for which the authors' constants are large enough. */
    private static final double LEAST = 1e-2;

    /** The authors' first constant. */
    static final double FIRST = 1e-3;

    private static final double LARGEST = 1e10;
    /** Of a round that is cut short: it has to win so much of its loss in each tenth of its steps. */
    private static final double PROGRESS = 0.9999;

    private final int rounds;
    private final int steps;
    private final boolean cutShort;
    private double constant;
    private double lower;
    private double upper = Double.POSITIVE_INFINITY;
    private double formerLoss = Double.POSITIVE_INFINITY;
    private int round;
    private int step;
    private boolean found;

    /** @param cutShort whether a round without progress ends */
    ConstantSearch(double first, int rounds, int steps, boolean cutShort) {
        this.constant = first;
        this.rounds = rounds;
        this.steps = steps;
        this.cutShort = cutShort;
    }

    /**
     * What constants are multiplied by where scores lie so close together that the authors' would never outweigh a distance.
     *
     * @param scores of the example itself, from an offset on
     */
    public static double factor(float[] scores, int at, int classes) {
        double least = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = at; j < at + classes; j++) {
            least = Math.min(least, scores[j]);
            largest = Math.max(largest, scores[j]);
        }
        double spread = largest - least;
        return spread > 0 && spread < LEAST ? Math.min(LEAST / spread, 1e30) : 1;
    }

    double constant() {
        return constant;
    }

    /** The number of steps in this round so far. */
    int step() {
        return step;
    }

    void takeDown(boolean adversarial) {
        found |= adversarial;
    }

    /** Counts a step, which began with this loss; true where the round ends with it. */
    boolean endsRound(double loss) {
        int before = step++;
        if (step >= steps) {
            return true;
        }
        if (cutShort && before % Math.max(1, steps / 10) == 0) {
            boolean stuck = loss > PROGRESS * formerLoss;
            formerLoss = loss;
            return stuck;
        }
        return false;
    }

    /** Turns to the next round's constant; false where that was the last. */
    boolean nextRound() {
        if (found) {
            upper = Math.min(upper, constant);
        } else {
            lower = Math.max(lower, constant);
        }
        constant = upper < Double.POSITIVE_INFINITY ? (lower + upper) / 2 : Math.min(LARGEST, 10 * constant);
        found = false;
        step = 0;
        formerLoss = Double.POSITIVE_INFINITY;
        return ++round < rounds;
    }
}
