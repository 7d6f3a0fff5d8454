package io.jaspis.certify.branching;

import io.jaspis.certify.linear.Activations;
import io.jaspis.certify.linear.FormBounds;
import io.jaspis.certify.linear.FormBounds.Climb;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.certify.linear.NeuronLines;
import io.jaspis.certify.linear.NeuronTightening;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
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
    /** Of each ReLU, as the last call left them. */
    private final Map<Integer, List<Tree>> grown = new HashMap<>();

    /** @param climb of each leaf */
    NeuronRefinement(Activations activations, NeuronTightening tightening, float[] biases, Climb climb) {
        this.activations = activations;
        this.tightening = tightening;
        this.scores = new BranchingScores(biases, 1);
        this.climb = climb;
    }

    /** The tree for one bound of one neuron: the lower one of it, or with the sign turned. */
    private static final class Tree {
        final int neuron;
        final int sign;
        final float[] form;
        final PriorityQueue<ReluDomain> leaves = new PriorityQueue<>(Comparator.comparingDouble(ReluDomain::bound));

        Tree(int neuron, int sign, float[] form) {
            this.neuron = neuron;
            this.sign = sign;
            this.form = form;
        }
    }

    private Tree tree(int relu, int neuron, int sign) {
        float[] form = new float[activations.size(relu)];
        form[neuron - activations.start(relu)] = sign;
        return new Tree(neuron, sign, form);
    }

    /**
     * Closes in the bounds of a ReLU's operand.
     *
     * @param root the climb of the whole box
     * @param rounds how often the worst leaf of each tree is split
     * @param chosen the neurons that are looked at, of those of the operand; what a tree comes to doesn't hang on the others
     */
    void refine(int relu, NeuronBounds bounds, Climb root, int rounds, IntPredicate chosen, BooleanSupplier stopped) {
        NeuronLines lines = activations.lines(bounds);
        FormBounds forms = tightening.forms(relu, bounds);
        List<Tree> trees = planted(relu, bounds, forms, lines, root, chosen);
        grow(trees, forms, lines, rounds, stopped);
        take(trees, bounds);
    }

    /**
     * Closes in all bounds of a ReLU's operand with the trees of the call before, in which it left them; what leaves held then holds
     * still, since bounds of earlier neurons have only come closer.
     *
     * @param rounds how often more the worst leaf of each tree is split
     */
    void goOn(int relu, NeuronBounds bounds, Climb root, int rounds, BooleanSupplier stopped) {
        NeuronLines lines = activations.lines(bounds);
        FormBounds forms = tightening.forms(relu, bounds);
        List<Tree> trees = grown.computeIfAbsent(relu, _ -> planted(relu, bounds, forms, lines, root, _ -> true));
        trees.removeIf(tree -> !bounds.open(tree.neuron));
        grow(trees, forms, lines, rounds, stopped);
        take(trees, bounds);
    }

    /**
     * Takes over the trees of another, for a network that is the same on the box but for neurons that are off on all of it.
     *
     * @param neurons the other's numbers of those that are left
     */
    void takeOver(NeuronRefinement other, int[] neurons) {
        int[] numbers = new int[other.activations.neurons()];
        Arrays.fill(numbers, -1);
        for (int i = 0; i < neurons.length; i++) {
            numbers[neurons[i]] = i;
        }
        other.grown.forEach((relu, trees) -> {
            List<Tree> own = new ArrayList<>();
            for (Tree tree : trees) {
                if (numbers[tree.neuron] >= 0) {
                    Tree moved = tree(relu, numbers[tree.neuron], tree.sign);
                    for (ReluDomain leaf : tree.leaves) {
                        leaf.renumbered(numbers, neurons).ifPresent(moved.leaves::add);
                    }
                    own.add(moved);
                }
            }
            grown.put(relu, own);
        });
        other.grown.clear();
    }

    /** How many trees there are for a ReLU's neurons. */
    int trees(int relu, NeuronBounds bounds) {
        int count = 0;
        for (int neuron = activations.start(relu); neuron < activations.start(relu + 1); neuron++) {
            count += bounds.open(neuron) ? 2 : 0;
        }
        return count;
    }

    /** The leaves of a ReLU's largest tree. */
    int leaves(int relu) {
        int leaves = 0;
        for (Tree tree : grown.getOrDefault(relu, List.of())) {
            leaves = Math.max(leaves, tree.leaves.size());
        }
        return leaves;
    }

    /** Trees of one leaf for each bound of each neuron that is open. */
    private List<Tree> planted(
            int relu, NeuronBounds bounds, FormBounds forms, NeuronLines lines, Climb root, IntPredicate chosen) {
        List<Tree> trees = new ArrayList<>();
        List<FormBounds.Row> rows = new ArrayList<>();
        int start = activations.start(relu);
        for (int i = 0; i < activations.size(relu); i++) {
            for (int sign = 1; sign >= -1 && chosen.test(i) && bounds.open(start + i); sign -= 2) {
                Tree tree = tree(relu, start + i, sign);
                trees.add(tree);
                rows.add(new FormBounds.Row(tree.form, lines, new int[0], lines.adaptive()));
            }
        }
        forms.bound(rows, root, 0, true);
        for (int i = 0; i < trees.size(); i++) {
            keep(trees.get(i), new int[0], rows.get(i), Float.NEGATIVE_INFINITY);
        }
        return trees;
    }

    private void grow(List<Tree> trees, FormBounds forms, NeuronLines lines, int rounds, BooleanSupplier stopped) {
        for (int round = 0; round < rounds && !stopped.getAsBoolean(); round++) {
            split(forms, trees, lines);
        }
    }

    /** Takes for bounds what trees hold. */
    private static void take(List<Tree> trees, NeuronBounds bounds) {
        for (Tree tree : trees) {
            float bound =
                    tree.leaves.isEmpty() ? 0 : Math.min(0, tree.leaves.peek().bound());
            if (tree.sign > 0) {
                bounds.raise(tree.neuron, bound);
            } else {
                bounds.sink(tree.neuron, -bound);
            }
        }
    }

    private void split(FormBounds forms, List<Tree> trees, NeuronLines lines) {
        Set<Integer> closed = new HashSet<>();
        for (Tree tree : trees) {
            if (tree.leaves.isEmpty()) {
                closed.add(tree.neuron);
            }
        }
        List<FormBounds.Row> rows = new ArrayList<>();
        List<int[]> splits = new ArrayList<>();
        List<ReluDomain> from = new ArrayList<>();
        List<Tree> owners = new ArrayList<>();
        for (Tree tree : trees) {
            ReluDomain worst = tree.leaves.peek();
            if (closed.contains(tree.neuron) || worst.candidates().length == 0) {
                continue;
            }
            tree.leaves.remove();
            int neuron = worst.candidates()[0];
            // Where the neuron has closed since, the leaf is bounded anew, and others are looked for.
            boolean splitting = worst.scored() && lines.open(neuron);
            for (int side = 0; side < (splitting ? 2 : 1); side++) {
                float[] parameters = worst.parameters().clone();
                int[] more = worst.splits();
                if (splitting) {
                    more = worst.and(neuron, side == 1);
                    parameters[neuron] = 0;
                }
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
