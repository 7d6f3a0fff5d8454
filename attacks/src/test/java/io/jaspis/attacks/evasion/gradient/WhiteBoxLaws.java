package io.jaspis.attacks.evasion.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Effort;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.Outcomes;
import io.jaspis.autodiff.Value;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** What holds of every attack of the family, on problems of every kind. */
@PropertyDefaults(tries = 12, edgeCases = EdgeCasesMode.NONE, afterFailure = AfterFailureMode.SAMPLE_FIRST)
class WhiteBoxLaws {
    private static final int EXAMPLES = 10;
    private static final WhiteBoxAttacks FAMILY = new WhiteBoxAttacks();

    private static int broken;
    private static int aimed;

    private static List<Attack> attacks(Problem problem) {
        AttackFamily.Settings settings = new AttackFamily.Settings(Effort.LOW, 6, 2);
        List<Attack> attacks = new ArrayList<>();
        for (String name : FAMILY.names()) {
            boolean ratio = name.equals("apgd-dlr") || name.equals("apgd-t") || name.equals("malt");
            if (!ratio || problem.classes() >= 4) {
                attacks.addAll(FAMILY.attacks(name, problem, settings));
            }
        }
        return attacks;
    }

    private static void assertSame(Outcome expected, Outcome actual, String message) {
        assertEquals(expected.spent(), actual.spent(), message);
        assertEquals(expected.getClass(), actual.getClass(), message);
        if (expected instanceof Outcome.Falsified a && actual instanceof Outcome.Falsified b) {
            assertArrayEquals(a.witness().x(), b.witness().x(), message);
            assertEquals(a.witness().prediction(), b.witness().prediction(), message);
        }
    }

    @Property
    @Label("what is found is allowed and of another class, and neither batch, order nor company changes a bit of it")
    void outcomes(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 5) int classes,
            @ForAll @IntRange(min = 1, max = 12) int batch) {
        Threats threats = Threats.of(seed, EXAMPLES);
        Problem problem = threats.problem(seed, classes, UnaryOperator.identity(), batch);
        Problem wide = threats.problem(seed, classes, UnaryOperator.identity(), 16);
        List<Integer> order = new ArrayList<>(Nets.all(problem));
        Collections.shuffle(order, new Random(seed));
        for (Attack attack : attacks(problem)) {
            Map<Integer, Outcome> all = Outcomes.of(attack, wide, seed);
            assertEquals(EXAMPLES, all.size(), attack.name());
            all.forEach((index, outcome) -> {
                if (outcome instanceof Outcome.Falsified(var witness, var _)) {
                    assertTrue(threats.allows(index, witness.x()), attack.name());
                    assertNotEquals(problem.examples().label(index), witness.prediction());
                    broken++;
                }
            });
            Map<Integer, Outcome> half = Outcomes.of(attack, problem, order.subList(0, EXAMPLES / 2), seed);
            half.forEach((index, outcome) -> assertSame(all.get(index), outcome, attack.name() + ", example " + index));
        }
    }

    @AfterContainer
    static void reached() {
        assertTrue(broken > 100, broken + " were broken");
        assertTrue(aimed > 0, "no target was ever reached");
    }

    @Property
    @Label("what is misclassified to begin with is found as it is")
    void misclassified(@ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int classes) {
        Threats threats = Threats.of(seed, EXAMPLES);
        Problem problem = threats.problem(seed, classes, UnaryOperator.identity(), 4);
        for (Attack attack : attacks(problem)) {
            Map<Integer, Outcome> outcomes = Outcomes.of(attack, problem, List.of(4, 9), seed);
            outcomes.forEach((index, outcome) -> {
                Outcome.Falsified found = assertInstanceOf(Outcome.Falsified.class, outcome, attack.name());
                assertEquals(0, found.witness().distance(), attack.name());
            });
        }
    }

    @Property
    @Label("no budget is overdrawn, and none at all is left untouched")
    void budgets(@ForAll long seed, @ForAll @IntRange(min = 0, max = 30) int gradients) {
        Threats threats = Threats.of(seed, EXAMPLES);
        Problem problem = threats.problem(seed, 4, UnaryOperator.identity(), 4);
        for (Attack attack : attacks(problem)) {
            Outcomes.of(attack, problem, Nets.all(problem), seed, Budget.UNLIMITED.withGradients(gradients))
                    .forEach((_, outcome) -> {
                        assertTrue(outcome.spent().gradients() <= gradients, attack.name());
                        assertFalse(gradients == 0 && outcome instanceof Outcome.Falsified);
                    });
            Outcomes.of(attack, problem, Nets.all(problem), seed, Budget.UNLIMITED.withGradients(0))
                    .values()
                    .forEach(outcome -> assertEquals(new Outcome.Survived(Budget.Spent.NOTHING), outcome));
        }
    }

    /** Gradients that are no numbers, vanish or saturate; scores that tie, are cut off, infinite or none. */
    private static final List<UnaryOperator<Value>> TAILS = List.of(
            z -> z.relu().squareRoot(),
            z -> z.relu().logarithm(),
            z -> z.scale(2).floor(),
            z -> z.clip(-0.5f, 0.5f),
            z -> z.scale(1e30f),
            z -> z.scale(1e-30f),
            z -> z.scale(60).sigmoid().scale(3).relu(),
            z -> z.scale(1e20f).times(z.scale(1e20f)),
            z -> z.scale(0));

    @Property(tries = 30)
    @Label("gradients that are no numbers, vanish or overflow break nothing, and make nothing up")
    void degenerate(@ForAll long seed, @ForAll @IntRange(min = 0, max = 8) int tail) {
        Threats threats = Threats.of(seed, EXAMPLES);
        Problem problem = threats.problem(seed, 4, TAILS.get(tail), 4);
        for (Attack attack : attacks(problem)) {
            Map<Integer, Outcome> outcomes = Outcomes.of(attack, problem, seed);
            assertEquals(EXAMPLES, outcomes.size(), attack.name());
            outcomes.forEach((index, outcome) -> {
                if (outcome instanceof Outcome.Falsified(var witness, var _)) {
                    assertTrue(threats.allows(index, witness.x()), attack.name());
                    assertNotEquals(problem.examples().label(index), witness.prediction());
                }
            });
        }
    }

    @Property
    @Label("a problem that wants a class gets this one")
    void targeted(@ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int classes) {
        Threats threats = Threats.of(seed, EXAMPLES);
        Problem problem =
                threats.problem(seed, classes, UnaryOperator.identity(), 4).withTarget(new Target.Fixed(1));
        List<Integer> indices = Nets.all(problem).stream()
                .filter(index -> problem.examples().label(index) != 1)
                .toList();
        for (Attack attack : attacks(problem)) {
            Outcomes.of(attack, problem, indices, seed).forEach((index, outcome) -> {
                if (outcome instanceof Outcome.Falsified(var witness, var _)) {
                    // Some have the target's class as they are.
                    aimed += witness.distance() > 0 ? 1 : 0;
                    assertEquals(1, witness.prediction(), attack.name());
                    assertTrue(threats.allows(index, witness.x()), attack.name());
                }
            });
        }
    }
}
