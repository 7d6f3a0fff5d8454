package io.jaspis.spark;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Outcome;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Witness;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/** An attack that comes with no jar of Jaspis: it claims to have broken every example, at a point that no input can be. */
public final class LiarFamily implements AttackFamily {
    private static final String NAME = "liar";

    @Override
    public List<String> names() {
        return List.of(NAME);
    }

    @Override
    public List<Attack> attacks(String name, Problem problem, Settings settings) {
        return List.of(new Liar());
    }

    private record Liar() implements Attack {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public void attack(
                Problem problem,
                List<Integer> indices,
                long seed,
                Budget budget,
                Listener listener,
                BooleanSupplier stopped) {
            float[] outside = new float[problem.size()];
            Arrays.fill(outside, 2);
            for (int index : indices) {
                int other = 1 - problem.examples().label(index);
                listener.decided(
                        index, new Outcome.Falsified(new Witness(outside, other, 0, NAME), Budget.Spent.NOTHING));
            }
        }
    }
}
