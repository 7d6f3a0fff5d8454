package io.jaspis.audit;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackSeeds;
import io.jaspis.attacks.Outcome;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Witness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Attacks one after the other, each on what those before it left.
 *
 * @param seed of all; each attack draws from {@linkplain AttackSeeds one of its own}
 * @param budget of each attack for each example
 * @param phases where the time of each is counted
 */
record Assault(List<Attack> attacks, long seed, Budget budget, BooleanSupplier stopped, Phases phases) {

    /** What they break of these examples. */
    Map<Integer, Witness> on(Problem problem, List<Integer> indices) {
        Map<Integer, Witness> broken = new HashMap<>();
        List<Integer> left = new ArrayList<>(indices);
        List<Long> seeds = AttackSeeds.of(seed, attacks);
        for (int place = 0; place < attacks.size(); place++) {
            Attack attack = attacks.get(place);
            long own = seeds.get(place);
            if (left.isEmpty() || stopped.getAsBoolean()) {
                break;
            }
            phases.of(
                    Phase.Part.ATTACK,
                    attack.name(),
                    () -> attack.attack(
                            problem,
                            List.copyOf(left),
                            own,
                            budget,
                            (index, outcome) -> {
                                phases.spend(index, outcome.spent());
                                // An attack that knows no targets may have reached another class.
                                if (outcome instanceof Outcome.Falsified falsified
                                        && (!problem.targeted()
                                                || falsified.witness().prediction() == problem.target(index))) {
                                    broken.put(index, falsified.witness());
                                }
                            },
                            stopped));
            left.removeAll(broken.keySet());
        }
        return broken;
    }
}
