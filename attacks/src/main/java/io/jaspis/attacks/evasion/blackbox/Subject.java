package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.attacks.search.Projection;
import io.jaspis.autodiff.data.Picture;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Threat;
import java.util.Optional;

/**
 * An example under attack.
 *
 * @param index of the example
 * @param label its class
 * @param target the class that it is to get; {@link Logits#NONE} where any but the label will do
 * @param x its elements, not to be changed
 * @param picture where its pixels stand, if it is a picture
 * @param threat what it can become
 * @param projection back to that; one for all examples of a thread
 * @param chance of this example and attack alone
 */
public record Subject(
        int index,
        int label,
        int target,
        float[] x,
        Optional<Picture> picture,
        Threat threat,
        Projection projection,
        Chance chance) {

    public boolean targeted() {
        return target != Logits.NONE;
    }

    /** The number of elements. */
    public int size() {
        return x.length;
    }

    /** Whether it is a row of a table, each of whose features is of a kind of its own. */
    public boolean row() {
        return threat.ofTable();
    }
}
