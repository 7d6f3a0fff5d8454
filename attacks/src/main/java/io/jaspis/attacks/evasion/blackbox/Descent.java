package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.threat.Witness;
import java.util.List;
import java.util.Optional;

/**
 * How near to an example adversarial ones were found, query by query.
 *
 * @param nearest the nearest of all; empty where none was found
 * @param steps each time that a nearer one was found, in their order
 * @param queries that were spent
 */
public record Descent(Optional<Witness> nearest, List<Step> steps, long queries) {
    /**
     * A nearer adversarial example.
     *
     * @param queries after which it was found
     * @param distance in what the attack makes small
     */
    public record Step(long queries, double distance) {}

    public Descent {
        steps = List.copyOf(steps);
    }

    /** The distance of the nearest after so many queries; infinite where there was none yet. */
    public double after(long spent) {
        double distance = Double.POSITIVE_INFINITY;
        for (Step step : steps) {
            distance = step.queries() <= spent ? step.distance() : distance;
        }
        return distance;
    }
}
