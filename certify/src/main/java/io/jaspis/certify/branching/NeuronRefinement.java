package io.jaspis.certify.branching;

import io.jaspis.certify.linear.Activations;
import io.jaspis.certify.linear.FormBounds;
import io.jaspis.certify.linear.FormBounds.Climb;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.certify.linear.NeuronLines;
import io.jaspis.certify.linear.NeuronTightening;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;

/**
 * Closes in the bounds of single neurons by splitting earlier ones: for each bound of each open neuron a small search tree
 * of its own, whose worst leaf is split again and again. What the whole tree holds is the bound of its worst leaf.
 */
final class NeuronRefinement {
    private final Activations activations;
    private final NeuronTightening tightening;
    private final BranchingScores scores;
    private final Climb climb;

    /** @param climb of each leaf */
    NeuronRefinement(Activations activations, NeuronTightening tightening, float[] biases, Climb climb) {
        this.activations = activations;
        this.tightening = tightening;
        this.scores = new BranchingScores(biases, 1);
        this.climb = climb;
    }

    /** The tree for one bound of one neuron. */
    private static final class Tree {
        final int neuron;
        final float[] form;
        final PriorityQueue<ReluDomain> leaves = new PriorityQueue<>(Comparator.comparingDouble(ReluDomain::bound));

        Tree(int neuron, float[] form) {
            this.neuron = neuron;
            this.form = form;
        }
    }

    /**
     * Closes in the bounds of a ReLU's operand.
     *
     * @param root the climb of the whole box
     * @param rounds how often the worst leaf of each tree is split
     * @param chosen the neurons that are looked at, of those of the operand; what a tree comes to doesn't hang on the others
     */
    void refine(int relu, NeuronBounds bounds, Climb root, int rounds, IntPredicate chosen, BooleanSupplier stopped) {
        FormBounds forms = tightening.forms(relu, bounds);
        NeuronLines lines = activations.lines(bounds);
        List<Tree> trees = trees(relu, bounds, chosen);
        List<FormBounds.Row> rows = new ArrayList<>();
        for (Tree tree : trees) {
            rows.add(new FormBounds.Row(tree.form, lines, new int[0], lines.adaptive()));
        }
        forms.bound(rows, root, 0, true);
        for (int i = 0; i < trees.size(); i++) {
            keep(trees.get(i), new int[0], rows.get(i), Float.NEGATIVE_INFINITY);
        }
        for (int round = 0; round < rounds && !stopped.getAsBoolean(); round++) {
            split(forms, trees, lines);
        }
        for (Tree tree : trees) {
            float bound =
                    tree.leaves.isEmpty() ? 0 : Math.min(0, tree.leaves.peek().bound());
            if (tree.form[tree.neuron - activations.start(relu)] > 0) {
                bounds.raise(tree.neuron, bound);
            } else {
                bounds.sink(tree.neuron, -bound);
            }
        }
    }

    private List<Tree> trees(int relu, NeuronBounds bounds, IntPredicate chosen) {
        List<Tree> trees = new ArrayList<>();
        int start = activations.start(relu);
        for (int i = 0; i < activations.size(relu); i++) {
            for (int side = 1; side >= -1 && chosen.test(i) && bounds.open(start + i); side -= 2) {
                float[] form = new float[activations.size(relu)];
                form[i] = side;
                trees.add(new Tree(start + i, form));
            }
        }
        return trees;
    }

    private void split(FormBounds forms, List<Tree> trees, NeuronLines lines) {
        List<FormBounds.Row> rows = new ArrayList<>();
        List<int[]> splits = new ArrayList<>();
        List<ReluDomain> from = new ArrayList<>();
        List<Tree> owners = new ArrayList<>();
        for (Tree tree : trees) {
            ReluDomain worst = tree.leaves.peek();
            if (worst == null || worst.candidates().length == 0) {
                continue;
            }
            tree.leaves.remove();
            int neuron = worst.candidates()[0];
            for (int side = 0; side < 2; side++) {
                int[] more = worst.and(neuron, side == 1);
                float[] parameters = worst.parameters().clone();
                parameters[neuron] = 0;
                rows.add(new FormBounds.Row(tree.form, lines, more, parameters));
                splits.add(more);
                from.add(worst);
                owners.add(tree);
            }
        }
        forms.bound(rows, climb, 0, true);
        for (int i = 0; i < rows.size(); i++) {
            keep(owners.get(i), splits.get(i), rows.get(i), from.get(i).bound());
        }
    }

    /** A leaf on which the neuron keeps its sign needs no more; nor does one on which nothing lies. */
    private void keep(Tree tree, int[] splits, FormBounds.Row row, float known) {
        float bound = Math.max(row.bound(), known);
        if (!(bound > 0)) {
            int[] candidates = scores.candidates(row);
            tree.leaves.add(new ReluDomain(0, splits, row.parameters(), bound, 0, candidates));
        }
    }
}
