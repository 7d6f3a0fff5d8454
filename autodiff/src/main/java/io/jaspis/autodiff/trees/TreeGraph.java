package io.jaspis.autodiff.trees;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * An ensemble as values of a graph, level by level from the deepest nodes up: a node is its true branch times a step that is
 * 0 or 1, plus its false branch times the other, so that comparisons are exact and bounds follow both branches only where both
 * can be taken. It has no useful gradient: its slope is zero wherever there is one.
 *
 * <p>Of finite features it is what {@link TreeEnsemble} computes, but for the order in which weights are added.
 */
public final class TreeGraph {
    /** More numbers on the levels of one example aren't laid out. */
    private static final int MOST = 1 << 23;

    private final TreeEnsemble ensemble;
    private final Nodes nodes;
    private final TreeEnds ends;
    private final Scoring scoring;
    private final int targets;
    private final Value x;
    private final Trace trace;

    /** The targets that leaves have weights for. */
    private final boolean[] told;

    /** The axis of the features, and of the nodes of a level. */
    private final int axis;

    private TreeGraph(TreeEnsemble ensemble, Value x) {
        this.ensemble = ensemble;
        this.nodes = ensemble.nodes();
        this.ends = new TreeEnds(ensemble);
        this.scoring = ensemble.scoring();
        this.targets = scoring.targets();
        this.told = new boolean[targets];
        this.x = x;
        this.trace = x.trace();
        this.axis = x.shape().rank() - 1;
    }

    /**
     * What the ensemble makes of rows.
     *
     * @param scores {@code [..., outputs]}
     * @param deciding what the label is read off: of one class or two a number, {@code [..., 1]}, of more the scores before
     *     their transform of those that leaves have weights for; null where there are no classes, or where which ones have a
     *     weight hangs on the leaves that a row ends at
     * @param among the places of the classes that have these scores; empty of one class or two
     */
    public record Result(Value scores, Value deciding, List<Integer> among) {}

    /**
     * Lays an ensemble out.
     *
     * @param x {@code [..., features]}
     * @throws IllegalArgumentException where it is too large for a graph, or computes what a graph's operations can't, saying
     *     why
     */
    public static Result of(TreeEnsemble ensemble, Value x) {
        TreeGraph graph = new TreeGraph(ensemble, x);
        graph.requireExpressible();
        return graph.result();
    }

    private void requireExpressible() {
        ScoreTransform transform = scoring.transform();
        require(
                transform != ScoreTransform.PROBIT && transform != ScoreTransform.SOFTMAX_ZERO,
                "a graph has no " + transform + " for their scores");
        for (double threshold : nodes.threshold()) {
            require(
                    Double.isInfinite(threshold) || (float) threshold == threshold,
                    "the threshold " + threshold + " is no float32");
        }
        for (int i = 0; i < ensemble.weights(); i++) {
            require(
                    (float) ensemble.weight(i) == ensemble.weight(i),
                    "the weight " + ensemble.weight(i) + " is no float32");
        }
        boolean extreme = scoring.aggregation() == Aggregation.MIN || scoring.aggregation() == Aggregation.MAX;
        boolean hangs =
                extreme || scoring.base().length > 0 || scoring instanceof Scoring.Classification && targets == 2;
        for (int target = 0; target < targets; target++) {
            int of = target;
            boolean some = IntStream.range(0, nodes.count()).anyMatch(node -> ends.tells(node, of));
            boolean all = IntStream.range(0, nodes.count())
                    .allMatch(node -> nodes.feature()[node] != Nodes.LEAF || ends.tells(node, of));
            require(all || !some || !hangs, "some leaves have no weight for one of the scores, which hangs on that");
            told[target] = some;
        }
    }

    static void require(boolean condition, String reason) {
        if (!condition) {
            throw new IllegalArgumentException(reason);
        }
    }

    private Result result() {
        List<int[]> levels = levels();
        Value below = null;
        int[] order = null;
        for (int[] level : levels.reversed()) {
            int[] sorted = sorted(level);
            below = level(sorted, below, order);
            order = sorted;
        }
        return new TreeScores(ensemble, ends, told, trace, axis).of(aggregated(below, order));
    }

    /** The nodes of each level, the roots first; one that several nodes share stands once on a level. */
    private List<int[]> levels() {
        List<int[]> levels = new ArrayList<>();
        int[] level = Arrays.stream(ensemble.roots()).map(ends::decided).toArray();
        long size = 0;
        while (level.length > 0) {
            size += (long) level.length * targets;
            require(
                    size <= MOST,
                    String.format(Locale.ROOT, "their levels have more than %,d numbers for each example", MOST));
            levels.add(level);
            Set<Integer> next = new LinkedHashSet<>();
            for (int node : level) {
                if (nodes.feature()[node] != Nodes.LEAF) {
                    next.add(ends.decided(nodes.yes()[node]));
                    next.add(ends.decided(nodes.no()[node]));
                }
            }
            level = next.stream().mapToInt(Integer::intValue).toArray();
        }
        return levels;
    }

    /** Nodes that compare by order, then those that compare for equality, then leaves. */
    private int[] sorted(int[] level) {
        return Arrays.stream(level)
                .boxed()
                .sorted((a, b) -> Integer.compare(kind(a), kind(b)))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private int kind(int node) {
        if (nodes.feature()[node] == Nodes.LEAF) {
            return 2;
        }
        return switch (nodes.comparison()[node]) {
            case LEQ, LT, GTE, GT -> 0;
            case EQ, NEQ -> 1;
        };
    }

    /** The weights that each node of a level ends at, {@code [..., nodes, targets]}. */
    private Value level(int[] level, Value below, int[] order) {
        int[] inner = Arrays.stream(level).filter(node -> kind(node) < 2).toArray();
        int[] leaves = Arrays.stream(level).filter(node -> kind(node) == 2).toArray();
        List<Value> parts = new ArrayList<>();
        if (inner.length > 0) {
            parts.add(chosen(inner, below, order));
        }
        if (leaves.length > 0) {
            parts.add(repeated(weights(leaves)));
        }
        return trace.concatenate(axis, parts);
    }

    private Value chosen(int[] inner, Value below, int[] order) {
        int equalities =
                (int) Arrays.stream(inner).filter(node -> kind(node) == 1).count();
        int ordered = inner.length - equalities;
        List<Value> steps = new ArrayList<>();
        if (ordered > 0) {
            steps.add(above(Arrays.copyOf(inner, ordered)).step());
        }
        if (equalities > 0) {
            steps.add(above(Arrays.copyOfRange(inner, ordered, inner.length))
                    .absolute()
                    .step());
        }
        Value step = trace.concatenate(axis, steps);
        int[] places = new int[nodes.count()];
        for (int i = 0; i < order.length; i++) {
            places[order[i]] = i;
        }
        List<Integer> one = new ArrayList<>();
        List<Integer> zero = new ArrayList<>();
        for (int node : inner) {
            boolean straight = isStraight(nodes.comparison()[node]);
            int yes = places[ends.decided(nodes.yes()[node])];
            int no = places[ends.decided(nodes.no()[node])];
            one.add(straight ? yes : no);
            zero.add(straight ? no : yes);
        }
        Value first = below.gather(axis, one);
        Value second = below.gather(axis, zero);
        Value choice = step.reshape(step.shape().insert(axis + 1, 1)).broadcastTo(first.shape());
        return choice.choose(first, second);
    }

    /** Whether the comparison holds where the step is 1. */
    private static boolean isStraight(Comparison comparison) {
        return switch (comparison) {
            case LT, GT, NEQ -> true;
            case LEQ, GTE, EQ -> false;
        };
    }

    /** How far features are above their thresholds, or below where that is what the comparison asks; floats keep the sign. */
    private Value above(int[] inner) {
        List<Integer> features = new ArrayList<>();
        float[] thresholds = new float[inner.length];
        float[] signs = new float[inner.length];
        boolean turned = false;
        for (int i = 0; i < inner.length; i++) {
            Comparison comparison = nodes.comparison()[inner[i]];
            features.add(nodes.feature()[inner[i]]);
            signs[i] = comparison == Comparison.LT || comparison == Comparison.GTE ? -1 : 1;
            turned |= signs[i] < 0;
            thresholds[i] = signs[i] * (float) nodes.threshold()[inner[i]];
        }
        Value value = x.gather(axis, features);
        Value signed = turned ? value.times(constant(Shape.of(inner.length), signs)) : value;
        return signed.minus(constant(Shape.of(inner.length), thresholds));
    }

    private Value weights(int[] leaves) {
        float[] numbers = new float[leaves.length * targets];
        for (int i = 0; i < leaves.length; i++) {
            double[] sums = new double[targets];
            boolean[] some = new boolean[targets];
            for (int w = 0; w < ends.used(leaves[i]); w++) {
                int weight = nodes.first()[leaves[i]] + w;
                int target = ensemble.target(weight);
                sums[target] = scoring.aggregation().with(sums[target], ensemble.weight(weight), !some[target]);
                some[target] = true;
            }
            for (int target = 0; target < targets; target++) {
                numbers[i * targets + target] = (float) sums[target];
                require((float) sums[target] == sums[target], "a leaf's weights for one target have a sum that rounds");
            }
        }
        return constant(Shape.of(leaves.length, targets), numbers);
    }

    /** A constant of the last two axes for all rows of all examples. */
    private Value repeated(Value constant) {
        Shape shape = x.shape().with(axis, constant.shape().extent(0)).insert(axis + 1, targets);
        return constant.repeatBatch().broadcastTo(shape);
    }

    private Value constant(Shape shape, float... numbers) {
        return trace.constant(Tensor.of(shape, numbers));
    }

    /** The trees' weights as one score for each target, {@code [..., targets]}. */
    private Value aggregated(Value roots, int[] order) {
        List<Integer> trees = new ArrayList<>();
        for (int root : ensemble.roots()) {
            int node = ends.decided(root);
            for (int i = 0; i < order.length; i++) {
                if (order[i] == node && !trees.contains(i)) {
                    trees.add(i);
                    break;
                }
            }
        }
        boolean alone = trees.size() == order.length;
        require(alone, "two trees are one");
        return switch (scoring.aggregation()) {
            case SUM -> roots.sum(axis);
            case AVERAGE -> roots.sum(axis).over((float) ensemble.roots().length);
            case MAX -> roots.maximum(axis);
            case MIN -> roots.negate().maximum(axis).negate();
        };
    }
}
