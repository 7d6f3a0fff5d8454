package io.jaspis.attacks;

import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A search for adversarial examples. */
public interface Attack {

    /** The name, for reports. */
    String name();

    /** What its outcomes depend on beside problem and seed, by name, for reports; values are numbers, words or truth values. */
    default Map<String, Object> parameters() {
        return Map.of();
    }

    /**
     * Attacks the examples of these indices. Where the problem has a {@link io.jaspis.threat.Target}, an example counts as
     * broken only where that class is reached.
     *
     * @param seed of all chance in it; the same seed and settings give the same outcomes
     * @param budget what each example may cost; its time limit is the caller's to keep, by {@code stopped}
     * @param listener told of each example as soon as it is decided
     * @param stopped asked now and then; once true, the rest is left undecided
     */
    void attack(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped);

    /** Told of outcomes, in the order in which they are decided. */
    @FunctionalInterface
    interface Listener {
        void decided(int index, Outcome outcome);
    }
}
