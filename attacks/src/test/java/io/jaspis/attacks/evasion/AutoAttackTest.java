package io.jaspis.attacks.evasion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.Effort;
import io.jaspis.attacks.evasion.gradient.AutoPgd;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * AutoAttack is the attacks of its authors' code (Croce &amp; Hein 2020; in L1 Croce &amp; Hein 2021), in their order and with
 * their settings: else its counts compare with nobody's.
 */
class AutoAttackTest {
    private static final String SQUARE = "Square-5000 {queries=5000, rescaled=false, share=0.8}";
    private static final String FAB_TARGETED = "FAB-T-100 {restarts=1, steps=100, targets=9}";

    private static Problem problem(Norm norm, int classes) {
        return Nets.classified(Nets.dense(1, 4, 8, classes), 1, 2, new Threat(norm, 0.1, 0, 1), 2);
    }

    /** Each with its settings, those of the loss and the ball included. */
    private static List<String> parts(AttackSequence sequence) {
        return sequence.attacks().stream().map(AutoAttackTest::told).toList();
    }

    private static String told(Attack attack) {
        return attack.name() + " " + new TreeMap<>(attack.parameters());
    }

    private static String apgd(String loss, int restarts) {
        return "APGD-" + loss + " {loss=" + loss + ", restarts=" + restarts + ", steps=100}";
    }

    private static String apgdTargeted(String loss, int targets) {
        return "APGD-T {loss=" + loss + ", restarts=1, steps=100, targets=" + targets + "}";
    }

    @Test
    void standard() {
        for (Norm norm : List.of(Norm.LINF, Norm.L2)) {
            assertEquals(
                    List.of(apgd("CE", 1), apgdTargeted("DLR", 9), FAB_TARGETED, SQUARE),
                    parts(AutoAttack.standard(problem(norm, 10))));
            assertEquals(
                    List.of(apgd("CE", 1), apgdTargeted("margin", 9), FAB_TARGETED, SQUARE),
                    parts(AutoAttack.standard(problem(norm, 2))));
        }
        assertEquals(
                List.of(apgd("CE", 5), apgdTargeted("DLR", 5), FAB_TARGETED, SQUARE),
                parts(AutoAttack.standard(problem(Norm.L1, 10))));
        assertEquals(
                List.of(apgd("CE", 5), apgdTargeted("margin", 5), FAB_TARGETED, SQUARE),
                parts(AutoAttack.standard(problem(Norm.L1, 2))));
    }

    @Test
    void plus() {
        String fab = "FAB-100×5 {restarts=5, steps=100}";
        for (Norm norm : Norm.values()) {
            assertEquals(
                    List.of(apgd("CE", 5), apgd("DLR", 5), fab, SQUARE, apgdTargeted("DLR", 9), FAB_TARGETED),
                    parts(AutoAttack.plus(problem(norm, 10))));
            assertEquals(
                    List.of(apgd("CE", 5), apgd("margin", 5), fab, SQUARE, apgdTargeted("margin", 9), FAB_TARGETED),
                    parts(AutoAttack.plus(problem(norm, 2))));
        }
    }

    @Test
    void rand() {
        for (Norm norm : Norm.values()) {
            assertEquals(List.of(apgd("CE", 1), apgd("DLR", 1)), parts(AutoAttack.rand(problem(norm, 10))));
            assertEquals(List.of(apgd("CE", 1), apgd("margin", 1)), parts(AutoAttack.rand(problem(norm, 2))));
        }
    }

    /** The untargeted ratio compares three logits, the targeted one four. */
    @Test
    void threeClassesHaveOneOfTheRatios() {
        Problem problem = problem(Norm.LINF, 3);
        assertEquals(
                apgdTargeted("margin", 9), parts(AutoAttack.standard(problem)).get(1));
        assertEquals(apgd("DLR", 5), parts(AutoAttack.plus(problem)).get(1));
        assertEquals(apgd("DLR", 1), parts(AutoAttack.rand(problem)).get(1));
    }

    /** All runs start by chance; in L1 the ball shrinks but for random defences. */
    @Test
    void startsAndBalls() {
        for (int classes : new int[] {2, 10}) {
            Problem problem = problem(Norm.L1, classes);
            for (AttackSequence sequence :
                    List.of(AutoAttack.standard(problem), AutoAttack.plus(problem), AutoAttack.rand(problem))) {
                List<AutoPgd.Settings> runs = sequence.attacks().stream()
                        .filter(AutoPgd.class::isInstance)
                        .map(attack -> ((AutoPgd) attack).settings())
                        .toList();
                boolean shrinking = !sequence.name().equals("AutoAttack rand");
                runs.forEach(run -> {
                    assertTrue(run.randomStart(), run::name);
                    assertEquals(shrinking, run.shrinking(), () -> sequence.name() + ", " + run.name());
                });
                assertEquals(sequence.name().equals("AutoAttack+") ? 3 : 2, runs.size());
            }
        }
    }

    @Test
    void nobodyChoosesAnySetting() {
        AttackFamily.Settings settings = new AttackFamily.Settings(Effort.LOW, 7, 3);
        for (Norm norm : Norm.values()) {
            Problem problem = problem(norm, 10);
            List<Attack> named =
                    Attacks.named(List.of("autoattack", "autoattack-plus", "autoattack-rand"), problem, settings);
            assertEquals(
                    List.of(
                            told(AutoAttack.standard(problem)),
                            told(AutoAttack.plus(problem)),
                            told(AutoAttack.rand(problem))),
                    named.stream().map(AutoAttackTest::told).toList());
            assertEquals(
                    List.of("AutoAttack", "AutoAttack+", "AutoAttack rand"),
                    named.stream().map(Attack::name).toList());
        }
    }
}
