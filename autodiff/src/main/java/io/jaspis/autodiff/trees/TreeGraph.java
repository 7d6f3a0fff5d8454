package io.jaspis.autodiff.trees;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
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
            boolean some = IntStream.range(0, nodes.count()).anyMatch(node -> tells(node, of));
            boolean all = IntStream.range(0, nodes.count())
                    .allMatch(node -> nodes.feature()[node] != Nodes.LEAF || tells(node, of));
            require(all || !some || !hangs, "some leaves have no weight for one of the scores, which hangs on that");
            told[target] = some;
        }
    }

    /** Whether a node is a leaf with a weight for a target. */
    private boolean tells(int node, int target) {
        return nodes.feature()[node] == Nodes.LEAF
                && IntStream.range(0, used(node)).anyMatch(i -> ensemble.target(nodes.first()[node] + i) == target);
    }

    private int used(int leaf) {
        return targets == 1 ? Math.min(1, nodes.weights()[leaf]) : nodes.weights()[leaf];
    }

    private static void require(boolean condition, String reason) {
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
        return finished(aggregated(below, order));
    }

    /** The nodes of each level, the roots first; one that several nodes share stands once on a level. */
    private List<int[]> levels() {
        List<int[]> levels = new ArrayList<>();
        int[] level = Arrays.stream(ensemble.roots()).map(this::decided).toArray();
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
                    next.add(decided(nodes.yes()[node]));
                    next.add(decided(nodes.no()[node]));
                }
            }
            level = next.stream().mapToInt(Integer::intValue).toArray();
        }
        return levels;
    }

    /** The node, or the one behind it that every finite feature gets to, where the threshold is infinite. */
    private int decided(int node) {
        int at = node;
        while (nodes.feature()[at] != Nodes.LEAF && Double.isInfinite(nodes.threshold()[at])) {
            at = nodes.comparison()[at].holds(0, nodes.threshold()[at]) ? nodes.yes()[at] : nodes.no()[at];
        }
        return at;
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
            int yes = places[decided(nodes.yes()[node])];
            int no = places[decided(nodes.no()[node])];
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
            for (int w = 0; w < used(leaves[i]); w++) {
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
            int node = decided(root);
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

    private Result finished(Value score) {
        return switch (scoring) {
            case Scoring.Regression regression -> {
                Value with = regression.base().length == targets ? score.plus(base(known(regression.base()))) : score;
                yield new Result(targets == 1 ? with : transformed(with), null, List.of());
            }
            case Scoring.Classification classes -> targets == 2 ? two(classes, score) : many(classes, score);
        };
    }

    /** Without what would be added to scores that no leaf tells. */
    private double[] known(double[] base) {
        double[] known = base.clone();
        for (int target = 0; target < targets && targets > 1; target++) {
            known[target] = told[target] ? base[target] : 0;
        }
        return known;
    }

    private Value base(double[] base) {
        float[] numbers = new float[base.length];
        for (int i = 0; i < base.length; i++) {
            numbers[i] = (float) base[i];
            require(numbers[i] == base[i], "the base value " + base[i] + " is no float32");
        }
        return constant(Shape.of(numbers.length), numbers);
    }

    private Value transformed(Value scores) {
        return switch (scoring.transform()) {
            case NONE -> scores;
            case LOGISTIC -> scores.sigmoid();
            case SOFTMAX -> scores.softmax(axis);
            case SOFTMAX_ZERO, PROBIT -> throw new IllegalStateException("not expressible");
        };
    }

    private Result many(Scoring.Classification classes, Value score) {
        Value with = classes.base().length > 0 ? score.plus(base(Arrays.copyOf(classes.base(), targets))) : score;
        if (targets == 1) {
            return new Result(with, with, List.of());
        }
        // What is added to a score counts as a weight.
        int based = classes.base().length;
        List<Integer> all = IntStream.range(0, targets).boxed().toList();
        List<Integer> among =
                all.stream().filter(target -> told[target] || target < based).toList();
        if (among.isEmpty()) {
            return new Result(transformed(with), with, all);
        }
        boolean known = among.stream()
                .allMatch(target ->
                        target < based || Arrays.stream(ensemble.roots()).anyMatch(root -> alwaysTells(root, target)));
        Value deciding = among.size() == targets ? with : with.gather(axis, among);
        return new Result(transformed(with), known ? deciding : null, among);
    }

    /** Whether each leaf behind a node has a weight for a target. */
    private boolean alwaysTells(int root, int target) {
        Set<Integer> seen = new HashSet<>();
        Deque<Integer> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            int node = decided(open.pop());
            if (!seen.add(node)) {
                continue;
            }
            if (nodes.feature()[node] != Nodes.LEAF) {
                open.push(nodes.yes()[node]);
                open.push(nodes.no()[node]);
            } else if (!tells(node, target)) {
                return false;
            }
        }
        return true;
    }

    private Result two(Scoring.Classification classes, Value score) {
        Value first = score.slice(axis, 0, 1);
        Value second = score.slice(axis, 1, 1);
        double[] base = classes.base();
        if (base.length == 2 && told[1]) {
            second = first.plus(base(new double[] {base[1]}));
            first = told[0] ? second.negate() : first;
        } else if (base.length > 0 && told[0]) {
            first = first.plus(base(new double[] {base[0]}));
        }
        if (told[1] || base.length == 2) {
            Value both = trace.concatenate(axis, List.of(first, second));
            return new Result(transformed(both), told[1] ? second : first, List.of());
        }
        boolean logistic = classes.transform() == ScoreTransform.LOGISTIC;
        boolean probability = classes.single() && classes.positive() && !logistic;
        Value other = probability ? first.negate().plus(1) : first.negate();
        Value both = trace.concatenate(axis, List.of(other, first));
        return new Result(logistic ? both.sigmoid() : both, first, List.of());
    }
}
