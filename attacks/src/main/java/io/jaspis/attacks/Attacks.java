package io.jaspis.attacks;

import io.jaspis.threat.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All attacks that can be asked for by name, of every {@link AttackFamily} that there is. */
public final class Attacks {
    private static final List<String> GRADIENTS = List.of("fgsm", "pgd");

    private Attacks() {}

    /** The names, those of each family together. */
    public static List<String> names() {
        return List.copyOf(Family.all(AttackFamily.class).keySet());
    }

    /** What is tried on a problem where nobody chooses: gradients, and switches of categories where there are any. */
    public static List<String> standard(Problem problem) {
        if (!CategoryFamily.suits(problem)) {
            return GRADIENTS;
        }
        List<String> names = new ArrayList<>(GRADIENTS);
        names.add(CategoryFamily.SWITCHES);
        return names;
    }

    /**
     * The attacks of these names, in their order.
     *
     * @throws IllegalArgumentException where a name isn't known, with a list of those that are; or where an attack isn't
     *     one for such a problem
     */
    public static List<Attack> named(List<String> names, Problem problem, AttackFamily.Settings settings) {
        Map<String, AttackFamily> families = Family.all(AttackFamily.class);
        return names.stream()
                .distinct()
                .flatMap(name -> Family.named(name, "attack", families).attacks(name, problem, settings).stream())
                .toList();
    }
}
