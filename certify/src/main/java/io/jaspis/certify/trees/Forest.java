package io.jaspis.certify.trees;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.certify.trees.Stepped.Known;
import io.jaspis.check.proof.PlainArithmetic;
import io.jaspis.check.proof.Range;
import io.jaspis.threat.Logits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.stream.IntStream;

/**
 * A classifier whose scores are sums of decision trees over single features, as it is found in a graph: whatever made the
 * graph, and with features that were scaled on the way. It is exact in real arithmetic, but where weights or thresholds had to
 * be rounded, which widens them. Over floats its comparisons are those of float32, in which scaling rounds.
 */
final class Forest {
    /** More numbers than this, known ones and others, aren't looked through. */
    private static final long MOST = 1 << 24;

    /** Those of graphs that are in use; an audit asks for the same at every radius and portion. */
    private static final Map<Graph, Forest> FOUND = Collections.synchronizedMap(new WeakHashMap<>());

    private final List<Stepped> scores;
    private final boolean inFloats;
    private final boolean exact;
    /** The same trees over floats; null before they are asked for. */
    private Forest floats;

    /** How far each score may be off in float32; null before they are asked for. */
    private double[] errors;

    private final Map<Integer, Cells> cells = new HashMap<>();
    /** Those of a feature that nothing is compared with. */
    private final Cells undivided;

    private final Map<List<Integer>, Trees> margins = new HashMap<>();

    /**
     * What one margin is made of.
     *
     * @param trees the leaves of each, of which every input reaches one
     * @param base what is added whatever the input
     */
    record Trees(List<List<Leaf>> trees, Range base) {}

    private Forest(List<Stepped> scores, boolean inFloats) {
        this.scores = scores;
        this.inFloats = inFloats;
        Map<Integer, List<Threshold>> thresholds = TreeThresholds.of(scores);
        thresholds.forEach((feature, values) -> cells.put(feature, cells(values)));
        this.undivided = cells(List.of());
        this.exact = thresholds.values().stream().flatMap(List::stream).allMatch(Threshold::isExact);
    }

    private Cells cells(List<Threshold> thresholds) {
        return inFloats ? Cells.ofFloats(thresholds) : Cells.ofReals(thresholds);
    }

    /** The same trees over floats alone, as float32 compares them. */
    synchronized Forest overFloats() {
        if (floats == null) {
            floats = inFloats ? this : new Forest(scores, true);
        }
        return floats;
    }

    /** Whether its cells are of floats alone. */
    boolean isOverFloats() {
        return inFloats;
    }

    /**
     * The trees of a classifier, which is looked through once, as long as it is in use.
     *
     * @param scores from one input to one output
     * @throws IllegalArgumentException where it is something else, saying what
     */
    static Forest of(Graph scores) {
        Forest known = FOUND.get(scores);
        if (known == null) {
            known = found(scores);
            FOUND.put(scores, known);
        }
        return known;
    }

    private static Forest found(Graph scores) {
        if (scores.values().stream().noneMatch(value -> value.op() instanceof Pointwise.Step)) {
            throw new IllegalArgumentException("it has no comparisons");
        }
        if (scores.values().stream().anyMatch(value -> value.op() instanceof Linear.Convolve)) {
            throw new IllegalArgumentException("it has convolutions");
        }
        long size = scores.values().stream()
                .mapToLong(value -> value.shape().size())
                .sum();
        if (size > MOST || !scores.values().stream().allMatch(Forest::isKnown)) {
            throw new IllegalArgumentException("it is too large, or computes at random");
        }
        List<Stepped> inputs = new ArrayList<>();
        for (int i = 0; i < scores.input(scores.onlyInput()).shape().size(); i++) {
            inputs.add(new Stepped.Affine(i, Range.ONE, Range.ZERO, FloatSteps.NONE));
        }
        try {
            List<Stepped> outputs = Evaluate.run(
                            scores, 1, Map.of(scores.onlyInput(), inputs), Map.of(), SteppedArithmetic.STEPPED)
                    .get(scores.onlyOutput());
            return new Forest(outputs, false);
        } catch (PlainArithmetic.NotPlain e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static boolean isKnown(Value value) {
        return !(value.op() instanceof Random) && !(value.op() instanceof Source.Parameter);
    }

    /** The cells of a feature, which may be one. */
    Cells cells(int feature) {
        return cells.getOrDefault(feature, undivided);
    }

    /** How much a class's score is above another's. */
    synchronized Trees margin(int label, int other) {
        return margins.computeIfAbsent(
                List.of(label, other),
                _ -> new TreeSum(this)
                        .plus(Range.ONE, scores.get(label))
                        .plus(Range.of(-1), scores.get(other))
                        .joined());
    }

    /** A linear form of the scores: {@code constant + coefficients · scores}. */
    Trees form(double[] coefficients, double constant) {
        TreeSum sum = new TreeSum(this).plus(Range.ONE, new Known(Range.of(constant), 0));
        for (int i = 0; i < coefficients.length; i++) {
            if (coefficients[i] != 0) {
                sum.plus(Range.of(coefficients[i]), scores.get(i));
            }
        }
        return sum.joined();
    }

    /** How far at most such a form may be off where float32 adds up the scores, in any order; infinite where there is no bound. */
    synchronized double error(double[] coefficients) {
        if (errors == null) {
            errors = scores.stream().mapToDouble(ScoreErrors::of).toArray();
        }
        double error = 0;
        for (int i = 0; i < coefficients.length; i++) {
            error += coefficients[i] == 0 ? 0 : Math.abs(coefficients[i]) * errors[i];
        }
        return error * (1 + (coefficients.length + 1) * 0x1p-52);
    }

    /** Whether float32 compares each feature as real arithmetic does. */
    boolean comparesExactly() {
        return exact;
    }

    /**
     * The margins that must be at or below zero where a class is told.
     *
     * @param label the one that is told now
     * @param target the class aimed at, or {@link Logits#NONE} for any other
     * @param classes that there are
     * @return for each class that counts, those that are at or below zero together
     */
    List<List<Trees>> breaks(int label, int target, int classes) {
        if (target != Logits.NONE) {
            return List.of(IntStream.range(0, classes)
                    .filter(other -> other != target)
                    .mapToObj(other -> margin(other, target))
                    .toList());
        }
        return IntStream.range(0, classes)
                .filter(other -> other != label)
                .mapToObj(other -> List.of(margin(label, other)))
                .toList();
    }
}
