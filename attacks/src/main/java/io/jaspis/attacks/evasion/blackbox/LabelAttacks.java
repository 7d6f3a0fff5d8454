package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Effort;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import java.util.List;

/** Attacks that read labels alone, by name. */
public final class LabelAttacks implements AttackFamily {
    private static final String HOP_SKIP_JUMP = "hopskipjump";
    private static final String BOUNDARY = "boundary";
    private static final String CGBA = "cgba";
    private static final String TTBA = "ttba";
    private static final String ADBA = "adba";

    @Override
    public List<String> names() {
        return List.of(HOP_SKIP_JUMP, BOUNDARY, CGBA, TTBA, ADBA);
    }

    @Override
    public List<Attack> attacks(String name, Problem problem, Settings settings) {
        long queries = queries(settings.effort());
        return List.of(
                switch (name) {
                    case HOP_SKIP_JUMP -> LabelAttack.hopSkipJump(queries);
                    case BOUNDARY -> LabelAttack.boundary(queries);
                    case CGBA -> LabelAttack.cgba(queries);
                    case TTBA -> LabelAttack.ttba(queries);
                    default -> adba(problem, queries);
                });
    }

    private static LabelAttack adba(Problem problem, long queries) {
        if (problem.threat().norm() != Norm.LINF) {
            throw new IllegalArgumentException("the attack adba moves all elements equally far, which is for L∞ alone;"
                    + " cgba and ttba are for other norms");
        }
        return LabelAttack.adba(queries);
    }

    private static long queries(Effort effort) {
        return switch (effort) {
            case LOW -> 1000;
            case NORMAL -> 5000;
            case HIGH -> 20_000;
        };
    }
}
