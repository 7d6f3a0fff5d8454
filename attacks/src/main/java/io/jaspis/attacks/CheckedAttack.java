package io.jaspis.attacks;

import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Anybody's attack, which is held to tell of {@linkplain EachOnce each example once} and in {@linkplain WholeOutcomes whole
 * outcomes}; what it throws is told as {@linkplain ForeignParts its own}.
 */
public record CheckedAttack(Attack attack) implements Attack {

    @Override
    public String name() {
        return attack.name();
    }

    @Override
    public Map<String, Object> parameters() {
        return attack.parameters();
    }

    @Override
    public Company company() {
        return attack.company();
    }

    @Override
    public boolean followsGradients() {
        return attack.followsGradients();
    }

    @Override
    public void attack(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        EachOnce.hold(
                attack,
                indices,
                new WholeOutcomes(attack, problem, listener),
                stopped,
                told -> attack.attack(problem, indices, seed, budget, told, stopped));
    }
}
