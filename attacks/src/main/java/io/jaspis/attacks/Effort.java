package io.jaspis.attacks;

/** How much work attacks and certifiers put in where nobody says it in numbers. */
public enum Effort {
    /** For other radii along a curve, and for a first impression. */
    LOW(20, 1),
    /** For a report. */
    NORMAL(40, 2),
    /** For a last word. */
    HIGH(100, 10);

    private final int steps;
    private final int restarts;

    Effort(int steps, int restarts) {
        this.steps = steps;
        this.restarts = restarts;
    }

    /** Steps of an iterative attack. */
    public int steps() {
        return steps;
    }

    /** Attempts of a randomized attack at each example. */
    public int restarts() {
        return restarts;
    }
}
