package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.threat.Budget;
import io.jaspis.threat.Oracle;
import io.jaspis.threat.Problem;
import io.jaspis.threat.samples.Nets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What attacks make of examples. */
public final class Outcomes {
    private Outcomes() {}

    /** The outcome of each example; fails where one is decided twice. */
    public static Map<Integer, Outcome> of(Attack attack, Problem problem, List<Integer> indices, long seed) {
        return of(attack, problem, indices, seed, Budget.UNLIMITED);
    }

    public static Map<Integer, Outcome> of(
            Attack attack, Problem problem, List<Integer> indices, long seed, Budget budget) {
        Map<Integer, Outcome> outcomes = new TreeMap<>();
        attack.attack(
                problem,
                indices,
                seed,
                budget,
                (index, outcome) -> {
                    if (outcomes.put(index, outcome) != null) {
                        throw new AssertionError("example " + index + " is decided twice");
                    }
                },
                () -> false);
        return outcomes;
    }

    public static Map<Integer, Outcome> of(Attack attack, Problem problem, long seed) {
        return of(attack, problem, Nets.all(problem), seed);
    }

    /**
     * Fails where an oracle of a problem's network didn't fall as the network did, for one query more.
     *
     * @param oracle that was asked by nobody else
     */
    public static void assertAsTheNetwork(Map<Integer, Outcome> known, Map<Integer, Outcome> asked, Oracle oracle) {
        assertEquals(known.keySet(), asked.keySet());
        known.forEach((index, outcome) -> {
            if (outcome instanceof Outcome.Falsified a && asked.get(index) instanceof Outcome.Falsified b) {
                assertArrayEquals(a.witness().x(), b.witness().x());
                assertEquals(a.witness().prediction(), b.witness().prediction());
                assertEquals(a.witness().distance(), b.witness().distance());
                assertEquals(a.witness().attack(), b.witness().attack());
                assertEquals(a.spent().queries() + 1, b.spent().queries());
            } else {
                assertEquals(outcome, asked.get(index));
            }
        });
        assertEquals(oracle.queries(), queries(asked));
    }

    /** What was asked of all examples together. */
    public static long queries(Map<Integer, Outcome> outcomes) {
        return outcomes.values().stream()
                .mapToLong(outcome -> outcome.spent().queries())
                .sum();
    }

    public static List<Integer> falsified(Map<Integer, Outcome> outcomes) {
        return outcomes.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Outcome.Falsified)
                .map(Map.Entry::getKey)
                .toList();
    }
}
