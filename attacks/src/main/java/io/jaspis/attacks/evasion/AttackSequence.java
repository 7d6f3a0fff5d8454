package io.jaspis.attacks.evasion;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackSeeds;
import io.jaspis.attacks.EachOnce;
import io.jaspis.attacks.Outcome;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Attacks one after another, each on what those before it left: an ensemble whose count of robust examples is that of the
 * worst case over all of them. A witness has the name of the attack that found it.
 *
 * <p>An attack gets of an example's budget what those before it left, of gradients where it follows any. Each draws from
 * {@linkplain AttackSeeds a seed of its own}, by its name.
 *
 * @param name for reports
 * @param attacks at least one
 */
public record AttackSequence(String name, List<Attack> attacks) implements Attack {
    public AttackSequence {
        attacks = List.copyOf(attacks);
        if (attacks.isEmpty()) {
            throw new IllegalArgumentException("a sequence of attacks needs at least one");
        }
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        for (Attack attack : attacks) {
            attack.parameters().forEach((parameter, value) -> parameters.put(attack.name() + ": " + parameter, value));
        }
        return parameters;
    }

    @Override
    public Company company() {
        return Company.of(attacks);
    }

    @Override
    public boolean followsGradients() {
        return attacks.stream().anyMatch(Attack::followsGradients);
    }

    @Override
    public void attack(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        attack(
                (attack, group, own, rest, listening) -> attack.attack(problem, group, own, rest, listening, stopped),
                indices,
                seed,
                budget,
                listener,
                stopped);
    }

    /** How one of the attacks goes on with some examples, on whatever it is that they attack. */
    @FunctionalInterface
    public interface Turn {
        void attack(Attack attack, List<Integer> indices, long seed, Budget budget, Listener listener);
    }

    /**
     * The same on what isn't a {@link Problem}.
     *
     * @param turn has one of the attacks attack examples; it may be called more than once for each
     */
    public void attack(
            Turn turn, List<Integer> indices, long seed, Budget budget, Listener listener, BooleanSupplier stopped) {
        List<Long> seeds = AttackSeeds.of(seed, attacks);
        Map<Integer, Budget.Spent> left = new LinkedHashMap<>();
        indices.forEach(index -> left.put(index, Budget.Spent.NOTHING));
        for (int place = 0; place < attacks.size() && !left.isEmpty() && !stopped.getAsBoolean(); place++) {
            boolean last = place == attacks.size() - 1;
            Attack attack = attacks.get(place);
            Map<Integer, Budget.Spent> survived = new HashMap<>();
            long own = seeds.get(place);
            Listener listening = (index, outcome) -> {
                Outcome whole = outcome.after(left.get(index));
                if (last || whole instanceof Outcome.Falsified) {
                    listener.decided(index, whole);
                } else {
                    survived.put(index, whole.spent());
                }
            };
            alike(attack, left, budget)
                    .forEach((rest, group) -> EachOnce.hold(
                            attack, group, listening, stopped, told -> turn.attack(attack, group, own, rest, told)));
            left.keySet().retainAll(survived.keySet());
            left.putAll(survived);
        }
    }

    /**
     * The examples by what they may still spend: without a limit all are one group, whatever they have spent. One that follows
     * no gradients has use for none, so those that were spent part no examples, unless its outcomes hang on who is in a group.
     */
    private static Map<Budget, List<Integer>> alike(Attack attack, Map<Integer, Budget.Spent> left, Budget budget) {
        boolean counted = attack.followsGradients() || attack.company() == Company.CALL;
        Map<Budget, List<Integer>> groups = new LinkedHashMap<>();
        left.forEach((index, spent) -> {
            long gradients = counted ? spent.gradients() : 0;
            Budget rest = budget.less(new Budget.Spent(gradients, spent.queries(), spent.domains()));
            groups.computeIfAbsent(rest, _ -> new ArrayList<>()).add(index);
        });
        return groups;
    }
}
