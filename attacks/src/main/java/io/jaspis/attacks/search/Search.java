package io.jaspis.attacks.search;

import io.jaspis.autodiff.plan.Batches;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verification;
import io.jaspis.threat.Witness;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;

/**
 * The loop that attacks share, all but the {@link Step}: attempts on examples take the places of a batch, which is
 * evaluated as one; what seems broken is checked from scratch; what isn't moves on, until its moves or its budget are spent.
 *
 * <p>An example that is misclassified to begin with is falsified at distance 0: the first attempt looks at the example
 * itself, before its start where that is another.
 *
 * <p>On one device, what becomes of an example depends on the seed, its index and the settings: not on the threads, nor on
 * the batch and the other examples, as long as the device computes each row of a batch by itself, as the processor does from
 * two rows on.
 */
public final class Search {
    final Problem problem;
    final Verification verification;
    final Settings settings;
    final Method method;

    /**
     * What an attempt is.
     *
     * @param name of the attack, for the witnesses
     * @param moves of each attempt, at least 1
     * @param restarts attempts for each example, at least 1
     * @param randomStart whether an attempt starts anywhere in the ball, else at the example
     * @param targets the class that the example of an index is to get, another than its label; null where any but the
     *     label will do
     * @param looksFirst whether the first attempt evaluates the example itself before it begins, so that steps know its
     *     {@linkplain Attempt#clean clean scores}; a random start has it do so anyway
     */
    public record Settings(
            String name, int moves, int restarts, boolean randomStart, IntUnaryOperator targets, boolean looksFirst) {
        public Settings {
            Objects.requireNonNull(name);
            if (moves < 1 || restarts < 1) {
                throw new IllegalArgumentException(
                        "a search needs at least one move and one restart, but got " + moves + " and " + restarts);
            }
        }

        /** Of steps that need no clean scores. */
        public Settings(String name, int moves, int restarts, boolean randomStart, IntUnaryOperator targets) {
            this(name, moves, restarts, randomStart, targets, false);
        }
    }

    /** Told of examples, in the order in which they are decided. */
    @FunctionalInterface
    public interface Listener {
        /** @param found the adversarial example, checked from scratch; empty where no attempt found one */
        void decided(int index, Optional<Witness> found, Budget.Spent spent);
    }

    public Search(Problem problem, Settings settings, Method method) {
        this(problem, new Verification(problem), settings, method);
    }

    /**
     * One of several searches that share their check.
     *
     * @param verification of this problem
     */
    public Search(Problem problem, Verification verification, Settings settings, Method method) {
        this.problem = Objects.requireNonNull(problem);
        this.verification = Objects.requireNonNull(verification);
        this.settings = Objects.requireNonNull(settings);
        this.method = Objects.requireNonNull(method);
    }

    /**
     * Attacks the examples of these indices.
     *
     * @param seed of the starts; chance in the step is the step's
     * @param budget what each example may cost; its time limit is the caller's to keep, by {@code stopped}
     * @param stopped asked before each evaluation; once true, the rest is left undecided
     */
    public void run(List<Integer> indices, long seed, Budget budget, Listener listener, BooleanSupplier stopped) {
        run(null, indices, seed, budget, listener, stopped);
    }

    /**
     * The same on executions that outlive the search, for several searches of one graph.
     *
     * @param batches of the method's graph, for the batch of the problem; the method carries nothing
     */
    public void on(
            Batches batches,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        if (batches.graph() != method.graph() || !method.carried().isEmpty()) {
            throw new IllegalArgumentException(
                    "a search goes on with executions of its own graph, and carries nothing");
        }
        run(batches, indices, seed, budget, listener, stopped);
    }

    /** @param batches null for executions of this run alone */
    private void run(
            Batches batches,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        if (method.affordable(budget) == 0) {
            indices.forEach(index -> listener.decided(index, Optional.empty(), Budget.Spent.NOTHING));
            return;
        }
        if (indices.isEmpty()) {
            return;
        }
        Queue<Attempt> waiting = new ArrayDeque<>();
        indices.forEach(index -> waiting.add(first(index)));
        int most = Math.min(problem.batch(), indices.size());
        int begun = batches == null ? most : Math.min(problem.batch(), batches.near(most));
        Places<Attempt> places = new Places<>(begun, waiting);
        try (Table table = batches == null
                ? new Table(method.graph(), problem.device(), places.count(), method.carried())
                : new Table(batches, places.count())) {
            new Run(this, places, table, seed, method.affordable(budget), listener).run(stopped);
        }
    }

    private Attempt first(int index) {
        int label = problem.examples().label(index);
        int target =
                settings.targets() == null ? Logits.NONE : settings.targets().applyAsInt(index);
        if (settings.targets() != null && (target == label || target < 0 || target >= problem.classes())) {
            throw new IllegalArgumentException("the target of example " + index
                    + " must be another class than its label " + label + ", but is " + target);
        }
        return new Attempt(index, label, target, settings.randomStart() || settings.looksFirst());
    }
}
