package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** All attacks by labels, and what they make of examples. */
final class LabelAttackSamples {
    /** By number of queries. */
    static final List<LongFunction<LabelAttack>> ALL = List.of(
            LabelAttack::hopSkipJump, LabelAttack::boundary, LabelAttack::cgba, LabelAttack::ttba, LabelAttack::adba);

    private LabelAttackSamples() {}

    static Map<Integer, Descent> descents(LabelAttack attack, Problem problem, List<Integer> indices, long seed) {
        Map<Integer, Descent> descents = new TreeMap<>();
        attack.descend(
                problem,
                indices,
                seed,
                Budget.UNLIMITED,
                (index, descent) -> {
                    if (descents.put(index, descent) != null) {
                        throw new AssertionError("example " + index + " is decided twice");
                    }
                },
                () -> false);
        return descents;
    }

    /** A radius at which some of random points are broken and some aren't. */
    static double epsilon(Norm norm) {
        return switch (norm) {
            case LINF -> 0.1;
            case L2 -> 0.3;
            case L1 -> 0.8;
        };
    }
}
