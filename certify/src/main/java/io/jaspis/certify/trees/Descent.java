package io.jaspis.certify.trees;

import io.jaspis.certify.trees.Stepped.Choice;
import io.jaspis.certify.trees.Stepped.Known;
import io.jaspis.certify.trees.Stepped.Scaled;
import io.jaspis.certify.trees.Stepped.Sum;
import io.jaspis.check.proof.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From the root of a tree to all of its leaves. */
final class Descent {
    private final Forest forest;
    private final List<Leaf> leaves = new ArrayList<>();
    private final List<Threshold> passed = new ArrayList<>();
    private final Map<Integer, int[]> ranges = new HashMap<>();

    /** @param forest that the tree is of, which has the cells */
    Descent(Forest forest) {
        this.forest = forest;
    }

    /** The leaves that were come to. */
    List<Leaf> leaves() {
        return leaves;
    }

    /** The comparisons on the way to all of them, in their order. */
    List<Threshold> passed() {
        return passed;
    }

    /** Goes down from a node, whose leaves are multiplied by a factor. */
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
        Cells of = forest.cells(where.feature());
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
        int[] features =
                ranges.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
        int[] first =
                Arrays.stream(features).map(feature -> ranges.get(feature)[0]).toArray();
        int[] last =
                Arrays.stream(features).map(feature -> ranges.get(feature)[1]).toArray();
        return new Leaf(features, first, last, weight);
    }
}
