package io.jaspis.attacks.evasion.gradient;

/**
 * The balls that a run goes through, each with some of its steps: one alone, or three, of which the first two are wider
 * (Croce &amp; Hein 2021, section 3.4). Where a ball is left, one move brings the best point into the next.
 */
final class ShrinkingBall {
    private static final double[] ONE = {1};
    private static final double[] THREE = {3, 2, 1};
    private final double[] radii;
    private final int[] steps;
    private final int[] starts;

    /** @param shrinking whether there are three, where a step is left for the last of them */
    ShrinkingBall(int steps, boolean shrinking) {
        int wide = (int) Math.ceil(.3 * steps);
        boolean three = shrinking && steps > 2 * wide;
        this.radii = three ? THREE : ONE;
        this.steps = three ? new int[] {wide, wide, steps - 2 * wide} : new int[] {steps};
        this.starts = new int[radii.length];
        for (int ball = 1; ball < starts.length; ball++) {
            starts[ball] = starts[ball - 1] + this.steps[ball - 1] + 1;
        }
    }

    int count() {
        return radii.length;
    }

    /** All moves of a run, those between two balls with them. */
    int moves() {
        return starts[starts.length - 1] + steps[steps.length - 1];
    }

    /** The ball in which the point stands after so many moves. */
    int at(int moves) {
        int ball = 0;
        while (ball + 1 < starts.length && moves >= starts[ball + 1]) {
            ball++;
        }
        return ball;
    }

    /** How many moves there are before the first point of a ball. */
    int start(int ball) {
        return starts[ball];
    }

    /** The radius of a ball as a multiple of the threat's. */
    double radius(int ball) {
        return radii[ball];
    }

    /** The steps in a ball. */
    int steps(int ball) {
        return steps[ball];
    }
}
