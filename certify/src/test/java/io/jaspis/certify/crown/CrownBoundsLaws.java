package io.jaspis.certify.crown;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Effort;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.samples.ReluGraphs;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.Certifiers;
import io.jaspis.certify.RandomProblems;
import io.jaspis.certify.intervals.IntervalBounds;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import io.jaspis.threat.Threat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

class CrownBoundsLaws {
    private static final int EXAMPLES = 3;
    private static final int POINTS = 200;

    private static List<Double> at(Graph graph, List<float[]> points) {
        List<Double> inputs = new ArrayList<>();
        points.forEach(point -> inputs.addAll(DOUBLE.of(point)));
        return Evaluate.run(graph, points.size(), Map.of("x", inputs), Map.of(), DOUBLE)
                .get(graph.onlyOutput());
    }

    private static float[] margins(Certifier certifier, Problem problem, List<Integer> indices) {
        try (Certifier.Prover prover = certifier.prepare(problem)) {
            return prover.margins(indices, problem.threat().epsilon());
        }
    }

    /** The least lead of the label at any of many points of the ball, corners among them. */
    private static double least(Problem problem, int index, SplittableRandom random) {
        Threat threat = problem.threat();
        float[] example = new float[problem.size()];
        problem.examples().copy(index, example, 0);
        List<float[]> points = new ArrayList<>();
        for (int n = 0; n < POINTS; n++) {
            float[] point = example.clone();
            for (int i = 0; i < point.length; i++) {
                float lower = threat.innerLower(i, example[i]);
                float upper = threat.innerUpper(i, example[i]);
                double share = n % 2 == 0 ? random.nextInt(2) : random.nextDouble();
                point[i] = Math.clamp((float) (lower + share * ((double) upper - lower)), lower, upper);
            }
            points.add(point);
        }
        int classes = problem.classes();
        int label = problem.examples().label(index);
        List<Double> scores = at(problem.scores(), points);
        double least = Double.POSITIVE_INFINITY;
        for (int n = 0; n < POINTS; n++) {
            for (int j = 0; j < classes; j++) {
                if (j != label && (problem.target(index) == Logits.NONE || problem.target(index) == j)) {
                    least = Math.min(least, scores.get(n * classes + label) - scores.get(n * classes + j));
                }
            }
        }
        return least;
    }

    @Property(tries = 40)
    @Label("no point of the ball falls below the margin that any stage gives, towards a target neither")
    void sound(@ForAll long seed, @ForAll Stage stage, @ForAll boolean targeted, @ForAll boolean curved) {
        SplittableRandom random = new SplittableRandom(seed);
        double epsilon = Math.pow(10, random.nextDouble(-3, -0.5));
        ReluGraphs network = ReluGraphs.random(seed);
        Problem any = RandomProblems.of((curved ? network.curved(seed) : network).graph(), epsilon, random);
        Problem problem = targeted ? any.withTarget(new Target.Next(any.classes())) : any;
        float[] margins = margins(new CrownBounds(stage, 1e8, 40), problem, List.of(0, 1, 2));
        for (int i = 0; i < EXAMPLES; i++) {
            double least = least(problem, i, random);
            // What double evaluation rounds is far below a float's last place.
            double rounding = 1e-9 * Math.max(1, Math.abs(least));
            assertTrue(margins[i] <= least + rounding, margins[i] + " above " + least);
        }
    }

    @Property(tries = 10)
    @Label("what an example comes to doesn't depend on the others")
    void alone(@ForAll long seed, @ForAll Stage stage) {
        SplittableRandom random = new SplittableRandom(seed);
        Problem problem = RandomProblems.of(ReluGraphs.random(seed).graph(), 0.05, random);
        CrownBounds bounds = new CrownBounds(stage, 1e8, 20);
        float[] together = margins(bounds, problem, List.of(2, 0, 1));
        for (int i = 0; i < EXAMPLES; i++) {
            assertArrayEquals(new float[] {together[(i + 1) % EXAMPLES]}, margins(bounds, problem, List.of(i)));
        }
    }

    @Example
    void eachStageProvesMore() {
        int[] proved = new int[4];
        for (int seed = 0; seed < 60; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Problem problem = RandomProblems.of(ReluGraphs.dense(seed, 3, 10).graph(), 0.2, random);
            boolean[] known = new boolean[EXAMPLES];
            List<Certifier> certifiers = new ArrayList<>(List.of(new IntervalBounds()));
            Arrays.stream(Stage.values())
                    .map(stage -> stage.with(Effort.NORMAL))
                    .forEach(certifiers::add);
            for (int stage = 0; stage < certifiers.size(); stage++) {
                float[] margins = margins(certifiers.get(stage), problem, List.of(0, 1, 2));
                for (int i = 0; i < EXAMPLES; i++) {
                    known[i] |= margins[i] > 0;
                    proved[stage] += known[i] ? 1 : 0;
                }
            }
        }
        for (int stage = 1; stage < proved.length; stage++) {
            assertTrue(proved[stage] > proved[stage - 1], Arrays.toString(proved));
        }
    }

    @Example
    void halvedBallsOfCurvesProveMore() {
        int[] proved = new int[3];
        for (int seed = 0; seed < 40; seed++) {
            Graph network = ReluGraphs.alike(seed, 3, 10).curved(seed).graph();
            Problem problem = RandomProblems.of(network, 0.3, new SplittableRandom(seed));
            List<Certifier> certifiers =
                    List.of(new IntervalBounds(), Stage.CROWN.with(Effort.NORMAL), Stage.BRANCHING.with(Effort.NORMAL));
            for (int i = 0; i < proved.length; i++) {
                for (float margin : margins(certifiers.get(i), problem, List.of(0, 1, 2))) {
                    proved[i] += margin > 0 ? 1 : 0;
                }
            }
        }
        assertTrue(proved[0] < proved[1] && proved[1] < proved[2], Arrays.toString(proved));
    }

    @Example
    void withoutProductsOrDomainsLittleIsDone() {
        Problem problem = RandomProblems.of(ReluGraphs.dense(1, 3, 10).graph(), 0.01, new SplittableRandom(1));
        for (Stage stage : Stage.values()) {
            float[] margins = margins(new CrownBounds(stage, 0, 9), problem, List.of(0));
            assertEquals(stage == Stage.BRANCHING, margins[0] == Float.NEGATIVE_INFINITY);
        }
        try (Certifier.Prover prover = Stage.BRANCHING.with(Effort.HIGH).prepare(problem)) {
            Budget none = Budget.UNLIMITED.withDomains(0);
            assertEquals(Float.NEGATIVE_INFINITY, prover.margins(List.of(0), 0.01, none, () -> false)[0]);
            assertEquals(Float.NEGATIVE_INFINITY, prover.margins(List.of(0), 0.01, Budget.UNLIMITED, () -> true)[0]);
        }
    }

    private static CrownBounds branching(Graph network, Effort effort) {
        Problem problem = RandomProblems.of(network, 0.01, new SplittableRandom(1));
        return (CrownBounds)
                Certifiers.named(List.of("branching"), problem, effort).getFirst();
    }

    @Example
    @Label("of a tiny network as many domains are bounded as cost little, of a larger one those of the effort")
    void tinyNetworksGetMoreSplits() {
        ReluGraphs relus = ReluGraphs.dense(1, 3, 10);
        for (Graph tiny : List.of(relus.graph(), relus.curved(1).graph())) {
            CrownBounds normal = branching(tiny, Effort.NORMAL);
            CrownBounds usual = Stage.BRANCHING.with(Effort.NORMAL);
            assertTrue(normal.domains() > usual.domains(), normal::toString);
            assertEquals((int) normal.domains(), normal.parameters().get("splits"));
            assertEquals(usual.products(), normal.products());
            assertEquals(Stage.BRANCHING.with(Effort.HIGH), branching(tiny, Effort.HIGH));
        }
        Graph larger = Graph.of("x", Shape.of(800), "y", x -> {
            Value hidden = x.dense(x.trace().constant(Tensor.filled(Shape.of(300, 800), 0.01f)))
                    .relu();
            return hidden.dense(x.trace().constant(Tensor.filled(Shape.of(2, 300), 0.01f)));
        });
        for (Effort effort : Effort.values()) {
            assertEquals(Stage.BRANCHING.with(effort), branching(larger, effort));
        }
    }

    @Example
    void whatTheyAreNotForIsSaidAndLeftOut() {
        Problem box = RandomProblems.of(ReluGraphs.dense(1, 3, 4).graph(), 0.01, new SplittableRandom(1));
        assertEquals(List.of("interval", "crown", "alpha-crown", "branching"), Certifiers.standard(box));
        Problem round = box.withThreat(new Threat(Norm.L2, 0.01, -1, 1));
        assertEquals(List.of("interval"), Certifiers.standard(round));
        assertTrue(refused(round).contains("in L2"), refused(round));
        Graph curved = Graph.of("x", Shape.of(3), "y", x -> x.sine());
        Problem smooth = RandomProblems.of(curved, 0.01, new SplittableRandom(1));
        assertEquals(List.of("interval"), Certifiers.standard(smooth));
        assertTrue(refused(smooth).contains("Sine"), refused(smooth));
    }

    @Example
    void ofCurvesThereIsNoSlopeToClimbAndFewInputsAreHalved() {
        Problem few = RandomProblems.of(
                Graph.of("x", Shape.of(3), "y", x -> x.tanh().plus(x)), 0.01, new SplittableRandom(1));
        assertEquals(List.of("interval", "crown", "branching"), Certifiers.standard(few));
        Problem mixed = RandomProblems.of(
                Graph.of("x", Shape.of(3), "y", x -> x.tanh().relu().plus(x)), 0.01, new SplittableRandom(1));
        assertEquals(List.of("interval", "crown", "alpha-crown", "branching"), Certifiers.standard(mixed));
        Problem many = RandomProblems.of(
                Graph.of("x", Shape.of(101), "y", x -> x.sigmoid().plus(x)), 0.01, new SplittableRandom(1));
        assertEquals(List.of("interval", "crown"), Certifiers.standard(many));
        assertTrue(refused(many).contains("at most 100 inputs, but there are 101"), refused(many));
    }

    private static String refused(Problem problem) {
        return assertThrows(
                        IllegalArgumentException.class,
                        () -> Certifiers.named(List.of("branching"), problem, Effort.NORMAL))
                .getMessage();
    }
}
