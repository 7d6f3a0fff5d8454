package io.jaspis.defend.training;

/** Where an inner maximisation starts. */
public enum Start {
    /** At the example. */
    EXAMPLE,
    /** Anywhere in the ball, each point as likely. */
    BALL,
    /** Beside the example, by normal noise of a thousandth of the range: where a divergence from the example has a slope. */
    BESIDE
}
