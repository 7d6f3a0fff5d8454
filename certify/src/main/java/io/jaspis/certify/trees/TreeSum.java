package io.jaspis.certify.trees;

import io.jaspis.certify.trees.Stepped.Known;
import io.jaspis.certify.trees.Stepped.Scaled;
import io.jaspis.certify.trees.Stepped.Sum;
import io.jaspis.check.proof.Range;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A sum of trees that is made term by term. */
final class TreeSum {
    private final Forest forest;
    private final List<Term> terms = new ArrayList<>();

    /** A part of a sum, with what it is multiplied by. */
    private record Term(Range factor, Stepped of) {}

    /** @param forest that the trees are of */
    TreeSum(Forest forest) {
        this.forest = forest;
    }

    /** Adds a sum of trees, multiplied by a factor: its terms in its order. */
    TreeSum plus(Range factor, Stepped sum) {
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
        return this;
    }

    /** All of it; trees that compare alike are one, such as those of two classes' scores. */
    Forest.Trees joined() {
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
        return new Forest.Trees(trees.stream().map(Tree::leaves).toList(), base);
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
                    || forest.cells(one.feature()).tells(one)
                            && forest.cells(other.feature()).tells(other);
        }
        return alike;
    }

    private Tree tree(Term term) {
        Descent descent = new Descent(forest);
        descent.go(term.factor(), term.of());
        return new Tree(descent.leaves(), descent.passed());
    }
}
