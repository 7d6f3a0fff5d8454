package io.jaspis.certify.trees;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.certify.trees.Stepped.Choice;
import io.jaspis.certify.trees.Stepped.Known;
import io.jaspis.certify.trees.Stepped.Scaled;
import io.jaspis.certify.trees.Stepped.Sum;
import io.jaspis.check.proof.PlainArithmetic;
import io.jaspis.check.proof.Range;
import io.jaspis.threat.Logits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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

    /** Leaves of a tree, one for each way to them. */
    private static final long MOST_LEAVES = 1 << 20;

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
        Map<Integer, List<Threshold>> thresholds = thresholds(scores);
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

    /**
     * Refuses trees with more leaves, written out, than are looked at: where many branches lead to one node there are as many as ways
     * to it.
     */
    private static void requireFewLeaves(List<Stepped> scores) {
        Map<Stepped, Long> leaves = new IdentityHashMap<>();
        Deque<Stepped> open = new ArrayDeque<>(scores);
        while (!open.isEmpty()) {
            Stepped number = open.peek();
            List<Stepped> parts = switch (number) {
                case Choice(Threshold _, Stepped yes, Stepped no) -> List.of(yes, no);
                case Sum(Stepped a, Stepped b) -> List.of(a, b);
                case Scaled(Known _, Stepped of) -> List.of(of);
                case Known _, Stepped.Affine _, Stepped.Distance _ -> List.of();
            };
            List<Stepped> missing =
                    parts.stream().filter(part -> !leaves.containsKey(part)).toList();
            if (!leaves.containsKey(number) && !missing.isEmpty()) {
                missing.forEach(open::push);
                continue;
            }
            open.pop();
            long own =
                    parts.isEmpty() ? 1 : parts.stream().mapToLong(leaves::get).sum();
            // A sum has trees of its own, each with its leaves.
            leaves.put(number, number instanceof Sum ? 1 : own);
            if (number instanceof Choice && own > MOST_LEAVES) {
                throw new PlainArithmetic.NotPlain(String.format(
                        Locale.ROOT,
                        "a tree has more than %,d leaves, as many as ways to them, which is too large",
                        MOST_LEAVES));
            }
        }
    }

    /** All thresholds, of which a tree has no end but known numbers. */
    private static Map<Integer, List<Threshold>> thresholds(List<Stepped> scores) {
        requireFewLeaves(scores);
        Map<Integer, List<Threshold>> thresholds = new HashMap<>();
        Set<Stepped> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Stepped> open = new ArrayDeque<>(scores);
        while (!open.isEmpty()) {
            Stepped number = open.pop();
            if (!seen.add(number)) {
                continue;
            }
            switch (number) {
                case Choice(Threshold where, Stepped yes, Stepped no) -> {
                    thresholds
                            .computeIfAbsent(where.feature(), _ -> new ArrayList<>())
                            .add(where);
                    open.push(branch(yes));
                    open.push(branch(no));
                }
                case Sum(Stepped a, Stepped b) -> {
                    open.push(a);
                    open.push(b);
                }
                case Scaled(Known _, Stepped of) -> open.push(of);
                case Known _ -> {}
                case Stepped.Affine _, Stepped.Distance _ ->
                    throw new PlainArithmetic.NotPlain("a score grows with a feature");
            }
        }
        return thresholds;
    }

    private static Stepped branch(Stepped number) {
        if (number instanceof Sum || number instanceof Scaled(Known _, Sum _)) {
            throw new PlainArithmetic.NotPlain("a branch of a tree is a sum of others");
        }
        return number;
    }

    /** The cells of a feature, which may be one. */
    Cells cells(int feature) {
        return cells.getOrDefault(feature, undivided);
    }

    /** How much a class's score is above another's. */
    synchronized Trees margin(int label, int other) {
        return margins.computeIfAbsent(List.of(label, other), _ -> {
            List<Term> terms = new ArrayList<>();
            flatten(Range.ONE, scores.get(label), terms);
            flatten(Range.of(-1), scores.get(other), terms);
            return joined(terms);
        });
    }

    /** A linear form of the scores: {@code constant + coefficients · scores}. */
    Trees form(double[] coefficients, double constant) {
        List<Term> terms = new ArrayList<>();
        terms.add(new Term(Range.ONE, new Known(Range.of(constant), 0)));
        for (int i = 0; i < coefficients.length; i++) {
            if (coefficients[i] != 0) {
                flatten(Range.of(coefficients[i]), scores.get(i), terms);
            }
        }
        return joined(terms);
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

    /** A part of a sum, with what it is multiplied by. */
    private record Term(Range factor, Stepped of) {}

    /** The terms of a sum, in its order. */
    private static void flatten(Range factor, Stepped sum, List<Term> terms) {
        Deque<Term> open = new ArrayDeque<>();
        open.push(new Term(factor, sum));
        while (!open.isEmpty()) {
            Term next = open.pop();
            switch (next.of()) {
                case Sum(Stepped a, Stepped b) -> {
                    open.push(new Term(next.factor(), b));
                    open.push(new Term(next.factor(), a));
                }
                case Scaled(Known more, Stepped of) ->
                    open.push(new Term(next.factor().times(more.value()), of));
                default -> terms.add(next);
            }
        }
    }

    /** Trees that compare alike are one, such as those of two classes' scores. */
    private Trees joined(List<Term> terms) {
        Range base = Range.ZERO;
        List<Tree> trees = new ArrayList<>();
        Map<Integer, Integer> known = new HashMap<>();
        for (Term term : terms) {
            Tree tree = tree(term);
            if (tree.leaves().size() == 1) {
                base = base.plus(tree.leaves().getFirst().weight());
                continue;
            }
            Integer same = known.putIfAbsent(boxes(tree.leaves()), trees.size());
            if (same == null || !alike(tree, trees.get(same))) {
                trees.add(tree);
            } else {
                List<Leaf> sums = new ArrayList<>();
                for (int i = 0; i < tree.leaves().size(); i++) {
                    sums.add(trees.get(same)
                            .leaves()
                            .get(i)
                            .plus(tree.leaves().get(i).weight()));
                }
                trees.set(same, new Tree(sums, tree.passed()));
            }
        }
        return new Trees(trees.stream().map(Tree::leaves).toList(), base);
    }

    /**
     * A tree of a sum.
     *
     * @param passed the comparisons on the way to all leaves, in the order of these
     */
    private record Tree(List<Leaf> leaves, List<Threshold> passed) {}

    /** A number that leaves of the same boxes share, and hardly others. */
    private static int boxes(List<Leaf> leaves) {
        int hash = leaves.size();
        for (Leaf leaf : leaves) {
            hash = 31 * hash + Arrays.hashCode(leaf.features());
            hash = 31 * hash + Arrays.hashCode(leaf.first());
            hash = 31 * hash + Arrays.hashCode(leaf.last());
        }
        return hash;
    }

    /** Whether two trees have the same leaves at every input: alike boxes, by the same comparisons where a cell may have several. */
    private boolean alike(Tree some, Tree others) {
        boolean alike = some.leaves().size() == others.leaves().size()
                && some.passed().size() == others.passed().size();
        for (int i = 0; alike && i < some.leaves().size(); i++) {
            alike = some.leaves().get(i).sameBox(others.leaves().get(i));
        }
        for (int i = 0; alike && i < some.passed().size(); i++) {
            Threshold one = some.passed().get(i);
            Threshold other = others.passed().get(i);
            alike = one.isSame(other)
                    || cells(one.feature()).tells(one) && cells(other.feature()).tells(other);
        }
        return alike;
    }

    private Tree tree(Term term) {
        List<Leaf> leaves = new ArrayList<>();
        List<Threshold> passed = new ArrayList<>();
        new Descent(leaves, passed).go(term.factor(), term.of());
        return new Tree(leaves, passed);
    }

    /** From the root of a tree to all of its leaves. */
    private final class Descent {
        private final List<Leaf> leaves;
        private final List<Threshold> passed;
        private final Map<Integer, int[]> ranges = new HashMap<>();

        Descent(List<Leaf> leaves, List<Threshold> passed) {
            this.leaves = leaves;
            this.passed = passed;
        }

        void go(Range factor, Stepped number) {
            switch (number) {
                case Known known -> leaves.add(leaf(known.value().times(factor)));
                case Scaled(Known more, Stepped of) -> go(factor.times(more.value()), of);
                case Choice(Threshold where, Stepped yes, Stepped no) -> choose(factor, where, yes, no);
                case Sum _, Stepped.Affine _, Stepped.Distance _ ->
                    throw new IllegalStateException("branches were looked at: " + number);
            }
        }

        private void choose(Range factor, Threshold where, Stepped yes, Stepped no) {
            passed.add(where);
            Cells of = cells(where.feature());
            Cells.Place at = of.place(where);
            int end = of.count() - 1;
            switch (where.side()) {
                case ABOVE -> {
                    within(where.feature(), at.above(), end, factor, yes);
                    within(where.feature(), 0, at.last(), factor, no);
                }
                case BELOW -> {
                    within(where.feature(), 0, at.below(), factor, yes);
                    within(where.feature(), at.first(), end, factor, no);
                }
                case APART -> {
                    within(where.feature(), 0, at.below(), factor, yes);
                    // What may be on either side is in the part below.
                    within(where.feature(), at.last() + 1, end, factor, yes);
                    within(where.feature(), at.first(), at.last(), factor, no);
                }
            }
        }

        private void within(int feature, int first, int last, Range factor, Stepped branch) {
            int[] before = ranges.get(feature);
            int low = before == null ? first : Math.max(first, before[0]);
            int high = before == null ? last : Math.min(last, before[1]);
            if (low > high) {
                return;
            }
            ranges.put(feature, new int[] {low, high});
            go(factor, branch);
            if (before == null) {
                ranges.remove(feature);
            } else {
                ranges.put(feature, before);
            }
        }

        private Leaf leaf(Range weight) {
            int[] features = ranges.keySet().stream()
                    .mapToInt(Integer::intValue)
                    .sorted()
                    .toArray();
            int[] first = Arrays.stream(features)
                    .map(feature -> ranges.get(feature)[0])
                    .toArray();
            int[] last = Arrays.stream(features)
                    .map(feature -> ranges.get(feature)[1])
                    .toArray();
            return new Leaf(features, first, last, weight);
        }
    }
}
