package io.jaspis.attacks.evasion.nearest;

import io.jaspis.attacks.Attack;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Witness;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * An attack that looks for the nearest adversarial example. {@link #attack} ends with the first verified one in the
 * threat's set; for distances, of which a median can be told, use
 * {@code attack.nearest(problem, indices, seed, Budget.UNLIMITED, (index, nearest) -> …, () -> false)}.
 */
public interface NearestAttack extends Attack {

    /** What it makes small for such a problem: a norm, or the number of changed elements. */
    Measure measure(Problem problem);

    /**
     * Looks for the nearest adversarial example of each index in the whole range of inputs, whatever the threat's ε, to the
     * search's end. Features and levels are kept, and where the problem has a {@link io.jaspis.threat.Target} that class is
     * reached. An example that is misclassified to begin with has the distance 0.
     *
     * @param seed of all chance in it; the same seed and settings give the same result
     * @param budget what each example may cost; its time limit is the caller's to keep, by {@code stopped}
     * @param listener told of each example as soon as its search is over
     * @param stopped asked now and then; once true, the rest is left undecided
     */
    void nearest(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            NearestListener listener,
            BooleanSupplier stopped);

    /** Told of distances, in the order in which they are found. */
    @FunctionalInterface
    interface NearestListener {
        void decided(int index, Nearest nearest);
    }

    /**
     * The nearest of the adversarial examples that were found of one example.
     *
     * @param witness checked from scratch, with its distance in the threat's norm; empty where none was found
     * @param distance in the attack's {@link #measure}; positive infinity where none was found
     */
    record Nearest(Optional<Witness> witness, double distance, Budget.Spent spent) {}
}
