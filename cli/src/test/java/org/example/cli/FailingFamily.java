package org.example.cli;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import java.util.List;
import java.util.function.BooleanSupplier;

/** An attack of another jar that fails. */
public final class FailingFamily implements AttackFamily {
    @Override
    public List<String> names() {
        return List.of("failing");
    }

    @Override
    public List<Attack> attacks(String name, Problem problem, Settings settings) {
        return List.of(new Failing());
    }

    private record Failing() implements Attack {
        @Override
        public String name() {
            return "failing";
        }

        @Override
        public void attack(
                Problem problem,
                List<Integer> indices,
                long seed,
                Budget budget,
                Listener listener,
                BooleanSupplier stopped) {
            throw new IllegalStateException("I fail");
        }
    }
}
