package io.jaspis.certify.intervals;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.autodiff.trees.RandomTrees;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/** Bounds of trees: nothing in a box leaves them, and of one tree they are just what its leaves there give. */
class TreeBoundsLaws {
    private static final int POINTS = 50;

    /** What a bound is moved outward for rounding, with all levels of a tree. */
    private static final float ROUNDING = 1e-5f;

    /** What a graph can do to scores behind trees. */
    private static final Set<String> TRANSFORMS = Set.of("NONE", "SOFTMAX", "LOGISTIC");

    private static int sampled;
    private static int compared;

    @AfterContainer
    static void someAreMet() {
        assertTrue(sampled > 40, sampled + " models with points");
        assertTrue(compared > 100, compared + " models whose leaves were followed");
    }

    @Property(tries = 200)
    void boundsHoldWhatTheTreesGiveInABox(@ForAll long seed) throws IOException {
        RandomTrees trees = new RandomTrees(seed);
        OnnxModel model = Onnx.open("trees.onnx", trees.model().toByteArray());
        if (!model.hasGraph()) {
            return;
        }
        SplittableRandom random = new SplittableRandom(seed);
        float[] centre = trees.rows(1, true);
        float radius = random.nextFloat();
        float[] points = points(centre, radius, random);
        Bounds bounds = bounds(model.graph(), centre, radius);
        float[] scores;
        try (Batches batches = new Batches(model.graph(), Cpu.best(), POINTS)) {
            scores = batches.run(POINTS, Map.of("x", points)).get("scores");
        }
        for (int i = 0; i < scores.length; i++) {
            int output = i % bounds.lower.length;
            assertTrue(
                    bounds.lower[output] - ROUNDING <= scores[i] && scores[i] <= bounds.upper[output] + ROUNDING,
                    () -> trees.toString());
        }
        sampled++;
    }

    /** One tree of one score that nothing is added to: the first such after a seed. */
    private static RandomTrees one(SplittableRandom random) {
        RandomTrees trees;
        do {
            trees = new RandomTrees(random.nextLong());
        } while (trees.trees().size() != 1
                || trees.targets() != 1
                || trees.asksForMembership()
                || trees.hasBase()
                || !TRANSFORMS.contains(trees.transform()));
        return trees;
    }

    @Property(tries = 150)
    void boundsOfOneTreeAreThoseOfItsLeavesInTheBox(@ForAll long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        RandomTrees trees = one(random);
        OnnxModel model = Onnx.open("trees.onnx", trees.model().toByteArray());
        if (!model.hasGraph()) {
            return;
        }
        float[] centre = trees.rows(1, true);
        float radius = random.nextFloat();
        Bounds bounds = bounds(model.graph(), centre, radius);
        Bounds leaves = new Bounds(new float[] {Float.POSITIVE_INFINITY}, new float[] {Float.NEGATIVE_INFINITY});
        leaves(trees.trees().getFirst(), centre, radius, leaves);
        assertTrue(
                Math.abs(bounds.lower[0] - leaves.lower[0]) <= ROUNDING
                        && Math.abs(bounds.upper[0] - leaves.upper[0]) <= ROUNDING,
                () -> bounds.lower[0] + " to " + bounds.upper[0] + ", but leaves give " + leaves.lower[0] + " to "
                        + leaves.upper[0] + ": " + trees);
        compared++;
    }

    private record Bounds(float[] lower, float[] upper) {}

    private static Bounds bounds(Graph graph, float[] centre, float radius) {
        float[] lower = new float[centre.length];
        float[] upper = new float[centre.length];
        for (int i = 0; i < centre.length; i++) {
            lower[i] = centre[i] - radius;
            upper[i] = centre[i] + radius;
        }
        try (Batches batches = new Batches(Intervals.of(graph), Cpu.best(), 1)) {
            Map<String, float[]> found =
                    batches.run(1, Map.of("x" + Intervals.LOWER, lower, "x" + Intervals.UPPER, upper));
            return new Bounds(found.get("scores" + Intervals.LOWER), found.get("scores" + Intervals.UPPER));
        }
    }

    private static float[] points(float[] centre, float radius, SplittableRandom random) {
        float[] points = new float[POINTS * centre.length];
        for (int i = 0; i < points.length; i++) {
            float x = centre[i % centre.length];
            points[i] = Math.clamp(x + (2 * random.nextFloat() - 1) * radius, x - radius, x + radius);
        }
        return points;
    }

    /** Follows each branch that the box allows at a node, whatever was asked before. */
    private static void leaves(RandomTrees.Tree tree, float[] centre, float radius, Bounds found) {
        switch (tree) {
            case RandomTrees.Leaf leaf -> {
                float weight = leaf.weights().getFirst();
                found.lower[0] = Math.min(found.lower[0], weight);
                found.upper[0] = Math.max(found.upper[0], weight);
            }
            case RandomTrees.Split split -> {
                float lower = centre[split.feature()] - radius;
                float upper = centre[split.feature()] + radius;
                float t = split.threshold();
                boolean within = lower <= t && t <= upper;
                boolean yes = switch (split.mode()) {
                    case "LEQ", "LT" -> lower <= t;
                    case "GTE", "GT" -> upper >= t;
                    case "EQ" -> within;
                    default -> true;
                };
                boolean no = switch (split.mode()) {
                    case "LEQ", "LT" -> upper >= t;
                    case "GTE", "GT" -> lower <= t;
                    case "NEQ" -> within;
                    default -> true;
                };
                if (yes) {
                    leaves(split.yes(), centre, radius, found);
                }
                if (no) {
                    leaves(split.no(), centre, radius, found);
                }
            }
        }
    }
}
