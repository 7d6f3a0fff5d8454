package io.jaspis.attacks;

import io.jaspis.threat.Problem;
import java.util.List;

/** {@link CategorySwitches} by name: {@code switches}. */
public final class CategoryFamily implements AttackFamily {
    static final String SWITCHES = "switches";

    @Override
    public List<String> names() {
        return List.of(SWITCHES);
    }

    /** Whether there is anything to switch. */
    static boolean suits(Problem problem) {
        return problem.threat().features() != null
                && problem.threat().features().choices() > 0;
    }

    @Override
    public List<Attack> attacks(String name, Problem problem, Settings settings) {
        if (!suits(problem)) {
            throw new IllegalArgumentException(
                    "the attack " + name
                            + " tries categories and whole numbers, and the threat has none; a file of --features says which there are");
        }
        int steps = settings.steps();
        return List.of(new CategorySwitches(
                switch (settings.effort()) {
                    case LOW -> new CategorySwitches.Settings(64, 2, steps, 1);
                    case NORMAL -> new CategorySwitches.Settings(1024, 8, steps, 3);
                    case HIGH -> new CategorySwitches.Settings(8192, 32, steps, 10);
                }));
    }
}
