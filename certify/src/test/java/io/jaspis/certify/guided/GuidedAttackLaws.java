package io.jaspis.certify.guided;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.Effort;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.evasion.AttackSequence;
import io.jaspis.attacks.evasion.AutoAttack;
import io.jaspis.attacks.evasion.gradient.AutoPgd;
import io.jaspis.attacks.evasion.gradient.GradientLoss;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.samples.ReluGraphs;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.RandomProblems;
import io.jaspis.certify.crown.CrownBounds;
import io.jaspis.certify.crown.Stage;
import io.jaspis.certify.intervals.IntervalBounds;
import io.jaspis.certify.verifying.VerifySettings.Work;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Verification;
import io.jaspis.threat.samples.Nets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GuidedAttackLaws {
    private static final List<Integer> ALL = List.of(0, 1, 2);

    private static Map<Integer, Outcome> outcomes(Attack attack, Problem problem, long seed, Budget budget) {
        Map<Integer, Outcome> outcomes = new TreeMap<>();
        attack.attack(problem, ALL, seed, budget, outcomes::put, () -> false);
        return outcomes;
    }

    @Property(tries = 20)
    @Label("proofs between two attacks change nothing of what is found")
    void proofsChangeNothing(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double epsilon = Math.pow(10, random.nextDouble(-3, 0));
        Problem problem = RandomProblems.of(ReluGraphs.random(seed).graph(), epsilon, random);
        Attack before = AutoPgd.untargeted(GradientLoss.MARGIN, 2, 1);
        Attack after = AutoPgd.untargeted(GradientLoss.CROSS_ENTROPY, 10, 2);
        List<Certifier> certifiers = List.of(new IntervalBounds(), new CrownBounds(Stage.CROWN, 1e8, 1));
        Map<Integer, Outcome> proved =
                outcomes(new ProofBetween("proved", before, certifiers, after), problem, seed, Budget.UNLIMITED);
        Map<Integer, Outcome> plain =
                outcomes(new AttackSequence("plain", List.of(before, after)), problem, seed, Budget.UNLIMITED);
        assertEquals(plain.keySet(), proved.keySet());
        plain.forEach((index, outcome) -> {
            if (outcome instanceof Outcome.Falsified(var witness, var _)) {
                Outcome.Falsified other = assertInstanceOf(Outcome.Falsified.class, proved.get(index));
                assertArrayEquals(witness.x(), other.witness().x());
                assertEquals(witness.attack(), other.witness().attack());
            } else {
                assertInstanceOf(Outcome.Survived.class, proved.get(index));
            }
        });
    }

    @Property(tries = 12)
    @Label(
            "no attack of any name, in any norm, breaks what interval bounds prove or goes beyond its budget, and each witness is one")
    void nothingBreaksWhatIsProved(@ForAll long seed, @ForAll Norm norm) {
        SplittableRandom random = new SplittableRandom(seed);
        double epsilon = Math.pow(10, random.nextDouble(-2.5, 0));
        Problem problem = RandomProblems.of(ReluGraphs.random(seed).graph(), new Threat(norm, epsilon, -1, 1), random);
        float[] margins;
        try (Certifier.Prover prover = new IntervalBounds().prepare(problem)) {
            margins = prover.margins(ALL, epsilon);
        }
        Verification verification = new Verification(problem);
        for (String name : Attacks.names()) {
            for (Attack attack : attacks(name, problem)) {
                Budget budget =
                        new Budget(random.nextInt(1, 300), random.nextInt(1, 300), 20, java.util.Optional.empty());
                outcomes(attack, problem, seed, budget).forEach((index, outcome) -> {
                    assertTrue(outcome.spent().gradients() <= budget.gradients(), name + " takes more gradients");
                    assertTrue(outcome.spent().queries() <= budget.queries(), name + " asks more");
                    if (outcome instanceof Outcome.Falsified(var witness, var _)) {
                        assertTrue(!(margins[index] > 0), name + " broke what is proved");
                        assertTrue(
                                verification
                                        .check(index, witness.x(), name, problem.target(index))
                                        .isPresent(),
                                name + " tells what is no witness");
                    }
                });
            }
        }
    }

    /** None where it isn't for such a problem. */
    private static List<Attack> attacks(String name, Problem problem) {
        try {
            AttackFamily.Settings settings = new AttackFamily.Settings(Effort.LOW, 5, 1, List.of(Nets.model(problem)));
            return Attacks.named(List.of(name), problem, settings);
        } catch (IllegalArgumentException _) {
            return List.of();
        }
    }

    @Property(tries = 15)
    @Label("the verifier breaks whatever random points break")
    void breaksWhatChanceBreaks(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Problem problem = RandomProblems.of(ReluGraphs.dense(seed, 3, 8).graph(), 0.3, random);
        Verification verification = new Verification(problem);
        Map<Integer, Outcome> found =
                outcomes(new VerifierAttack(new Work(2000, 1e9)), problem, seed, Budget.UNLIMITED);
        for (int index : ALL) {
            float[] example = new float[problem.size()];
            problem.examples().copy(index, example, 0);
            for (int n = 0; n < 300; n++) {
                float[] point = example.clone();
                for (int i = 0; i < point.length; i++) {
                    float lower = problem.threat().innerLower(i, example[i]);
                    float upper = problem.threat().innerUpper(i, example[i]);
                    point[i] = Math.clamp((float) (lower + random.nextDouble() * (upper - lower)), lower, upper);
                }
                if (verification
                        .check(index, point, "chance", problem.target(index))
                        .isPresent()) {
                    assertInstanceOf(Outcome.Falsified.class, found.get(index));
                }
            }
        }
    }

    @Property(tries = 8)
    @Label("max breaks whatever AutoAttack breaks with the same seed, in any norm")
    void maxBreaksWhatAutoAttackBreaks(@ForAll long seed, @ForAll Norm norm) {
        SplittableRandom random = new SplittableRandom(seed);
        double epsilon = Math.pow(10, random.nextDouble(-2, 0));
        Problem problem = RandomProblems.of(ReluGraphs.random(seed).graph(), new Threat(norm, epsilon, -1, 1), random);
        List<Attack> autoattack = Attacks.named(List.of("autoattack"), problem, AttackFamily.Settings.of(Effort.LOW));
        Attack max = Attacks.named(List.of("max"), problem, AttackFamily.Settings.of(Effort.LOW))
                .getFirst();
        Map<Integer, Outcome> found = outcomes(max, problem, seed, Budget.UNLIMITED.withDomains(20));
        outcomes(new AttackSequence("autoattack", autoattack), problem, seed, Budget.UNLIMITED)
                .forEach((index, outcome) -> {
                    if (outcome instanceof Outcome.Falsified) {
                        assertInstanceOf(Outcome.Falsified.class, found.get(index));
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void maxHasAllThatAutoAttackHasWithItsSettings(Norm norm) {
        for (int classes : new int[] {2, 10}) {
            Problem problem = Nets.problem(
                    Nets.dense(1, 2, 4, classes), new float[2], new int[1], new Threat(norm, 0.1, 0, 1), 2);
            Map<String, Object> max = Attacks.named(List.of("max"), problem, AttackFamily.Settings.of(Effort.LOW))
                    .getFirst()
                    .parameters();
            Map<String, Object> expected = AutoAttack.standard(problem).parameters();
            assertTrue(expected.size() > 10, expected::toString);
            expected.forEach((name, value) -> assertEquals(value, max.get("rest of max: " + name), name));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theVerifierSearchesBoxesAloneWhateverValuesAreAllowed(Norm norm) {
        Features table = new Features(List.of(Feature.real("x", 1, -10, 10), Feature.integer("n", 1, -10, 10)));
        Features pictures = Features.ofChannels(List.of(Feature.real("channel", 1, 0, 1)), new int[2], 255);
        for (Threat threat :
                List.of(new Threat(norm, 1, 0, 1), Threat.of(norm, 1, table), Threat.of(norm, 1, pictures))) {
            Problem problem = Nets.problem(Nets.dense(1, 2, 4, 2), new float[2], new int[1], threat, 2);
            assertEquals(norm == Norm.LINF, VerifierAttack.refusal(problem).isEmpty());
            Attack max = Attacks.named(List.of("max"), problem, AttackFamily.Settings.of(Effort.LOW))
                    .getFirst();
            assertEquals(
                    norm == Norm.LINF, max.parameters().toString().contains("verifier"), max.parameters()::toString);
        }
    }

    /** Rounding of a detour by 4096 makes near ties of float32 everywhere; what breaks is a needle in the second input. */
    private static Problem needle(float at) {
        float steep = 500;
        float half = 0.002f;
        float detour = 4096;
        Graph network = Graph.of("x", Shape.of(2), "scores", x -> {
            Value hidden = x.dense(
                            x.trace().constant(Tensor.of(Shape.of(5, 2), 1, 0, 1, 0, 0, steep, 0, steep, 0, steep)))
                    .plus(x.trace()
                            .constant(Tensor.of(
                                    Shape.of(5), detour, 0, steep * (-at + half), steep * -at, steep * (-at - half))))
                    .relu();
            return hidden.dense(x.trace().constant(Tensor.of(Shape.of(2, 5), 0, 0, 0, 0, 0, 1, -1, 0.5f, -1, 0.5f)))
                    .plus(x.trace().constant(Tensor.of(Shape.of(2), 1, 1 - 2e-4f - detour)));
        });
        return Nets.problem(network, new float[] {0.5f, 0.1f}, new int[1], new Threat(Norm.LINF, 0.9, 0, 1), 1);
    }

    @Example
    void theVerifierGoesOnAfterWhatOnlyRoundingBreaks() {
        int broken = 0;
        for (int k = 0; k < 12; k++) {
            float at = 0.25f + 0.04f * k;
            Problem problem = needle(at);
            assertTrue(new Verification(problem)
                    .check(0, new float[] {0.5f, at}, "needle")
                    .isPresent());
            Map<Integer, Outcome> found = new TreeMap<>();
            new VerifierAttack(new Work(4096, 1e9))
                    .attack(problem, List.of(0), k, Budget.UNLIMITED, found::put, () -> false);
            broken += found.get(0) instanceof Outcome.Falsified ? 1 : 0;
        }
        assertTrue(broken >= 11, "of 12 only " + broken);
    }

    @Property(tries = 12)
    @Label(
            "the verifier takes no more gradients, queries and domains than it may, of networks of few inputs and of many")
    void theVerifierKeepsItsBudget(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int inputs = random.nextInt(2, 30);
        Graph network = Nets.dense(seed, inputs, 12, 3);
        float[] values = Nets.points(seed, 3 * inputs);
        int[] labels = new int[3];
        for (int i = 0; i < 3; i++) {
            labels[i] = Nets.prediction(network, Arrays.copyOfRange(values, i * inputs, (i + 1) * inputs));
        }
        Threat threat = new Threat(Norm.LINF, random.nextDouble(0.01, 0.3), 0, 1);
        Problem problem = Nets.problem(network, values, labels, threat, 3);
        Budget budget = new Budget(
                random.nextInt(1, 800),
                random.nextInt(1, 60),
                random.nextInt(1, random.nextBoolean() ? 60 : 5000),
                java.util.Optional.empty());
        outcomes(new VerifierAttack(new Work(4096, 1e9)), problem, seed, budget).forEach((index, outcome) -> {
            Budget.Spent spent = outcome.spent();
            assertTrue(
                    spent.gradients() <= budget.gradients()
                            && spent.queries() <= budget.queries()
                            && spent.domains() <= Math.min(4096, budget.domains()),
                    () -> spent + " of " + budget);
        });
    }

    @Property(tries = 10)
    @Label("a budget of nothing is spent by none of them, and leaves everything")
    void nothingForNothing(@ForAll long seed) {
        Problem problem = RandomProblems.of(ReluGraphs.random(seed).graph(), 0.1, new SplittableRandom(seed));
        Budget nothing = new Budget(0, 0, 0, java.util.Optional.empty());
        for (String name : List.of("verifier", "fast", "max", "autoattack", "autoattack-plus", "autoattack-rand")) {
            for (Attack attack : attacks(name, problem)) {
                Map<Integer, Outcome> outcomes = outcomes(attack, problem, seed, nothing);
                assertEquals(3, outcomes.size(), name);
                outcomes.values().forEach(outcome -> {
                    assertInstanceOf(Outcome.Survived.class, outcome, name);
                    assertEquals(Budget.Spent.NOTHING, outcome.spent(), name);
                });
            }
        }
    }

    @Example
    void aTargetThatIsTheLabelIsNoBreak() {
        SplittableRandom random = new SplittableRandom(1);
        Problem any = RandomProblems.of(ReluGraphs.random(1).graph(), 0.1, random);
        Problem own = any.withTarget(new Target.Fixed(any.examples().label(0)));
        for (String name : List.of("verifier", "fast", "max")) {
            for (Attack attack : Attacks.named(List.of(name), own, AttackFamily.Settings.of(Effort.LOW))) {
                assertThrows(IllegalArgumentException.class, () -> outcomes(attack, own, 1, Budget.UNLIMITED), name);
            }
        }
    }
}
