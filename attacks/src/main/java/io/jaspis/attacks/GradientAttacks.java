package io.jaspis.attacks;

import io.jaspis.threat.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link GradientDescent} by name: {@code fgsm}; {@code pgd} with each loss, or with little effort with the margin alone;
 * {@code pgd-ce}, {@code pgd-margin} and {@code pgd-dlr} with one.
 */
public final class GradientAttacks implements AttackFamily {
    /** The ratio's spread needs a third logit, and of a targeted attack a fourth. */
    private static final int FEWEST_FOR_RATIO = 3;

    @Override
    public List<String> names() {
        return List.of("fgsm", "pgd", "pgd-ce", "pgd-margin", "pgd-dlr");
    }

    @Override
    public List<Attack> attacks(String name, Problem problem, Settings settings) {
        return switch (name) {
            case "fgsm" -> List.of(aimed(GradientDescent.fgsm(), problem));
            case "pgd" ->
                losses(problem, settings).stream()
                        .map(loss -> pgd(loss, problem, settings))
                        .toList();
            case "pgd-ce" -> List.of(pgd(Loss.CROSS_ENTROPY, problem, settings));
            case "pgd-margin" -> List.of(pgd(Loss.MARGIN, problem, settings));
            case "pgd-dlr" -> {
                if (problem.classes() < fewestForRatio(problem)) {
                    throw new IllegalArgumentException("pgd-dlr compares "
                            + (problem.targeted() ? "four logits of a targeted attack" : "three logits")
                            + ", but the model has " + problem.classes() + " outputs: use pgd-ce or pgd-margin");
                }
                yield List.of(pgd(Loss.DIFFERENCE_OF_LOGITS_RATIO, problem, settings));
            }
            default -> throw new IllegalArgumentException("there is no gradient attack '" + name + "'");
        };
    }

    private static List<Loss> losses(Problem problem, Settings settings) {
        if (settings.effort() == Effort.LOW) {
            return List.of(Loss.MARGIN);
        }
        List<Loss> losses = new ArrayList<>(List.of(Loss.CROSS_ENTROPY, Loss.MARGIN));
        if (problem.classes() >= fewestForRatio(problem)) {
            losses.add(Loss.DIFFERENCE_OF_LOGITS_RATIO);
        }
        return losses;
    }

    private static int fewestForRatio(Problem problem) {
        return problem.targeted() ? FEWEST_FOR_RATIO + 1 : FEWEST_FOR_RATIO;
    }

    private static Attack pgd(Loss loss, Problem problem, Settings settings) {
        return aimed(GradientDescent.pgd(loss, settings.steps(), settings.restarts()), problem);
    }

    private static Attack aimed(GradientDescent attack, Problem problem) {
        return problem.targeted() ? new GradientDescent(attack.settings().targeting(problem::target)) : attack;
    }
}
