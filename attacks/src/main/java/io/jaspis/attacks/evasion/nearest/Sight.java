package io.jaspis.attacks.evasion.nearest;

import io.jaspis.threat.Logits;

/** What an evaluation tells of the point at which a deviation settled. */
final class Sight {
    private final int classes;
    private final float[] scores;
    private final float[][] gradients;
    private Neighbourhood around;
    private float[] settled;
    private int scoresAt;
    private int gradientsAt;
    private int first;
    private boolean adversarial;

    /** Over the columns of a table: the scores and gradients of all places. */
    Sight(int classes, float[] scores, float[][] gradients) {
        this.classes = classes;
        this.scores = scores;
        this.gradients = gradients;
    }

    /** Turns to another place, where the scores and gradients begin there. */
    void turn(Neighbourhood newAround, float[] newSettled, int newScoresAt, int newGradientsAt, boolean broken) {
        around = newAround;
        settled = newSettled;
        scoresAt = newScoresAt;
        gradientsAt = newGradientsAt;
        adversarial = broken;
    }

    /** Tells which of a point's slopes is the first of those that are there. */
    void showing(int slope) {
        first = slope;
    }

    /** Which of the point's slopes is the first of those that are there. */
    int first() {
        return first;
    }

    /** How many slopes are there. */
    int slopes() {
        return gradients.length;
    }

    float score(int of) {
        return scores[scoresAt + of];
    }

    void copyScores(float[] destination) {
        System.arraycopy(scores, scoresAt, destination, 0, classes);
    }

    /** The largest score but that of a class, and its class. */
    int rival(int of) {
        int best = of == 0 ? 1 : 0;
        for (int j = 0; j < classes; j++) {
            best = j != of && score(j) > score(best) ? j : best;
        }
        return best;
    }

    /**
     * How far the point is from being adversarial by its scores: the label's lead over the largest other or over the class
     * that is aimed at, or the largest other's over the target; at most 0 where it is.
     */
    double lead(Start start) {
        if (start.target() != Logits.NONE) {
            return (double) score(rival(start.target())) - score(start.target());
        }
        int rival = start.aim() == Logits.NONE ? rival(start.label()) : start.aim();
        return (double) score(start.label()) - score(rival);
    }

    /** Whether the point is what is looked for: another class than the label, or the target. */
    boolean adversarial() {
        return adversarial;
    }

    /** The deviation of the point: where not every value is allowed, another than the walk's. */
    float[] settled() {
        return settled;
    }

    /** A gradient in deviations, by its number among those that are there; what is no number is 0. */
    void slope(int number, float[] slope) {
        around.slope(gradients[number], gradientsAt, slope);
    }
}
