package io.jaspis.attacks.evasion.adaptive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.GradientDescent;
import io.jaspis.attacks.Loss;
import io.jaspis.attacks.Outcome;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;

/** Attacks through defences that are random, or have no slope. */
@PropertyDefaults(tries = 8, edgeCases = EdgeCasesMode.NONE)
class AdaptiveDescentLaws {
    private static final Graph NETWORK = Nets.dense(1, 12, 24, 5);
    private static final int EXAMPLES = 12;
    private static final Defence NOISE =
            Defence.smooth(x -> x.plus(x.trace().normal(x.shape(), 3).scale(0.02f)));
    private static final Defence LEVELS = Defence.nearIdentity(AdaptiveDescentLaws::levels);

    private static final AdaptiveDescent.Settings SETTINGS =
            new AdaptiveDescent.Settings(Loss.MARGIN, 10, 0.25, 2, 4, 30, 0.01);

    private static Value levels(Value x) {
        return x.scale(16).floor().scale(1 / 16f);
    }

    private static Problem problem(long seed, Norm norm) {
        Threat threat = new Threat(norm, norm == Norm.LINF ? 0.15 : norm == Norm.L2 ? 0.5 : 1.5, 0, 1);
        return Nets.classified(NETWORK, seed, EXAMPLES, threat, 8);
    }

    private static void assertSame(AdaptiveDescent.Result expected, AdaptiveDescent.Result actual) {
        assertEquals(expected.index(), actual.index());
        assertArrayEquals(expected.x(), actual.x());
        assertEquals(expected.distance(), actual.distance());
        assertEquals(expected.judged(), actual.judged());
        assertEquals(expected.spent(), actual.spent());
    }

    @Property
    @Label("each example has the result that it has alone, inside its set")
    void alone(@ForAll long seed, @ForAll Norm norm) {
        for (Defence defence : List.of(NOISE, LEVELS)) {
            Problem problem = problem(seed, norm);
            AdaptiveDescent descent = new AdaptiveDescent(problem, defence, SETTINGS);
            List<AdaptiveDescent.Result> all = descent.attack(Nets.all(problem), seed, () -> false);
            assertEquals(EXAMPLES, all.size());
            float[] centre = new float[12];
            for (int index : new int[] {7, 2}) {
                assertSame(
                        all.get(index),
                        descent.attack(List.of(index), seed, () -> false).getFirst());
            }
            for (AdaptiveDescent.Result result : all) {
                problem.examples().copy(result.index(), centre, 0);
                assertTrue(problem.threat().around(centre).contains(result.x(), 0));
                assertTrue(result.distance() <= problem.threat().epsilon());
                long most = 2L * 10 * 4;
                assertTrue(result.spent().gradients() <= most && result.spent().queries() % 30 == 0);
            }
        }
    }

    private static long broken(AdaptiveDescent descent, Problem problem) {
        return descent.attack(Nets.all(problem), 1, () -> false).stream()
                .filter(AdaptiveDescent.Result::broken)
                .count();
    }

    @Example
    void gradientsGoBackWhereADefenceHasNoSlope() {
        Problem bare = problem(3, Norm.LINF);
        Graph defended = Graph.of(
                "x",
                NETWORK.input("x").shape(),
                "logits",
                x -> x.trace().inline(NETWORK, Map.of("x", levels(x))).get("logits"));
        Problem whole = Nets.classified(defended, 3, EXAMPLES, bare.threat(), 8);
        Attack plain = GradientDescent.fgsm();
        AtomicInteger without = new AtomicInteger();
        plain.attack(
                whole,
                Nets.all(whole),
                1,
                Budget.UNLIMITED,
                (_, outcome) -> {
                    if (outcome instanceof Outcome.Falsified) {
                        without.incrementAndGet();
                    }
                },
                () -> false);
        assertEquals(0, without.get(), "its gradient is zero");
        AdaptiveDescent adaptive = new AdaptiveDescent(relabelled(bare, whole), LEVELS, SETTINGS);
        assertTrue(broken(adaptive, bare) > EXAMPLES / 2);
    }

    /** The bare network's problem with the labels that the whole model gives. */
    private static Problem relabelled(Problem bare, Problem whole) {
        float[] values = new float[EXAMPLES * 12];
        int[] labels = new int[EXAMPLES];
        for (int i = 0; i < EXAMPLES; i++) {
            whole.examples().copy(i, values, i * 12);
            labels[i] = whole.examples().label(i);
        }
        return Nets.problem(NETWORK, values, labels, bare.threat(), 8);
    }

    @Example
    void theMeanOverNoiseFindsWhatIsWrongMostly() {
        Problem problem = problem(3, Norm.LINF);
        long broken = broken(new AdaptiveDescent(problem, NOISE, SETTINGS), problem);
        assertTrue(broken > EXAMPLES / 2, "broken: " + broken);
        // In a ball of radius 0 there is nothing but the noise, which changes few.
        Problem still = problem.withThreat(problem.threat().withEpsilon(0));
        assertTrue(broken(new AdaptiveDescent(still, NOISE, SETTINGS), still) < 3);
    }

    /**
     * One element, whose class flips by chance the more often the farther it goes: first judgements succeed by luck where the
     * probability is a little above a half, and the search has to go on from there.
     */
    @Property
    @Label("what is easily broken at the end of the way is broken, whatever luck there is on it")
    void luckOnTheWayIsNotTheEnd(@ForAll long seed) {
        Graph network = Graph.of("x", Shape.of(1), "logits", x -> {
            Value lead = x.plus(-0.5f);
            return x.trace().concatenate(0, List.of(lead, lead.scale(0)));
        });
        float[] values = new float[EXAMPLES];
        Arrays.fill(values, 0.51f);
        Threat threat = new Threat(Norm.LINF, 0.3, 0, 1);
        Problem problem = Nets.problem(network, values, new int[EXAMPLES], threat, 8);
        Defence noise =
                Defence.smooth(x -> x.plus(x.trace().normal(x.shape(), 3).scale(0.2f)));
        AdaptiveDescent.Settings settings = new AdaptiveDescent.Settings(Loss.MARGIN, 40, 0.05, 1, 4, 200, 0.001);
        assertEquals(
                EXAMPLES,
                new AdaptiveDescent(problem, noise, settings)
                        .attack(Nets.all(problem), seed, () -> false).stream()
                                .filter(AdaptiveDescent.Result::broken)
                                .count());
    }

    @Property
    @Label("the largest batch makes no difference")
    void anyBatch(@ForAll long seed) {
        Problem problem = problem(seed, Norm.LINF);
        AdaptiveDescent.Settings settings = new AdaptiveDescent.Settings(Loss.MARGIN, 3, 0.25, 1, 7, 30, 0.01);
        List<AdaptiveDescent.Result> expected = new AdaptiveDescent(
                        Nets.classified(NETWORK, seed, EXAMPLES, problem.threat(), 64), NOISE, settings)
                .attack(List.of(1, 2), seed, () -> false);
        for (int batch : new int[] {1, 3, 8}) {
            List<AdaptiveDescent.Result> results = new AdaptiveDescent(
                            Nets.classified(NETWORK, seed, EXAMPLES, problem.threat(), batch), NOISE, settings)
                    .attack(List.of(1, 2), seed, () -> false);
            for (int i = 0; i < expected.size(); i++) {
                assertSame(expected.get(i), results.get(i));
            }
        }
    }

    @Example
    void aTargetIsWhatCounts() {
        Problem problem = problem(3, Norm.LINF);
        Problem aimed = problem.withTarget(new Target.Next(5));
        assertTrue(broken(new AdaptiveDescent(aimed, NOISE, SETTINGS), aimed)
                < broken(new AdaptiveDescent(problem, NOISE, SETTINGS), problem));
        long reached = 0;
        for (int target = 0; target < 5; target++) {
            int wanted = target;
            Problem one = problem.withTarget(new Target.Fixed(wanted));
            List<Integer> others = Nets.all(one).stream()
                    .filter(index -> one.examples().label(index) != wanted)
                    .toList();
            reached += new AdaptiveDescent(one, NOISE, SETTINGS)
                    .attack(others, 1, () -> false).stream()
                            .filter(AdaptiveDescent.Result::broken)
                            .count();
        }
        assertTrue(reached > 0, "no target was ever reached");
    }

    @Example
    void whatIsWrongAlreadyIsBrokenAtDistanceZero() {
        Problem right = problem(3, Norm.L2);
        float[] values = new float[12];
        right.examples().copy(0, values, 0);
        Problem wrong =
                Nets.problem(NETWORK, values, new int[] {(right.examples().label(0) + 1) % 5}, right.threat(), 8);
        AdaptiveDescent.Result result = new AdaptiveDescent(wrong, LEVELS, SETTINGS)
                .attack(List.of(0), 1, () -> false)
                .getFirst();
        assertTrue(result.broken());
        assertEquals(0, result.distance());
        assertEquals(new Budget.Spent(0, 60, 0), result.spent());
    }

    @Example
    void gradientsThatAreNoNumbersMoveNothing() {
        Problem problem = problem(3, Norm.L1);
        Defence none = new Defence(AdaptiveDescentLaws::levels, x -> x.plus(-2).logarithm());
        List<AdaptiveDescent.Result> results =
                new AdaptiveDescent(problem, none, SETTINGS).attack(Nets.all(problem), 1, () -> false);
        assertEquals(EXAMPLES, results.size());
        assertEquals(List.of(), new AdaptiveDescent(problem, none, SETTINGS).attack(Nets.all(problem), 1, () -> true));
    }

    /** One step of 0.02 is less than half of what lies between two of these values. */
    @Example
    void stepsThatAreShorterThanHalfALevelGather() {
        Features pictures = Features.ofChannels(List.of(Feature.real("grey", 1, 0, 1)), new int[2], 15);
        Features table = new Features(List.of(
                Feature.integer("loans", 10, 0, 9),
                Feature.category("web", 1, "channel"),
                Feature.category("shop", 1, "channel")));
        AdaptiveDescent.Settings settings = new AdaptiveDescent.Settings(Loss.MARGIN, 20, 0.1, 1, 1, 9, 0.05);
        Defence none = Defence.nearIdentity(x -> x);
        for (Norm norm : Norm.values()) {
            Problem levels = Nets.problem(
                    Nets.linear(new float[] {1, 0}, -0.1f),
                    new float[2],
                    new int[1],
                    Threat.of(norm, 0.2, pictures),
                    4);
            Problem whole = Nets.problem(
                    Nets.linear(new float[] {1, 0, 0}, -3.5f),
                    new float[] {3, 1, 0},
                    new int[1],
                    Threat.of(norm, 0.2, table),
                    4);
            Problem category = Nets.problem(
                    Nets.linear(new float[] {0, -1, 1}, 0),
                    new float[] {3, 1, 0},
                    new int[1],
                    Threat.of(norm, 2, table),
                    4);
            for (Problem problem : List.of(levels, whole, category)) {
                assertEquals(1, broken(new AdaptiveDescent(problem, none, settings), problem), norm::toString);
            }
        }
    }

    @Example
    @Label(
            "through a defence, models of no numbers or ties are broken as they are, and one that never changes its mind never")
    void oddModels() {
        Map<UnaryOperator<Value>, Boolean> odd = new LinkedHashMap<>();
        odd.put(logits -> logits.scale(0).plus(-1).logarithm(), true);
        odd.put(logits -> logits.scale(0), true);
        odd.put(logits -> logits.scale(0).plus(first(logits)), false);
        odd.put(
                logits -> logits.scale(0)
                        .plus(first(logits).scale(Float.MAX_VALUE).scale(2)),
                false);
        odd.forEach((answer, broken) -> {
            Graph network = Graph.of(
                    "x",
                    NETWORK.input("x").shape(),
                    "logits",
                    x -> answer.apply(x.trace().inline(NETWORK, Map.of("x", x)).get("logits")));
            Problem problem =
                    Nets.problem(network, Nets.points(1, 2 * 12), new int[2], new Threat(Norm.LINF, 0.15, 0, 1), 2);
            for (Defence defence : List.of(NOISE, LEVELS)) {
                List<AdaptiveDescent.Result> results = new ArrayList<>();
                results.addAll(new AdaptiveDescent(problem, defence, SETTINGS).attack(List.of(0, 1), 1, () -> false));
                results.addAll(new AutoAttackRand(problem, defence, 30, 0.01).attack(List.of(0, 1), 1, () -> false));
                assertEquals(4, results.size());
                results.forEach(result -> assertEquals(broken, result.broken()));
            }
        });
    }

    private static Value first(Value logits) {
        return logits.trace().constant(Tensor.of(Shape.of(5), 1, 0, 0, 0, 0));
    }
}
