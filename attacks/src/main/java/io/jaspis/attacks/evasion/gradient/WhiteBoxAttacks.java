package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.threat.Problem;
import java.util.List;

/** The attacks of this package by name. */
public final class WhiteBoxAttacks implements AttackFamily {
    /** Of AutoAttack: all wrong classes of ten, and the likeliest of more. */
    private static final int TARGETS = 9;

    @Override
    public List<String> names() {
        return List.of("apgd-ce", "apgd-dlr", "apgd-t", "apgd-mifpe");
    }

    @Override
    public List<Attack> attacks(String name, Problem problem, Settings settings) {
        return switch (name) {
            case "apgd-ce" -> List.of(apgd(name, GradientLoss.CROSS_ENTROPY, problem, settings));
            case "apgd-dlr" -> List.of(apgd(name, GradientLoss.DIFFERENCE_OF_LOGITS_RATIO, problem, settings));
            case "apgd-mifpe" -> List.of(apgd(name, GradientLoss.SCALED_CROSS_ENTROPY, problem, settings));
            case "apgd-t" -> {
                requireClasses(name, GradientLoss.DIFFERENCE_OF_LOGITS_RATIO, true, problem);
                yield List.of(AutoPgd.targeted(TARGETS, problem.classes(), settings.steps()));
            }
            default -> throw new IllegalArgumentException("there is no gradient attack '" + name + "'");
        };
    }

    private static Attack apgd(String name, GradientLoss loss, Problem problem, Settings settings) {
        requireClasses(name, loss, problem.targeted(), problem);
        return AutoPgd.untargeted(loss, settings.steps(), settings.restarts());
    }

    private static void requireClasses(String name, GradientLoss loss, boolean aimed, Problem problem) {
        int fewest = loss.fewestClasses(aimed);
        if (problem.classes() < fewest) {
            throw new IllegalArgumentException(name + " compares " + fewest + " logits"
                    + (aimed ? " of a targeted attack" : "") + ", but the model has " + problem.classes()
                    + " outputs: use apgd-ce or apgd-mifpe");
        }
    }
}
