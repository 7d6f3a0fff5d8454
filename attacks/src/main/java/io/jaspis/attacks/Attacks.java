package io.jaspis.attacks;

import io.jaspis.threat.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** All attacks that can be asked for by name, of every {@link AttackFamily} that there is. */
public final class Attacks {
    private static final String TREES = "trees";
    private static final List<String> GRADIENTS = List.of("fgsm", "pgd");

    private Attacks() {}

    /** The names, those of each family together. */
    public static List<String> names() {
        return List.copyOf(Family.all(AttackFamily.class).keySet());
    }

    /**
     * What is tried on a problem where nobody chooses: the strongest that the effort pays for, and switches of categories
     * where there are any. Decision trees, which have no gradient, have an attack of their own. Without the attacks that use
     * bounds, which are of another module, it is {@link #counted}.
     */
    public static List<String> standard(Problem problem, Effort effort) {
        Map<String, AttackFamily> families = Family.all(AttackFamily.class);
        if (families.containsKey(TREES)
                && families.get(TREES).refusal(TREES, problem).isEmpty()) {
            return List.of(TREES);
        }
        String strongest = effort == Effort.HIGH ? "max" : "fast";
        return families.containsKey(strongest) ? withSwitches(problem, List.of("fgsm", strongest)) : counted(problem);
    }

    /** What is tried where somebody counts steps or restarts: gradients, and switches of categories where there are any. */
    public static List<String> counted(Problem problem) {
        return withSwitches(problem, GRADIENTS);
    }

    private static List<String> withSwitches(Problem problem, List<String> names) {
        if (!CategoryFamily.suits(problem)) {
            return names;
        }
        List<String> more = new ArrayList<>(names);
        more.add(CategoryFamily.SWITCHES);
        return more;
    }

    /**
     * Refuses a name that no attack has, before there is a problem to attack.
     *
     * @throws IllegalArgumentException with a list of those that are known
     */
    public static void requireNames(List<String> names) {
        Map<String, AttackFamily> families = Family.all(AttackFamily.class);
        names.forEach(name -> Family.named(name, "attack", families));
    }

    /**
     * The attacks of these names, in their order.
     *
     * @throws IllegalArgumentException where a name isn't known, with a list of those that are; or where attacks aren't
     *     for such a problem, saying of all of them why
     * @throws ForeignPartException where a family that isn't Jaspis's own fails, or gives no attack
     */
    public static List<Attack> named(List<String> names, Problem problem, AttackFamily.Settings settings) {
        Map<String, AttackFamily> families = Family.all(AttackFamily.class);
        List<Attack> attacks = new ArrayList<>();
        List<IllegalArgumentException> misfits = new ArrayList<>();
        for (String name : new LinkedHashSet<>(names)) {
            AttackFamily family = Family.named(name, "attack", families);
            try {
                attacks.addAll(of(family, name, problem, settings));
            } catch (IllegalArgumentException misfit) {
                misfits.add(misfit);
            }
        }
        if (misfits.size() > 1) {
            throw new IllegalArgumentException(
                    misfits.stream().map(Throwable::getMessage).distinct().collect(Collectors.joining("; ")),
                    misfits.getFirst());
        }
        if (!misfits.isEmpty()) {
            throw misfits.getFirst();
        }
        return List.copyOf(attacks);
    }

    private static List<Attack> of(AttackFamily family, String name, Problem problem, AttackFamily.Settings settings) {
        String what = "the family of the attack '" + name + "'";
        List<Attack> attacks = ForeignParts.made(what, family, () -> family.attacks(name, problem, settings));
        // With none nothing would be broken, as by an attack that failed at all examples.
        if (attacks.isEmpty() || attacks.stream().anyMatch(Objects::isNull)) {
            throw ForeignParts.fault(family, what + (attacks.isEmpty() ? " gave none" : " gave one that is null"));
        }
        return attacks;
    }
}
