package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Effort;
import io.jaspis.threat.Problem;
import java.util.List;

/**
 * The attacks of this package by name. Counts of steps and restarts are the settings', where the attack has any; {@code mm}
 * has three targets with little effort (MM3), else nine (MM+ with 100 steps), and {@code a3} the first 4 or 10 rounds, or with
 * high effort all.
 */
public final class WhiteBoxAttacks implements AttackFamily {
    /** Of AutoAttack: all wrong classes of ten, and the likeliest of more. */
    private static final int TARGETS = 9;

    private static final int TARGETS_OF_LITTLE_EFFORT = 3;

    @Override
    public List<String> names() {
        return List.of(
                "bim",
                "mi-fgsm",
                "apgd-ce",
                "apgd-dlr",
                "apgd-mifpe",
                "apgd-t",
                "malt",
                "mm",
                "pma",
                "alternating",
                "odi",
                "reacg",
                "a3");
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
            case "malt" -> {
                requireClasses(name, GradientLoss.DIFFERENCE_OF_LOGITS_RATIO, true, problem);
                yield List.of(new Malt(TARGETS, settings.steps()));
            }
            case "mm" ->
                List.of(AutoPgd.minimumMargin(
                        settings.effort() == Effort.LOW ? TARGETS_OF_LITTLE_EFFORT : TARGETS, settings.steps()));
            case "bim" -> List.of(ScheduledAscent.basic(settings.steps()));
            case "mi-fgsm" -> List.of(ScheduledAscent.momentum(settings.steps()));
            case "pma" -> List.of(ScheduledAscent.probabilityMargin(settings.steps(), settings.restarts()));
            case "alternating" ->
                List.of(ScheduledAscent.alternating(
                        problem.classes(), problem.targeted(), settings.steps(), settings.restarts()));
            case "odi" -> List.of(ScheduledAscent.diversified(settings.steps(), settings.restarts()));
            case "reacg" -> List.of(ConjugateGradient.untargeted(settings.steps(), settings.restarts()));
            case "a3" -> List.of(new AdaptiveAutoAttack(new AdaptiveAutoAttack.Settings(rounds(settings), false)));
            default -> throw new IllegalArgumentException("there is no gradient attack '" + name + "'");
        };
    }

    /** The last rounds are as much work as all others. */
    private static int rounds(Settings settings) {
        return switch (settings.effort()) {
            case LOW -> 4;
            case NORMAL -> 10;
            case HIGH -> AdaptiveAutoAttack.Settings.ALL;
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
