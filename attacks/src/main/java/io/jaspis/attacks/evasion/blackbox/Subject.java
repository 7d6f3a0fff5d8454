package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.tensor.Shape;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Threat;

/**
 * An example under attack.
 *
 * @param index of the example
 * @param label its class
 * @param target the class that it is to get; {@link Logits#NONE} where any but the label will do
 * @param x its elements, not to be changed
 * @param shape of an input: the examples' own, or the oracle's where that has more axes
 * @param threat what it can become
 * @param chance of this example and attack alone
 */
public record Subject(int index, int label, int target, float[] x, Shape shape, Threat threat, Chance chance) {

    public boolean targeted() {
        return target != Logits.NONE;
    }

    /** The number of elements. */
    public int size() {
        return x.length;
    }

    /** The channels of a picture {@code [channels, height, width]}; 1 of anything else. */
    public int channels() {
        return shape.rank() == 3 ? shape.extent(0) : 1;
    }

    /** The height of a picture; 1 of what has no two axes. */
    public int height() {
        return shape.rank() == 2 || shape.rank() == 3 ? shape.extent(shape.rank() - 2) : 1;
    }

    /** The width of a picture, else the number of elements. */
    public int width() {
        return size() / channels() / height();
    }
}
