package io.jaspis.attacks.evasion;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.evasion.adaptive.AutoAttackRand;
import io.jaspis.attacks.evasion.blackbox.Square;
import io.jaspis.attacks.evasion.gradient.AutoPgd;
import io.jaspis.attacks.evasion.gradient.GradientLoss;
import io.jaspis.attacks.evasion.nearest.Fab;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * AutoAttack (Croce &amp; Hein 2020; in L1 Croce &amp; Hein 2021), whose settings are what the paper published: nobody
 * chooses any, so that its counts compare. {@code autoattack} is its version {@code standard}, {@code autoattack-plus} the
 * one with more restarts and untargeted attacks, and {@code autoattack-rand} the one for random defences, whose means over draws
 * of noise are, of a network without any, each gradient itself; through such a defence it is {@link AutoAttackRand}.
 *
 * <p>Where a network has fewer than four classes, the margin takes the place of the difference of logits ratio.
 */
public final class AutoAttack implements AttackFamily {
    private static final String STANDARD = "autoattack";
    private static final String PLUS = "autoattack-plus";
    private static final String RAND = "autoattack-rand";
    private static final int STEPS = 100;
    private static final int TARGETS = 9;
    private static final int SPARSE_TARGETS = 5;
    private static final int RESTARTS = 5;
    private static final long QUERIES = 5000;

    @Override
    public List<String> names() {
        return List.of(STANDARD, PLUS, RAND);
    }

    @Override
    public List<Attack> attacks(String name, Problem problem, Settings settings) {
        return List.of(
                switch (name) {
                    case STANDARD -> standard(problem);
                    case PLUS -> plus(problem);
                    case RAND -> rand(problem);
                    default -> throw new IllegalArgumentException("there is no version '" + name + "' of AutoAttack");
                });
    }

    /**
     * APGD with cross-entropy, APGD and FAB towards nine classes each, and Square. In L1 the first of them has five restarts
     * and the second five classes.
     */
    public static AttackSequence standard(Problem problem) {
        boolean sparse = problem.threat().norm() == Norm.L1;
        return new AttackSequence(
                "AutoAttack",
                List.of(
                        AutoPgd.untargeted(GradientLoss.CROSS_ENTROPY, STEPS, sparse ? RESTARTS : 1),
                        AutoPgd.targeted(sparse ? SPARSE_TARGETS : TARGETS, problem.classes(), STEPS),
                        Fab.targeted(STEPS, TARGETS, 1),
                        new Square(QUERIES)));
    }

    /**
     * The same with five restarts, with the untargeted ratio, and with FAB towards the nearest class. In L1, for which the published
     * program has no settings of this version, APGD's ball shrinks as in the standard one.
     */
    public static AttackSequence plus(Problem problem) {
        GradientLoss ratio = GradientLoss.DIFFERENCE_OF_LOGITS_RATIO.orMargin(problem.classes(), problem.targeted());
        List<Attack> attacks = new ArrayList<>();
        attacks.add(AutoPgd.untargeted(GradientLoss.CROSS_ENTROPY, STEPS, RESTARTS));
        attacks.add(AutoPgd.untargeted(ratio, STEPS, RESTARTS));
        attacks.add(Fab.untargeted(STEPS, RESTARTS));
        attacks.add(new Square(QUERIES));
        attacks.add(AutoPgd.targeted(TARGETS, problem.classes(), STEPS));
        attacks.add(Fab.targeted(STEPS, TARGETS, 1));
        return new AttackSequence("AutoAttack+", attacks);
    }

    /**
     * APGD with cross-entropy and with the untargeted ratio, one run each; in L1 in the one ball alone.
     */
    public static AttackSequence rand(Problem problem) {
        return new AttackSequence("AutoAttack rand", AutoAttackRand.withoutNoise(problem));
    }
}
