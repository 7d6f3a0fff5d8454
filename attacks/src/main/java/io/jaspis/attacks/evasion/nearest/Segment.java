package io.jaspis.attacks.evasion.nearest;

import io.jaspis.threat.Logits;

/**
 * The search of the segment from an example to the nearest adversarial point that an attempt has found (Croce &amp; Hein
 * 2020, section 2.4): halved not in the middle but where the scores draw level if they are linear in between.
 */
final class Segment {
    /** A little beyond, so that rounding doesn't decide. */
    private static final double BEYOND = 1e-3;

    private final Start start;
    private final int steps;
    private final float[] best;
    private final float[] outer;
    private float[] inner;
    private double bestLength = Double.POSITIVE_INFINITY;
    private double inside;
    private double outside = 1;
    private double middle;
    private int taken;
    private boolean begun;

    /** @param steps evaluations at most */
    Segment(Start start, int steps) {
        this.start = start;
        this.steps = steps;
        this.best = new float[start.size()];
        this.outer = new float[start.clean().length];
        this.inner = start.clean();
    }

    /** Takes an adversarial point where it is nearer than those before. */
    void take(Sight sight, float[] point, double length) {
        if (length < bestLength) {
            bestLength = length;
            System.arraycopy(point, 0, best, 0, best.length);
            sight.copyScores(outer);
        }
    }

    boolean begun() {
        return begun;
    }

    /** Writes the first point; false where there is nothing to search. */
    boolean begin(float[] point) {
        begun = true;
        return bestLength < Double.POSITIVE_INFINITY && next(point);
    }

    /** Writes the next point; false where the search is over. */
    boolean advance(Sight sight, float[] point) {
        taken++;
        if (sight.adversarial()) {
            outside = middle;
            sight.copyScores(outer);
        } else {
            inside = middle;
            inner = inner == start.clean() ? new float[outer.length] : inner;
            sight.copyScores(inner);
        }
        return next(point);
    }

    private boolean next(float[] point) {
        double above = lead(outer);
        double below = lead(inner);
        // Written so that NaN ends it.
        if (taken >= steps || !(above > 0 && below < 0)) {
            return false;
        }
        double crossing = inside + (outside - inside) * (-below / (above - below));
        middle = crossing + BEYOND * (outside - crossing);
        for (int i = 0; i < point.length; i++) {
            point[i] = (float) (middle * best[i]);
        }
        return true;
    }

    /** By how much the class that is reached at the outer end leads. */
    private double lead(float[] scores) {
        if (start.target() != Logits.NONE) {
            return (double) scores[start.target()] - scores[largestBut(scores, start.target())];
        }
        return (double) scores[largestBut(outer, start.label())] - scores[start.label()];
    }

    private static int largestBut(float[] scores, int aside) {
        int best = aside == 0 ? 1 : 0;
        for (int j = 0; j < scores.length; j++) {
            best = j != aside && scores[j] > scores[best] ? j : best;
        }
        return best;
    }
}
