package io.jaspis.attacks.evasion.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily.Settings;
import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.Effort;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.Outcomes;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Names, their settings, and what they refuse. */
class WhiteBoxAttacksTest {
    private static final Threat THREAT = new Threat(Norm.LINF, 0.15, 0, 1);

    private static Problem problem(int classes, int examples, int batch) {
        return Nets.classified(Nets.dense(1, 8, 16, classes), 1, examples, THREAT, batch);
    }

    private static String refused(String name, int classes) {
        return assertThrows(
                        IllegalArgumentException.class,
                        () -> Attacks.named(List.of(name), problem(classes, 3, 2), Settings.of(Effort.LOW)))
                .getMessage();
    }

    @Test
    void everyNameIsKnownToTheCommand() {
        assertTrue(Attacks.names().containsAll(new WhiteBoxAttacks().names()));
    }

    @Test
    void ratiosRefuseTooFewClasses() {
        assertEquals(
                "apgd-dlr compares 3 logits, but the model has 2 outputs: use apgd-ce or apgd-mifpe",
                refused("apgd-dlr", 2));
        assertEquals(
                "apgd-t compares 4 logits of a targeted attack, but the model has 3 outputs: use apgd-ce or apgd-mifpe",
                refused("apgd-t", 3));
        Problem two = problem(2, 3, 2);
        AutoPgd ratio = AutoPgd.untargeted(GradientLoss.DIFFERENCE_OF_LOGITS_RATIO, 5, 1);
        assertEquals(
                "the DLR loss compares 3 logits, but the model has 2 outputs",
                assertThrows(IllegalArgumentException.class, () -> Outcomes.of(ratio, two, 1))
                        .getMessage());
    }

    @Test
    void allThatDoNotFitAreToldAtOnce() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Attacks.named(
                                List.of("malt", "fgsm", "pgd-dlr", "apgd-dlr"),
                                problem(2, 3, 2),
                                Settings.of(Effort.LOW)))
                .getMessage();
        assertTrue(message.startsWith("malt compares 4 logits"), message);
        assertTrue(message.contains("; pgd-dlr compares three logits"), message);
        assertTrue(message.contains("; apgd-dlr compares 3 logits"), message);
    }

    @Test
    void aSuiteTakesTheMarginWithTooFewClasses() {
        assertEquals(GradientLoss.MARGIN, AutoPgd.targeted(9, 3, 10).settings().loss());
        Map<Integer, Outcome> outcomes = Outcomes.of(AutoPgd.targeted(9, 2, 10), problem(2, 6, 4), 1);
        assertEquals(6, outcomes.size());
    }

    @Test
    void littleEffortIsThreeTargetsOfTheMinimumMargin() {
        Attack attack = Attacks.named(List.of("mm"), problem(5, 3, 2), Settings.of(Effort.LOW))
                .getFirst();
        assertEquals(new Targets.Likeliest(3), ((AutoPgd) attack).settings().targets());
        // So that nobody goes on with nine where three were tried.
        assertEquals(3, attack.parameters().get("targets"));
        assertEquals(20, ((AutoPgd) attack).settings().steps());
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertEquals(
                "a targeted attack needs at least one target, but got 0",
                assertThrows(IllegalArgumentException.class, () -> new Targets.Likeliest(0))
                        .getMessage());
        assertEquals(
                "A3 has 1 to 13 rounds, but got 14",
                assertThrows(IllegalArgumentException.class, () -> new AdaptiveAutoAttack.Settings(14, false))
                        .getMessage());
        AutoPgd listed = new AutoPgd(
                AutoPgd.targeted(2, 5, 4).settings().withTargets(new Targets.Listed(2, _ -> new int[] {1})));
        assertThrows(IllegalArgumentException.class, () -> Outcomes.of(listed, problem(5, 4, 2), 1));
    }

    /** More than the hundred of the largest logits are put in order where more are aimed at. */
    @Test
    void maltTakesAsManyTargetsAsItIsAskedFor() {
        Problem problem = problem(130, 2, 2).withThreat(THREAT.withEpsilon(1e-6));
        Outcomes.of(new Malt(110, 1), problem, 1).values().forEach(outcome -> {
            assertTrue(outcome instanceof Outcome.Survived);
            // The scores and 110 candidates, then the look at the example and two evaluations for each target.
            assertEquals(1 + 110 + 1 + 110 * 2, outcome.spent().gradients());
        });
    }

    /** In the paper's way the company matters, but neither its order nor the batch does. */
    @Test
    void togetherExamplesLearnFromOneAnotherInAnyOrderAndBatch() {
        Attack attack = new AdaptiveAutoAttack(new AdaptiveAutoAttack.Settings(6, true));
        Problem problem = problem(5, 40, 16);
        List<Integer> turned = new ArrayList<>(Nets.all(problem));
        Collections.reverse(turned);
        Map<Integer, Outcome> outcomes = Outcomes.of(attack, problem, 1);
        Map<Integer, Outcome> others = Outcomes.of(attack, problem(5, 40, 7), turned, 1);
        assertEquals(Outcomes.falsified(outcomes), Outcomes.falsified(others));
        outcomes.forEach((index, outcome) ->
                assertEquals(outcome.spent(), others.get(index).spent()));
        assertTrue(Outcomes.falsified(outcomes).size() > 5);
    }

    @Test
    void eachClassIsFavouredWithEachOfTheFourSigns() {
        for (int classes = 2; classes <= 10; classes++) {
            Round round = Round.of(5, false);
            int count = round.rivals(classes);
            Map<Integer, Set<Round.Signs>> met = new HashMap<>();
            for (int epoch = 0; epoch < 4 * count; epoch++) {
                met.computeIfAbsent(epoch % count, _ -> new HashSet<>()).add(round.signs(classes, false, epoch, 0, 0));
            }
            assertEquals(count, met.size());
            for (Set<Round.Signs> signs : met.values()) {
                assertEquals(4, signs.size(), classes + " classes");
            }
        }
    }
}
