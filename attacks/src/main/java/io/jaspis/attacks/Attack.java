package io.jaspis.attacks;

import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A search for adversarial examples. What it reports broken is confirmed by {@link io.jaspis.threat.Verification} first,
 * which gives the {@link io.jaspis.threat.Witness}; an audit checks it once more, and warns of what fails and doesn't count. Several
 * threads may call an attack at once: what it needs for a call isn't kept in fields.
 */
public interface Attack {

    /** The name, for reports; not null. */
    String name();

    /** What its outcomes depend on beside problem and seed, by name, for reports; values are numbers (none is NaN), words or truth values. */
    default Map<String, Object> parameters() {
        return Map.of();
    }

    /** What of other examples the outcome of one hangs on, in the order in which that is more. */
    enum Company {
        /** Nothing: examples can be attacked in parts that know nothing of each other, with the same outcomes. */
        NONE,
        /** Other examples of the problem whose elements there are, attacked or not, such as to start from. */
        PROBLEM,
        /** The other examples of a call. */
        CALL;

        /** The most that one of these attacks has. */
        public static Company of(List<Attack> attacks) {
            return attacks.stream()
                    .map(Attack::company)
                    .max(Comparator.naturalOrder())
                    .orElse(NONE);
        }
    }

    /** What of other examples the outcome of one hangs on; an attack that says nothing looks at none. */
    default Company company() {
        return Company.NONE;
    }

    /** Whether it follows gradients of the network that it attacks; one that says nothing does. */
    default boolean followsGradients() {
        return true;
    }

    /**
     * Attacks the examples of these indices. Where the problem has a {@link io.jaspis.threat.Target}, an example counts as
     * broken only where that class is reached.
     *
     * @param seed of all chance in it; the same seed and settings give the same outcomes
     * @param budget what each example may cost; its time limit is the caller's to keep, by {@code stopped}
     * @param listener told of each example of these indices once, as soon as it is decided: one that is passed over would count as
     *     unbroken, so an attack that does that, without being stopped, is refused
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
