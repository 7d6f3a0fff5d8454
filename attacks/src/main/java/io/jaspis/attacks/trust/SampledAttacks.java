package io.jaspis.attacks.trust;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackSeeds;
import io.jaspis.attacks.CheckedAttack;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Search;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Confirmation;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * What attacks find of some examples.
 *
 * @param problem with the balls that are attacked
 * @param indices of the examples
 * @param seed of all chance
 */
record SampledAttacks(Problem problem, List<Integer> indices, long seed) {
    /** Whether none of these attacks gets beyond a first answer on the first of them. */
    boolean spendNothing(List<Attack> attacks, Budget budget, BooleanSupplier stopped) {
        List<Budget.Spent> spent = new ArrayList<>();
        List<Long> seeds = AttackSeeds.of(seed, attacks);
        for (int place = 0; place < seeds.size(); place++) {
            new CheckedAttack(attacks.get(place))
                    .attack(
                            problem,
                            indices.subList(0, 1),
                            seeds.get(place),
                            budget,
                            (_, outcome) -> spent.add(outcome.spent()),
                            stopped);
        }
        // A first answer is that of the example itself, or of a single point.
        return spent.stream().allMatch(one -> one.gradients() + one.queries() <= 1 && one.domains() == 0);
    }

    /** How many random points break, of so many in each ball. */
    int brokenByChance(int points, BooleanSupplier stopped) {
        Set<Integer> broken = new TreeSet<>();
        Method method =
                new Method(scores(), new Budget.Spent(0, 1, 0), table -> new RandomPoints(problem, seed, table));
        Search.Settings attempts =
                new Search.Settings("check", points, 1, false, problem.targeted() ? problem::target : null);
        new Search(problem, attempts, method)
                .run(
                        indices,
                        seed,
                        Budget.UNLIMITED,
                        (index, found, _) -> {
                            if (found.isPresent()) {
                                broken.add(index);
                            }
                        },
                        stopped);
        return broken.size();
    }

    private Graph scores() {
        Graph network = problem.scores();
        Trace trace = new Trace();
        Value x = trace.input(Method.X, network.input(network.onlyInput()).type());
        Value scores = trace.inline(network, Map.of(network.onlyInput(), x)).get(network.onlyOutput());
        return trace.graph(Method.SCORES, scores.flatten());
    }

    /** How many these attacks break, each on what those before it left. */
    int broken(List<Attack> attacks, Budget budget, BooleanSupplier stopped) {
        return broken(attacks, AttackSeeds.of(seed, attacks), budget, stopped);
    }

    /** The same with a seed for each attack. */
    int broken(List<Attack> attacks, List<Long> seeds, Budget budget, BooleanSupplier stopped) {
        return indices.size() - left(attacks, seeds, budget, stopped).size();
    }

    /** Those that these attacks leave. */
    Set<Integer> left(List<Attack> attacks, Budget budget, BooleanSupplier stopped) {
        return left(attacks, AttackSeeds.of(seed, attacks), budget, stopped);
    }

    private Set<Integer> left(List<Attack> attacks, List<Long> seeds, Budget budget, BooleanSupplier stopped) {
        Set<Integer> left = new TreeSet<>(indices);
        Confirmation confirmation = new Confirmation(problem);
        for (int place = 0; place < attacks.size() && !left.isEmpty(); place++) {
            Map<Integer, Witness> claims = new TreeMap<>();
            new CheckedAttack(attacks.get(place))
                    .attack(
                            problem,
                            List.copyOf(left),
                            seeds.get(place),
                            budget,
                            (index, outcome) -> {
                                if (outcome instanceof Outcome.Falsified(Witness claim, var _)) {
                                    claims.put(index, claim);
                                }
                            },
                            stopped);
            left.removeIf(index -> claims.containsKey(index)
                    && confirmation.of(index, claims.get(index)).isPresent());
        }
        return left;
    }
}
