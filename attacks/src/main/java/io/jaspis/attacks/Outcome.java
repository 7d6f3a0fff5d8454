package io.jaspis.attacks;

/** What an attack found of one example. */
public sealed interface Outcome {

    /**
     * An adversarial example, checked from scratch.
     *
     * @param x the input, inside the ball and the range
     * @param prediction the class that the network gives it, not the label; {@link Logits#NONE} where an output is NaN
     * @param distance to the example, in the threat's norm
     * @param attack the name of what found it
     */
    record Falsified(float[] x, int prediction, double distance, String attack) implements Outcome {}

    /** Nothing found, which proves nothing. */
    record Survived() implements Outcome {}
}
