package io.jaspis.attacks;

import io.jaspis.threat.Budget;
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

    public static List<Integer> falsified(Map<Integer, Outcome> outcomes) {
        return outcomes.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Outcome.Falsified)
                .map(Map.Entry::getKey)
                .toList();
    }
}
