package io.jaspis.attacks.evasion.blackbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.Outcomes;
import io.jaspis.autodiff.Graph;
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
import io.jaspis.threat.Witness;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongFunction;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** What holds of every attack by labels, whatever the network, the norm and the features. */
@PropertyDefaults(tries = 30, edgeCases = EdgeCasesMode.NONE, afterFailure = AfterFailureMode.RANDOM_SEED)
class LabelAttackLaws {
    private static final int SIZE = 8;
    private static final int CLASSES = 4;
    private static final int EXAMPLES = 6;

    private static int broken;
    private static int aimed;

    @Provide
    Arbitrary<LongFunction<LabelAttack>> attacks() {
        return Arbitraries.of(LabelAttackSamples.ALL);
    }

    private static Threat plain(Norm norm) {
        return new Threat(norm, LabelAttackSamples.epsilon(norm), 0, 1);
    }

    private static Problem classified(long seed, Threat threat, int batch) {
        return Nets.classified(Nets.dense(seed, SIZE, 16, CLASSES), seed + 1, EXAMPLES, threat, batch);
    }

    private static void assertSame(Outcome expected, Outcome actual) {
        assertEquals(expected.spent(), actual.spent());
        assertEquals(expected.getClass(), actual.getClass());
        if (expected instanceof Outcome.Falsified a && actual instanceof Outcome.Falsified b) {
            assertArrayEquals(a.witness().x(), b.witness().x());
            assertEquals(a.witness().prediction(), b.witness().prediction());
            assertEquals(a.witness().distance(), b.witness().distance());
        }
    }

    @Property
    @Label("the same seed gives the same bits, whatever the batch and the other examples")
    void sameOutcomes(
            @ForAll("attacks") LongFunction<LabelAttack> attack,
            @ForAll long seed,
            @ForAll Norm norm,
            @ForAll @IntRange(min = 1, max = 9) int batch) {
        Problem problem = classified(seed, plain(norm), batch);
        Problem other = classified(seed, plain(norm), EXAMPLES);
        List<Integer> order = new ArrayList<>(Nets.all(problem));
        Collections.shuffle(order, new Random(seed));
        Map<Integer, Outcome> outcomes = Outcomes.of(attack.apply(300), problem, order, seed, Budget.UNLIMITED);
        assertEquals(EXAMPLES, outcomes.size());
        outcomes.forEach((index, outcome) -> assertSame(
                outcome,
                Outcomes.of(attack.apply(300), other, List.of(index), seed, Budget.UNLIMITED)
                        .get(index)));
    }

    @Property
    @Label("what is found lies in the set and is another class, and no budget is overdrawn")
    void insideAndWithin(
            @ForAll("attacks") LongFunction<LabelAttack> attack,
            @ForAll long seed,
            @ForAll Norm norm,
            @ForAll @IntRange(min = 0, max = 400) int queries) {
        Problem problem = classified(seed, plain(norm), 4);
        Map<Integer, Outcome> outcomes =
                Outcomes.of(attack.apply(350), problem, Nets.all(problem), seed, Budget.UNLIMITED.withQueries(queries));
        outcomes.forEach((index, outcome) -> {
            assertTrue(outcome.spent().queries() <= Math.min(350, queries));
            assertEquals(0, outcome.spent().gradients());
            if (outcome instanceof Outcome.Falsified found) {
                broken++;
                assertInside(problem, index, found.witness());
                assertNotEquals(problem.examples().label(index), found.witness().prediction());
            }
        });
    }

    private static void assertInside(Problem problem, int index, Witness witness) {
        float[] centre = new float[problem.size()];
        problem.examples().copy(index, centre, 0);
        assertTrue(problem.threat().contains(centre, 0, witness.x(), 0, centre.length));
        assertEquals(problem.threat().distance(centre, 0, witness.x(), 0, centre.length), witness.distance());
    }

    @AfterContainer
    static void someWereBroken() {
        assertTrue(broken > 0, "no attack broke anything, so nothing was looked at");
        assertTrue(aimed > 0, "no target was ever reached");
    }

    @Property
    @Label("a budget of 0 spends nothing, and a wrong label is found at distance 0 by one query")
    void wrongLabels(@ForAll("attacks") LongFunction<LabelAttack> attack, @ForAll long seed, @ForAll Norm norm) {
        Problem right = classified(seed, plain(norm), 4);
        float[] values = new float[EXAMPLES * SIZE];
        int[] labels = new int[EXAMPLES];
        for (int index = 0; index < EXAMPLES; index++) {
            right.examples().copy(index, values, index * SIZE);
            labels[index] = (right.examples().label(index) + 1) % CLASSES;
        }
        Problem wrong = Nets.problem(right.network(), values, labels, plain(norm), 4);
        List<Integer> all = Nets.all(wrong);
        Outcomes.of(attack.apply(100), wrong, all, seed, Budget.UNLIMITED.withQueries(0))
                .values()
                .forEach(outcome -> assertEquals(new Outcome.Survived(Budget.Spent.NOTHING), outcome));
        Outcomes.of(attack.apply(100), wrong, all, seed, Budget.UNLIMITED)
                .values()
                .forEach(outcome -> {
                    Witness witness =
                            assertInstanceOf(Outcome.Falsified.class, outcome).witness();
                    assertEquals(0, witness.distance());
                    assertEquals(1, outcome.spent().queries());
                });
        LabelAttackSamples.descents(attack.apply(100), wrong, all, seed)
                .values()
                .forEach(descent -> {
                    assertEquals(0, descent.after(1));
                    assertEquals(1, descent.queries());
                });
    }

    @Property
    @Label("with a target, that class is reached")
    void targets(@ForAll("attacks") LongFunction<LabelAttack> attack, @ForAll long seed, @ForAll Norm norm) {
        Problem problem = classified(seed, plain(norm), 4).withTarget(new Target.Next(CLASSES));
        Problem anywhere = problem.withThreat(new Threat(Norm.LINF, 1, 0, 1));
        Verification verification = new Verification(anywhere);
        LabelAttackSamples.descents(attack.apply(300), problem, Nets.all(problem), seed)
                .forEach((index, descent) -> descent.nearest().ifPresent(witness -> {
                    int target = (problem.examples().label(index) + 1) % CLASSES;
                    aimed++;
                    assertEquals(target, witness.prediction());
                    assertTrue(verification
                            .check(index, witness.x(), witness.attack(), target)
                            .isPresent());
                }));
    }

    @Property
    @Label("distances fall with queries, of which all are spent, and the nearest is as far away as is told")
    void distancesFall(@ForAll("attacks") LongFunction<LabelAttack> attack, @ForAll long seed, @ForAll Norm norm) {
        Problem problem = classified(seed, plain(norm), 4);
        LabelAttack label = attack.apply(400);
        LabelAttackSamples.descents(label, problem, Nets.all(problem), seed).forEach((index, descent) -> {
            assertTrue(descent.queries() <= 400);
            double before = Double.POSITIVE_INFINITY;
            long queries = 0;
            for (Descent.Step step : descent.steps()) {
                assertTrue(step.distance() < before && step.queries() > queries && step.queries() <= descent.queries());
                before = step.distance();
                queries = step.queries();
            }
            assertEquals(descent.nearest().isPresent(), !descent.steps().isEmpty());
            if (descent.nearest().isPresent()) {
                float[] centre = new float[SIZE];
                problem.examples().copy(index, centre, 0);
                float[] x = descent.nearest().get().x();
                assertEquals(before, label.measure(problem).distance(problem.threat(), centre, 0, x, 0, SIZE));
                assertEquals(400, descent.queries());
            }
        });
    }

    private static final Features TABLE = new Features(List.of(
            Feature.real("income", 3000, 0, 200_000),
            Feature.integer("loans", 2, 0, 9).moving(Feature.Way.ONLY_UP),
            Feature.category("web", 1, "channel"),
            Feature.category("shop", 1, "channel"),
            Feature.category("phone", 1, "channel"),
            Feature.real("debt", 0.5, 0, 50).moving(Feature.Way.ONLY_DOWN),
            Feature.immutable("born"),
            Feature.integer("age", 1, 18, 99)));

    /** Rows of the table, each with the class that the network gives it. */
    private static Problem table(long seed, Norm norm, double epsilon) {
        Random random = new Random(seed);
        float[] widths = {1 / 200_000f, 1 / 9f, 1, 1, 1, 1 / 50f, 1 / 2000f, 1 / 99f};
        Graph inner = Nets.dense(seed, SIZE, 16, CLASSES);
        Graph network = Graph.of("x", Shape.of(SIZE), "logits", x -> {
            var trace = x.trace();
            return trace.inline(inner, Map.of("x", x.times(trace.constant(Tensor.of(Shape.of(SIZE), widths)))))
                    .get("logits");
        });
        float[] values = new float[EXAMPLES * SIZE];
        int[] labels = new int[EXAMPLES];
        for (int index = 0; index < EXAMPLES; index++) {
            float[] row = {
                random.nextFloat() * 200_000,
                random.nextInt(10),
                0,
                0,
                0,
                random.nextFloat() * 50,
                1900 + random.nextInt(120),
                18 + random.nextInt(82)
            };
            row[2 + random.nextInt(3)] = 1;
            System.arraycopy(row, 0, values, index * SIZE, SIZE);
            labels[index] = Nets.prediction(network, row);
        }
        return Nets.problem(network, values, labels, Threat.of(norm, epsilon, TABLE), 4);
    }

    @Property
    @Label(
            "rows of a table keep whole numbers, categories, directions and what is immutable, in the set and outside of it")
    void tables(@ForAll("attacks") LongFunction<LabelAttack> attack, @ForAll long seed, @ForAll Norm norm) {
        Problem problem = table(seed, norm, 3);
        assertAllowed(attack, seed, problem);
    }

    @Property
    @Label("pictures keep their levels and ranges, in the set and outside of it")
    void levels(@ForAll("attacks") LongFunction<LabelAttack> attack, @ForAll long seed, @ForAll Norm norm) {
        int[] channelOf = new int[SIZE];
        Arrays.setAll(channelOf, i -> i / 4);
        Features channels = Features.ofChannels(
                List.of(Feature.real("channel 0", 0.5, 0, 1), Feature.real("channel 1", 1.5, -1, 2)), channelOf, 15);
        Threat threat = Threat.of(norm, 0.5, channels);
        Random random = new Random(seed);
        float[] values = new float[EXAMPLES * SIZE];
        int[] labels = new int[EXAMPLES];
        Graph network = Nets.dense(seed, SIZE, 16, CLASSES);
        for (int i = 0; i < values.length; i++) {
            values[i] = channels.levels(i % SIZE).value(random.nextInt(16));
        }
        for (int index = 0; index < EXAMPLES; index++) {
            labels[index] = Nets.prediction(network, Arrays.copyOfRange(values, index * SIZE, (index + 1) * SIZE));
        }
        assertAllowed(attack, seed, Nets.problem(network, values, labels, threat, 4));
    }

    private static void assertAllowed(LongFunction<LabelAttack> attack, long seed, Problem problem) {
        List<Integer> all = Nets.all(problem);
        Outcomes.of(attack.apply(300), problem, all, seed, Budget.UNLIMITED).forEach((index, outcome) -> {
            if (outcome instanceof Outcome.Falsified found) {
                assertInside(problem, index, found.witness());
            }
        });
        Problem everywhere = problem.withThreat(problem.threat().everywhere(problem.size()));
        Map<Integer, Descent> descents = LabelAttackSamples.descents(attack.apply(300), problem, all, seed);
        descents.forEach(
                (index, descent) -> descent.nearest().ifPresent(witness -> assertInside(everywhere, index, witness)));
    }

    @Property(tries = 10)
    @Label("a network of NaN is falsified by the example itself, and one of a single class by nothing")
    void strangeNetworks(@ForAll("attacks") LongFunction<LabelAttack> attack, @ForAll long seed, @ForAll Norm norm) {
        float[] values = Nets.points(seed, 2 * SIZE);
        for (float bias : new float[] {Float.NaN, 1}) {
            Graph network = Nets.linear(new float[SIZE], bias);
            Problem problem = Nets.problem(network, values, new int[] {1, 1}, plain(norm), 4);
            Outcomes.of(attack.apply(500), problem, List.of(0, 1), seed, Budget.UNLIMITED)
                    .values()
                    .forEach(outcome -> assertEquals(Float.isNaN(bias), outcome instanceof Outcome.Falsified));
        }
    }
}
