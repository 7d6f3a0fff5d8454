package io.jaspis.attacks.search;

import io.jaspis.threat.Feature;
import io.jaspis.threat.Threat;
import java.util.HashMap;
import java.util.Map;

/** Which elements may change, whatever the example. */
public final class MovableElements {
    /** Categories of a group that are as free as each other. */
    private record Category(String group, Feature.Way way, double epsilon) {}

    private MovableElements() {}

    /**
     * Of each element whether the ball of any example has another value of it: none of what is to stay as it is, nor of what has
     * its next value farther away.
     */
    public static boolean[] of(Threat threat, int size) {
        boolean[] moves = new boolean[size];
        Map<Category, Boolean> known = new HashMap<>();
        for (int i = 0; i < size; i++) {
            moves[i] = threat.ofTable() ? changes(threat, i, known) : threat.unit(i) > 0;
        }
        return moves;
    }

    /** A category is held to all others of its group, so those that are alike are looked at once. */
    private static boolean changes(Threat threat, int element, Map<Category, Boolean> known) {
        Feature feature = threat.features().of(element);
        return feature.group() == null
                ? hasRoom(threat, element)
                : known.computeIfAbsent(
                        new Category(feature.group(), feature.way(), feature.epsilon()), _ -> hasRoom(threat, element));
    }

    private static boolean hasRoom(Threat threat, int element) {
        return threat.features().leastRadius(threat.norm(), element) <= threat.epsilon();
    }

    /** How many there are. */
    public static int count(boolean[] moves) {
        int count = 0;
        for (boolean one : moves) {
            count += one ? 1 : 0;
        }
        return count;
    }
}
