package io.jaspis.attacks.evasion.nearest;

import io.jaspis.threat.Problem;
import io.jaspis.threat.Witness;
import java.util.Optional;

/** The search around one example. */
final class Trial {
    final int index;
    final int label;
    final int target;
    /** Null until the example itself has been looked at. */
    Neighbourhood around;

    float[] clean;
    /** The deviation that was evaluated last. */
    float[] settled;

    Walk walk;
    int attempt;
    /** Which part of the point's slopes was asked for last. */
    int part;

    long evaluations;
    /** The least length of an adversarial point, checked or not. */
    double least = Double.POSITIVE_INFINITY;
    /** That of the witness. */
    double checked = Double.POSITIVE_INFINITY;

    Optional<Witness> witness = Optional.empty();
    /** A point that is nearer than the witness by so little that it is checked at the end; null where there is none. */
    float[] unchecked;

    double uncheckedLength = Double.POSITIVE_INFINITY;

    Trial(Problem problem, int index) {
        this.index = index;
        this.label = problem.examples().label(index);
        this.target = problem.target(index);
    }
}
