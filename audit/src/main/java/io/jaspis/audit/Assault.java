package io.jaspis.audit;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackSeeds;
import io.jaspis.attacks.CheckedAttack;
import io.jaspis.attacks.Outcome;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Confirmation;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Witness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Attacks one after the other, each on what those before it left.
 *
 * @param seed of all; each attack draws from {@linkplain AttackSeeds one of its own}
 * @param budget of each attack for each example
 * @param phases where the time of each is counted
 */
record Assault(List<Attack> attacks, long seed, Budget budget, BooleanSupplier stopped, Phases phases) {

    /**
     * A broken example.
     *
     * @param tried the name of the one of these attacks that broke it: the witness names the one that this is made of
     */
    record Break(Witness witness, String tried) {}

    /**
     * What they break of these examples. What an attack finds counts where a check of its own confirms it; an attack that doesn't
     * tell of each example once is refused, since what it passes over would count as unbroken.
     */
    Map<Integer, Break> on(Problem problem, List<Integer> indices) {
        Map<Integer, Break> broken = new HashMap<>();
        List<Integer> left = new ArrayList<>(indices);
        List<Long> seeds = AttackSeeds.of(seed, attacks);
        Confirmation confirmation = new Confirmation(problem);
        for (int place = 0; place < attacks.size(); place++) {
            Attack attack = attacks.get(place);
            long own = seeds.get(place);
            if (left.isEmpty() || stopped.getAsBoolean()) {
                break;
            }
            phases.of(Phase.Part.ATTACK, attack.name(), () -> {
                Map<Integer, Witness> found = new TreeMap<>();
                new CheckedAttack(attack)
                        .attack(
                                problem,
                                List.copyOf(left),
                                own,
                                budget,
                                (index, outcome) -> {
                                    phases.spend(index, outcome.spent());
                                    if (outcome instanceof Outcome.Falsified(Witness witness, var _)) {
                                        found.put(index, witness);
                                    }
                                },
                                stopped);
                found.forEach((index, claim) -> {
                    Optional<Witness> confirmed = confirmation.of(index, claim);
                    phases.claimed(new Work.Claim(attack.name(), index, confirmed.isPresent()));
                    confirmed.ifPresent(witness -> broken.put(index, new Break(witness, attack.name())));
                });
            });
            left.removeAll(broken.keySet());
        }
        return broken;
    }
}
