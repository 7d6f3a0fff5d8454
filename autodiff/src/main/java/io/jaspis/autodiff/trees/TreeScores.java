package io.jaspis.autodiff.trees;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What a graph makes of the trees' scores: their base, their transform, and what the label is read off. */
final class TreeScores {
    private final TreeEnsemble ensemble;
    private final Scoring scoring;
    private final int targets;
    private final TreeEnds ends;
    /** The targets that leaves have weights for. */
    private final boolean[] told;

    private final Trace trace;
    /** That of the targets. */
    private final int axis;

    TreeScores(TreeEnsemble ensemble, TreeEnds ends, boolean[] told, Trace trace, int axis) {
        this.ensemble = ensemble;
        this.scoring = ensemble.scoring();
        this.targets = scoring.targets();
        this.ends = ends;
        this.told = told;
        this.trace = trace;
        this.axis = axis;
    }

    /** What scores of the trees come to, {@code [..., targets]}. */
    TreeGraph.Result of(Value score) {
        return switch (scoring) {
            case Scoring.Regression regression -> {
                Value with = regression.base().length == targets ? score.plus(base(known(regression.base()))) : score;
                yield new TreeGraph.Result(targets == 1 ? with : transformed(with), null, List.of());
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
            TreeGraph.require(numbers[i] == base[i], "the base value " + base[i] + " is no float32");
        }
        return trace.constant(Tensor.of(Shape.of(numbers.length), numbers));
    }

    private Value transformed(Value scores) {
        return switch (scoring.transform()) {
            case NONE -> scores;
            case LOGISTIC -> scores.sigmoid();
            case SOFTMAX -> scores.softmax(axis);
            case SOFTMAX_ZERO, PROBIT -> throw new IllegalStateException("not expressible");
        };
    }

    private TreeGraph.Result many(Scoring.Classification classes, Value score) {
        Value with = classes.base().length > 0 ? score.plus(base(Arrays.copyOf(classes.base(), targets))) : score;
        if (targets == 1) {
            return new TreeGraph.Result(with, with, List.of());
        }
        // What is added to a score counts as a weight.
        int based = classes.base().length;
        List<Integer> all = IntStream.range(0, targets).boxed().toList();
        List<Integer> among =
                all.stream().filter(target -> told[target] || target < based).toList();
        if (among.isEmpty()) {
            return new TreeGraph.Result(transformed(with), with, all);
        }
        boolean known = among.stream()
                .allMatch(target -> target < based
                        || Arrays.stream(ensemble.roots()).anyMatch(root -> ends.alwaysTells(root, target)));
        Value deciding = among.size() == targets ? with : with.gather(axis, among);
        return new TreeGraph.Result(transformed(with), known ? deciding : null, among);
    }

    private TreeGraph.Result two(Scoring.Classification classes, Value score) {
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
            return new TreeGraph.Result(transformed(both), told[1] ? second : first, List.of());
        }
        boolean logistic = classes.transform() == ScoreTransform.LOGISTIC;
        boolean probability = classes.single() && classes.positive() && !logistic;
        Value other = probability ? first.negate().plus(1) : first.negate();
        Value both = trace.concatenate(axis, List.of(other, first));
        return new TreeGraph.Result(logistic ? both.sigmoid() : both, first, List.of());
    }
}
