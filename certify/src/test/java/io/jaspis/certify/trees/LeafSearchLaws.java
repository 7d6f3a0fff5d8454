package io.jaspis.certify.trees;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Outcome;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.autodiff.trees.RandomTrees;
import io.jaspis.certify.Certifier;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Decision;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/** The search over leaf boxes beside every point at which anything can change. */
class LeafSearchLaws {
    private static final float RANGE = 4;
    private static final float ROUNDING = 1e-5f;
    private static final float CLEAR = 1e-2f;

    private static int proved;
    private static int broken;

    @AfterContainer
    static void bothAreMet() {
        assertTrue(proved > 50, proved + " proved");
        assertTrue(broken > 50, broken + " broken");
    }

    /** In every norm it proves what holds at all points, and finds one where it doesn't. */
    @Property(tries = 700)
    void provesAndBreaksWhatEveryPointSays(@ForAll long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Norm norm = Norm.values()[random.nextInt(3)];
        RandomTrees trees = new RandomTrees(seed);
        float[] example = trees.rows(1, true);
        compare(trees, new Threat(norm, 2 * random.nextDouble(), -RANGE, RANGE), example, Scaling.NONE);
    }

    /** With a class that is aimed at, a proof says that it is reached nowhere, whichever other is above it. */
    @Property(tries = 1500)
    void provesAndBreaksTowardsAClassWhatEveryPointSays(@ForAll long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Norm norm = Norm.values()[random.nextInt(3)];
        RandomTrees trees = new RandomTrees(seed);
        float[] example = trees.rows(1, true);
        Threat threat = new Threat(norm, 2 * random.nextDouble(), -RANGE, RANGE);
        compare(trees, threat, example, Scaling.NONE, problem -> {
            int classes = problem.classes();
            int target = (problem.examples().label(0) + random.nextInt(1, classes)) % classes;
            return problem.withTarget(new Target.Fixed(target));
        });
    }

    /** Features may be scaled before they are compared, exactly or not; then thresholds are where they come from. */
    @Property(tries = 700)
    void provesAndBreaksWhatEveryPointSaysOfScaledFeatures(@ForAll long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Norm norm = Norm.values()[random.nextInt(3)];
        float factor = random.nextBoolean() ? -0.5f : 0.3f + random.nextFloat();
        Scaling scaling =
                new Scaling(factor, random.nextBoolean() ? 0.25f : random.nextFloat() - 0.5f, random.nextBoolean());
        RandomTrees trees = new RandomTrees(seed);
        float[] example = trees.rows(1, true);
        compare(trees, new Threat(norm, 2 * random.nextDouble(), -RANGE, RANGE), example, scaling);
    }

    /** The least float behind the real threshold may still be before that of float32. */
    @Example
    void breaksWhereRoundingMovesThresholds() throws IOException {
        provesAndBreaksWhatEveryPointSaysOfScaledFeatures(-6494334);
    }

    /** Features that move one way or not at all, whole numbers and categories too. */
    @Property(tries = 1500)
    void keepsToWhatFeaturesCanBe(@ForAll long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        RandomTrees trees = new RandomTrees(seed);
        float[] example = trees.rows(1, true);
        List<Feature> features = new ArrayList<>();
        int categories = example.length > 1 && random.nextBoolean() ? random.nextInt(2, example.length + 1) : 0;
        for (int i = 0; i < example.length; i++) {
            double own = 0.25 + 2 * random.nextDouble();
            if (i < categories) {
                example[i] = i == 0 ? 1 : 0;
                features.add(Feature.category("c" + i, own, "group"));
                continue;
            }
            boolean whole = random.nextBoolean();
            example[i] = whole ? Math.round(example[i]) : example[i];
            Feature.Way way = Feature.Way.values()[random.nextInt(4)];
            features.add(
                    (whole ? Feature.integer("n" + i, own, -RANGE, RANGE) : Feature.real("r" + i, own, -RANGE, RANGE))
                            .moving(way));
        }
        Norm norm = Norm.values()[random.nextInt(3)];
        compare(trees, Threat.of(norm, 2 * random.nextDouble(), new Features(features)), example, Scaling.NONE);
    }

    /** Of a cell that begins behind a whole number the next one is a step away, which L1 has no room for here. */
    @Example
    void measuresToWholeNumbers() throws IOException {
        keepsToWhatFeaturesCanBe(10722);
    }

    private static void compare(RandomTrees trees, Threat threat, float[] example, Scaling scaling) throws IOException {
        compare(trees, threat, example, scaling, UnaryOperator.identity());
    }

    /** @param asked makes what is asked of the problem in which the example has the class that the trees give it */
    private static void compare(
            RandomTrees trees, Threat threat, float[] example, Scaling scaling, UnaryOperator<Problem> asked)
            throws IOException {
        Graph graph = scaling.graph(trees).orElse(null);
        if (graph == null || graph.output("scores").shape().size() < 2) {
            return;
        }
        List<float[]> points = points(trees, threat, example, scaling);
        if (points.isEmpty()) {
            return;
        }
        float[] scores = scores(Decision.of(graph).scores(), example, points);
        Problem problem = asked.apply(problem(graph, threat, example, scores));
        if (TreeBounds.refusal(problem).isEmpty()) {
            compare(trees, problem, scaling, least(problem, scores));
        }
    }

    /** @param least the label's lead where it is least, or the opposite of the target's where that is most */
    private static void compare(RandomTrees trees, Problem problem, Scaling scaling, float least) {
        Threat threat = problem.threat();
        try (Certifier.Prover prover = new TreeBounds(1_000_000).prepare(problem)) {
            float margin = prover.margins(List.of(0), threat.epsilon())[0];
            assertTrue(margin <= least + ROUNDING, () -> margin + " is proved, but a point has " + least);
            // Between two floats that are neighbours there are other numbers, of which a proof is too.
            boolean dense = scaling != Scaling.NONE || trees.toString().contains("threshold=" + Float.MIN_VALUE);
            assertTrue(
                    margin > 0 || least <= ROUNDING || dense, () -> "nothing is proved, but all points have " + least);
            proved += margin > 0 ? 1 : 0;
        }
        List<Outcome> outcomes = new ArrayList<>();
        new TreeAttack(1_000_000)
                .attack(problem, List.of(0), 1, Budget.UNLIMITED, (_, outcome) -> outcomes.add(outcome), () -> false);
        assertEquals(1, outcomes.size());
        boolean found = outcomes.getFirst() instanceof Outcome.Falsified;
        assertTrue(found || least >= -CLEAR, () -> "nothing is found, but a point has " + least);
        assertTrue(!found || least <= ROUNDING, () -> "a point is found, but all have " + least);
        broken += found ? 1 : 0;
    }

    /** The trees as a classifier that has the example right. */
    private static Problem problem(Graph graph, Threat threat, float[] example, float[] scores) {
        int classes = graph.output("scores").shape().size();
        int label = 0;
        for (int i = 0; i < classes; i++) {
            label = scores[i] > scores[label] ? i : label;
        }
        return new Problem(
                graph,
                Dataset.of("one", Tensor.of(Shape.of(1, example.length), example), label),
                threat,
                Cpu.best(),
                64);
    }

    /** Those of the example, and then of all points. */
    private static float[] scores(Graph graph, float[] example, List<float[]> points) {
        int size = example.length;
        float[] all = Arrays.copyOf(example, (points.size() + 1) * size);
        for (int i = 0; i < points.size(); i++) {
            System.arraycopy(points.get(i), 0, all, (i + 1) * size, size);
        }
        try (Batches batches = new Batches(graph, Cpu.best(), 256)) {
            return batches.run(points.size() + 1, Map.of(graph.onlyInput(), all))
                    .get(graph.onlyOutput());
        }
    }

    /** In each combination of cells the point that is nearest to the example, among others. */
    private static List<float[]> points(RandomTrees trees, Threat threat, float[] example, Scaling scaling) {
        List<Set<Float>> values = new ArrayList<>();
        for (int i = 0; i < example.length; i++) {
            TreeSet<Float> all = new TreeSet<>(List.of(example[i]));
            boolean whole = threat.features() != null && threat.features().isWhole(i);
            for (int n = (int) -RANGE; n <= RANGE && whole; n++) {
                all.add((float) n);
            }
            if (!whole) {
                all.addAll(scaling.around(trees, i));
            }
            float least = threat.innerLower(i, example[i]);
            float most = threat.innerUpper(i, example[i]);
            values.add(all.stream()
                    .filter(value -> value >= least && value <= most)
                    .collect(Collectors.toSet()));
        }
        return Grid.of(values).stream()
                .filter(point -> threat.contains(example, 0, point, 0, point.length))
                .toList();
    }

    /** The label's least lead at the points; with a target, that of whichever class is above it. */
    private static float least(Problem problem, float[] scores) {
        int label = problem.examples().label(0);
        int target = problem.target(0);
        int classes = problem.classes();
        float least = Float.POSITIVE_INFINITY;
        for (int row = classes; row < scores.length; row += classes) {
            float lead = target == Logits.NONE ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
            for (int i = 0; i < classes; i++) {
                if (target == Logits.NONE && i != label) {
                    lead = Math.min(lead, scores[row + label] - scores[row + i]);
                } else if (target != Logits.NONE && i != target) {
                    lead = Math.max(lead, scores[row + i] - scores[row + target]);
                }
            }
            least = Math.min(least, lead);
        }
        return least;
    }
}
