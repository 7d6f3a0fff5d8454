package io.jaspis.certify;

import io.jaspis.attacks.Effort;
import io.jaspis.attacks.Family;
import io.jaspis.attacks.ForeignParts;
import io.jaspis.threat.Problem;
import java.util.List;
import java.util.Map;

/** All certifiers that can be asked for by name, of every {@link CertifierFamily} that there is. */
public final class Certifiers {
    /** What is tried where nobody chooses, as far as it is for the problem. */
    private static final List<String> STANDARD = List.of("interval", "crown", "alpha-crown", "branching");

    private static final String TREES = "trees";

    private Certifiers() {}

    /** The names, those of each family together. */
    public static List<String> names() {
        return List.copyOf(Family.all(CertifierFamily.class).keySet());
    }

    /**
     * What is tried on a problem where nobody chooses: the cheapest first, of those that are for such a problem. Of decision
     * trees it is their own, whose first bound is what intervals make of them.
     */
    public static List<String> standard(Problem problem) {
        Map<String, CertifierFamily> families = Family.all(CertifierFamily.class);
        if (Family.named(TREES, "certifier", families).refusal(TREES, problem).isEmpty()) {
            return List.of(TREES);
        }
        return STANDARD.stream()
                .filter(name -> Family.named(name, "certifier", families)
                        .refusal(name, problem)
                        .isEmpty())
                .toList();
    }

    /**
     * Refuses a name that no certifier has, before there is a problem to prove something of.
     *
     * @throws IllegalArgumentException with a list of those that are known
     */
    public static void requireNames(List<String> names) {
        Map<String, CertifierFamily> families = Family.all(CertifierFamily.class);
        names.forEach(name -> Family.named(name, "certifier", families));
    }

    /**
     * The certifiers of these names, in their order.
     *
     * @throws IllegalArgumentException where a name isn't known, with a list of those that are; or where a certifier isn't
     *     one for such a problem
     * @throws io.jaspis.attacks.ForeignPartException where a family that isn't Jaspis's own fails, or gives no certifier
     */
    public static List<Certifier> named(List<String> names, Problem problem, Effort effort) {
        Map<String, CertifierFamily> families = Family.all(CertifierFamily.class);
        return names.stream()
                .distinct()
                .map(name -> of(Family.named(name, "certifier", families), name, problem, effort))
                .toList();
    }

    private static Certifier of(CertifierFamily family, String name, Problem problem, Effort effort) {
        return ForeignParts.made(
                "the family of the certifier '" + name + "'", family, () -> family.certifier(name, problem, effort));
    }
}
