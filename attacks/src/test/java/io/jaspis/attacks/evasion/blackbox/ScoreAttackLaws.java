package io.jaspis.attacks.evasion.blackbox;

import static io.jaspis.attacks.evasion.blackbox.ScoreAttackSamples.CLASSES;
import static io.jaspis.attacks.evasion.blackbox.ScoreAttackSamples.EXAMPLES;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.Outcomes;
import io.jaspis.autodiff.Graph;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Witness;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
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

/** What holds of every attack by scores, whatever the network, the norm, the shape and the features. */
@PropertyDefaults(tries = 40, edgeCases = EdgeCasesMode.NONE, afterFailure = AfterFailureMode.RANDOM_SEED)
class ScoreAttackLaws {
    private static int broken;
    private static int aimed;

    @Provide
    Arbitrary<LongFunction<BlackBox>> attacks() {
        return Arbitraries.of(ScoreAttackSamples.ALL);
    }

    @Provide
    Arbitrary<Shape> shapes() {
        return Arbitraries.of(ScoreAttackSamples.SHAPES);
    }

    @AfterContainer
    static void someWereBroken() {
        assertTrue(broken > 0, "no attack broke anything, so nothing was looked at");
        assertTrue(aimed > 0, "no target was ever reached");
    }

    private static void assertSame(Outcome expected, Outcome actual) {
        assertEquals(expected.spent(), actual.spent());
        assertEquals(expected.getClass(), actual.getClass());
        if (expected instanceof Outcome.Falsified a && actual instanceof Outcome.Falsified b) {
            assertArrayEquals(a.witness().x(), b.witness().x());
            assertEquals(a.witness().prediction(), b.witness().prediction());
        }
    }

    @Property
    @Label("the same seed gives the same bits, whatever the batch and the other examples")
    void sameOutcomes(
            @ForAll("attacks") LongFunction<BlackBox> attack,
            @ForAll("shapes") Shape shape,
            @ForAll long seed,
            @ForAll Norm norm,
            @ForAll @IntRange(min = 1, max = 9) int batch) {
        Problem problem = ScoreAttackSamples.classified(seed, shape, norm, batch);
        Problem other = ScoreAttackSamples.classified(seed, shape, norm, EXAMPLES);
        List<Integer> order = new ArrayList<>(Nets.all(problem));
        Collections.shuffle(order, new Random(seed));
        Map<Integer, Outcome> outcomes = Outcomes.of(attack.apply(100), problem, order, seed);
        assertEquals(EXAMPLES, outcomes.size());
        outcomes.forEach((index, outcome) -> assertSame(
                outcome,
                Outcomes.of(attack.apply(100), other, List.of(index), seed).get(index)));
    }

    @Property
    @Label("what is found lies in the set and is another class, and no budget is overdrawn")
    void insideAndWithin(
            @ForAll("attacks") LongFunction<BlackBox> attack,
            @ForAll("shapes") Shape shape,
            @ForAll long seed,
            @ForAll Norm norm,
            @ForAll @IntRange(min = 0, max = 200) int queries) {
        assertInside(
                attack.apply(150), ScoreAttackSamples.classified(seed, shape, norm, 4), seed, Math.min(150, queries));
    }

    private static void assertInside(BlackBox attack, Problem problem, long seed, long queries) {
        Outcomes.of(attack, problem, Nets.all(problem), seed, Budget.UNLIMITED.withQueries(queries))
                .forEach((index, outcome) -> {
                    assertEquals(new Budget.Spent(0, outcome.spent().queries(), 0), outcome.spent());
                    assertTrue(outcome.spent().queries() <= queries);
                    if (outcome instanceof Outcome.Falsified(Witness witness, var _)) {
                        broken++;
                        float[] centre = new float[problem.size()];
                        problem.examples().copy(index, centre, 0);
                        assertTrue(problem.threat().contains(centre, 0, witness.x(), 0, centre.length));
                        assertNotEquals(problem.examples().label(index), witness.prediction());
                    }
                });
    }

    @Property
    @Label("rows of a table keep whole numbers, categories, directions and what is immutable")
    void tables(@ForAll("attacks") LongFunction<BlackBox> attack, @ForAll long seed, @ForAll Norm norm) {
        assertInside(attack.apply(100), ScoreAttackSamples.table(seed, norm), seed, 100);
    }

    @Property
    @Label("pictures keep their levels and ranges")
    void levels(@ForAll("attacks") LongFunction<BlackBox> attack, @ForAll long seed, @ForAll Norm norm) {
        assertInside(attack.apply(100), ScoreAttackSamples.levels(seed, norm), seed, 100);
    }

    @Property(tries = 5)
    @Label("cosines of a large picture are as long as it takes to come from a level to the next")
    void coarseLevels(@ForAll long seed) {
        Shape shape = Shape.of(30, 30);
        Features levels = Features.ofChannels(List.of(Feature.real("grey", 1, 0, 1)), new int[shape.size()], 15);
        Graph network = Nets.dense(seed, shape, shape.size(), 16, CLASSES);
        float[] values = new float[shape.size()];
        Random random = new Random(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = levels.levels(i).value(random.nextInt(16));
        }
        Problem problem = Nets.problem(
                network, values, new int[] {Nets.prediction(network, values)}, Threat.of(Norm.LINF, 0.2, levels), 4);
        Outcome outcome =
                Outcomes.of(new Simba(100, Simba.Basis.COSINES), problem, seed).get(0);
        assertTrue(outcome instanceof Outcome.Falsified || outcome.spent().queries() == 100, outcome::toString);
    }

    @Property
    @Label("a budget of 0 spends nothing, and a wrong label is found at distance 0 by one query")
    void wrongLabels(@ForAll("attacks") LongFunction<BlackBox> attack, @ForAll long seed, @ForAll Norm norm) {
        Problem problem = ScoreAttackSamples.mislabelled(
                ScoreAttackSamples.classified(seed, ScoreAttackSamples.SHAPES.getFirst(), norm, 4));
        Outcomes.of(attack.apply(100), problem, Nets.all(problem), seed, Budget.UNLIMITED.withQueries(0))
                .values()
                .forEach(outcome -> assertEquals(new Outcome.Survived(Budget.Spent.NOTHING), outcome));
        Outcomes.of(attack.apply(100), problem, seed).values().forEach(outcome -> {
            Witness witness = assertInstanceOf(Outcome.Falsified.class, outcome).witness();
            assertEquals(0, witness.distance());
            assertEquals(1, outcome.spent().queries());
        });
    }

    @Property
    @Label("with a target that class is reached, and a target that is the label is refused")
    void targets(@ForAll("attacks") LongFunction<BlackBox> attack, @ForAll long seed, @ForAll Norm norm) {
        Problem problem = ScoreAttackSamples.classified(seed, ScoreAttackSamples.SHAPES.getLast(), norm, 4)
                .withTarget(new Target.Next(CLASSES));
        Outcomes.of(attack.apply(150), problem, seed).forEach((index, outcome) -> {
            if (outcome instanceof Outcome.Falsified(Witness witness, var _)) {
                aimed++;
                assertEquals((problem.examples().label(index) + 1) % CLASSES, witness.prediction());
            }
        });
        Problem own = problem.withTarget(new Target.Fixed(problem.examples().label(0)));
        assertThrows(IllegalArgumentException.class, () -> Outcomes.of(attack.apply(150), own, List.of(0), seed));
    }

    @Property(tries = 20)
    @Label("a network of NaN is falsified by the example itself, and one of a single class by nothing")
    void strangeNetworks(@ForAll("attacks") LongFunction<BlackBox> attack, @ForAll long seed, @ForAll Norm norm) {
        float[] values = Nets.points(seed, 2 * 8);
        for (float bias : new float[] {Float.NaN, 1}) {
            Graph network = Nets.linear(new float[8], bias);
            Problem problem = Nets.problem(network, values, new int[] {1, 1}, ScoreAttackSamples.plain(norm), 4);
            Outcomes.of(attack.apply(200), problem, seed)
                    .values()
                    .forEach(outcome -> assertEquals(Float.isNaN(bias), outcome instanceof Outcome.Falsified));
        }
    }

    @Property(tries = 20)
    @Label("a radius of 0 breaks nothing, and asks about the example alone")
    void noRoom(@ForAll("attacks") LongFunction<BlackBox> attack, @ForAll long seed, @ForAll Norm norm) {
        Problem problem = ScoreAttackSamples.classified(seed, ScoreAttackSamples.SHAPES.getFirst(), norm, 4);
        Outcomes.of(attack.apply(100), problem.withThreat(problem.threat().withEpsilon(0)), seed)
                .forEach((index, outcome) -> {
                    // Scores that tie are the attacker's, as where all neurons are off.
                    if (!tied(problem, index)) {
                        assertEquals(new Outcome.Survived(new Budget.Spent(0, 1, 0)), outcome);
                    }
                });
    }

    @Property(tries = 15)
    @Label("no size of scores hides the way, in whatever norm")
    void anyScores(@ForAll long seed, @ForAll Norm norm, @ForAll @IntRange(min = -4, max = 5) int size) {
        float scale = (float) Math.pow(10, 1.5 * size);
        Random random = new Random(seed);
        float[] weights = new float[6];
        double most = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian();
            double own = Math.abs(weights[i]);
            most = norm == Norm.L1 ? Math.max(most, own) : norm == Norm.L2 ? Math.hypot(most, own) : most + own;
        }
        float bias = 0;
        float[] x = new float[weights.length];
        for (int i = 0; i < weights.length; i++) {
            x[i] = 0.5f;
            bias -= 0.5f * weights[i];
            weights[i] *= scale;
        }
        // A lead of half of what can be gained.
        bias -= (float) (0.5 * 0.2 * most);
        Problem problem =
                Nets.problem(Nets.linear(weights, bias * scale), x, new int[1], new Threat(norm, 0.2, 0, 1), 8);
        for (BlackBox attack : List.of(new Nes(2000), new Simba(2000, Simba.Basis.ELEMENTS, 0.1))) {
            assertEquals(
                    List.of(0),
                    Outcomes.falsified(Outcomes.of(attack, problem, seed)),
                    () -> attack.name() + " in " + norm + " at " + scale);
        }
    }

    private static boolean tied(Problem problem, int index) {
        float[] x = new float[problem.size()];
        problem.examples().copy(index, x, 0);
        List<Double> scores = new ArrayList<>(Nets.logits(problem.network(), x));
        Collections.sort(scores);
        return scores.getLast() - scores.get(scores.size() - 2) < 1e-6;
    }

    /** The class changes within the first step, though not within the noise of pairs: one query is for where the step leads. */
    @Property
    void noStepIsLeftUnasked(@ForAll @IntRange(min = 4, max = 150) int queries) {
        Problem problem = Nets.problem(
                Nets.linear(new float[] {1}, -0.51f),
                new float[] {0.5f},
                new int[1],
                new Threat(Norm.LINF, 0.1, 0, 1),
                8);
        assertEquals(List.of(0), Outcomes.falsified(Outcomes.of(new Nes(queries), problem, 1)));
    }
}
