package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.attacks.Attack;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Oracle;
import io.jaspis.threat.OracleProblem;
import io.jaspis.threat.Problem;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * An attack that knows of a classifier what it answers, and no more. It attacks a {@link Problem}, whose network is then an
 * oracle of its scores, and any {@link OracleProblem}, which has no network at all.
 *
 * <p>Each example is searched by an {@link Inquiry} of its own. The example itself is the first question: one that is
 * misclassified to begin with is falsified at distance 0. Whatever is asked about thereafter and lies in the example's set is
 * a success if the answer is one: on a problem after {@link io.jaspis.threat.Verification}, on an oracle after it was asked
 * again. All examples' questions of a turn are one batch, and no example's search depends on the others.
 *
 * <p>A query is one input that is asked about. An example costs at most {@link #queries}, and at most what the budget has.
 */
public interface BlackBox extends Attack {

    /** The most queries for an example, whatever the budget; at least 1. */
    long queries();

    /** Whether it reads scores; one that doesn't reads no more than which points are adversarial. */
    boolean readsScores();

    /**
     * Begins the search at an example.
     *
     * @param clean what was answered of the example itself, which is one point, and isn't adversarial; it is written over by the
     *     answers to come
     */
    Inquiry begin(Subject subject, Answers clean);

    /** How many points of the size of an example a search keeps: as many go on together as there is room for. */
    default int kept() {
        return 1;
    }

    @Override
    default boolean followsGradients() {
        return false;
    }

    /** Attacks the network of a problem by its scores alone. */
    @Override
    default void attack(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        try (Oracle oracle = Oracle.of(problem.scores(), problem.device(), problem.batch())) {
            OracleProblem asked =
                    new OracleProblem(oracle, problem.examples(), problem.threat(), problem.target(), problem.batch());
            new Interrogation(this, asked, oracle, seed, Judge.verifying(problem, name()), listener, stopped)
                    .run(indices, budget);
        }
    }

    /**
     * Attacks an oracle. Nothing of it is known but its answers, so each success was asked about twice, of which one query of
     * the budget is kept for the second time. Of one that answers at random a success is what {@link OracleProblem.Noise} says,
     * by as many more queries.
     *
     * @param indices of the examples to attack
     * @param seed of all chance in it
     * @param budget what each example may cost in queries; one that has none beyond what it takes to judge a success survives
     *     unasked. Its time limit is the caller's to keep, by {@code stopped}
     * @param listener told of each example as soon as it is decided
     * @param stopped asked before each batch of questions; once true, the rest is left undecided
     * @throws IllegalArgumentException where the attack reads scores and the oracle tells labels alone, before any query
     * @throws OracleException where the oracle failed; the listener was told of all that was found until then
     */
    default void attack(
            OracleProblem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        if (readsScores() && !problem.oracle().tellsScores()) {
            throw new IllegalArgumentException(name() + " goes by scores, but the oracle tells labels alone");
        }
        // Others may ask it, too.
        Oracle own = problem.oracle().countedAnew();
        new Interrogation(this, problem, own, seed, Judge.asking(problem, own, name(), stopped), listener, stopped)
                .run(indices, budget);
    }
}
