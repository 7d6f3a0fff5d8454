package io.jaspis.cli.families;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Outcome;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verification;
import io.jaspis.threat.Witness;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** An attack that comes with no jar of Jaspis: it tries the upper corner of the ball. */
public final class CornerFamily implements AttackFamily {
    public static final String NAME = "upper corner";

    @Override
    public List<String> names() {
        return List.of("corner");
    }

    @Override
    public List<Attack> attacks(String name, Problem problem, Settings settings) {
        return List.of(new Corner(settings.steps()));
    }

    private record Corner(int steps) implements Attack {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Map<String, Object> parameters() {
            return Map.of("corners", 1);
        }

        @Override
        public void attack(
                Problem problem,
                List<Integer> indices,
                long seed,
                Budget budget,
                Listener listener,
                BooleanSupplier stopped) {
            Verification verification = new Verification(problem);
            Budget.Spent spent = new Budget.Spent(0, 1, 0);
            for (int index : indices) {
                float[] x = new float[problem.size()];
                problem.examples().copy(index, x, 0);
                for (int i = 0; i < x.length; i++) {
                    x[i] = problem.threat().innerUpper(i, x[i]);
                }
                Optional<Witness> found = verification.check(index, x, NAME);
                listener.decided(
                        index,
                        found.isPresent() ? new Outcome.Falsified(found.get(), spent) : new Outcome.Survived(spent));
            }
        }
    }
}
