package io.jaspis.autodiff.trees;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;

/**
 * An ensemble of decision trees, evaluated as ONNX Runtime does: features are compared as the floats that they are, weights
 * are added tree by tree in the order of the file and rounded to float32 after each, or to float64 where the model computes
 * in that, and what ONNX leaves open for two classes is what the runtime does. It may be asked by several threads.
 */
public final class TreeEnsemble implements RowFunction {
    private final Nodes nodes;
    private final int[] roots;
    private final int[] target;
    private final double[] weight;
    private final Scoring scoring;
    private final boolean wide;

    /**
     * @param roots the first node of each tree
     * @param target of each weight
     * @param weight its number
     * @param wide whether sums are rounded to float64, not to float32
     */
    public TreeEnsemble(Nodes nodes, int[] roots, int[] target, double[] weight, Scoring scoring, boolean wide) {
        this.nodes = nodes;
        this.roots = roots;
        this.target = target;
        this.weight = weight;
        this.scoring = scoring;
        this.wide = wide;
    }

    public Scoring scoring() {
        return scoring;
    }

    public Nodes nodes() {
        return nodes;
    }

    /** The first node of each tree. */
    public int[] roots() {
        return roots.clone();
    }

    /** How many weights all leaves have. */
    int weights() {
        return weight.length;
    }

    int target(int number) {
        return target[number];
    }

    double weight(int number) {
        return weight[number];
    }

    /** How large it is. */
    public Extent extent() {
        int leaves = 0;
        TreeSet<Integer> features = new TreeSet<>();
        for (int feature : nodes.feature()) {
            if (feature == Nodes.LEAF) {
                leaves++;
            } else {
                features.add(feature);
            }
        }
        return new Extent(
                roots.length, nodes.count(), leaves, depth(), features.stream().toList());
    }

    /** The most comparisons from a root to a leaf. */
    private int depth() {
        int[] depth = new int[nodes.count()];
        Arrays.fill(depth, -1);
        int deepest = 0;
        Deque<Integer> open = new ArrayDeque<>();
        for (int root : roots) {
            open.push(root);
            while (!open.isEmpty()) {
                int node = open.peek();
                if (nodes.feature()[node] == Nodes.LEAF) {
                    depth[node] = 0;
                } else if (depth[nodes.yes()[node]] < 0) {
                    open.push(nodes.yes()[node]);
                    continue;
                } else if (depth[nodes.no()[node]] < 0) {
                    open.push(nodes.no()[node]);
                    continue;
                } else {
                    depth[node] = 1 + Math.max(depth[nodes.yes()[node]], depth[nodes.no()[node]]);
                }
                open.pop();
            }
            deepest = Math.max(deepest, depth[root]);
        }
        return deepest;
    }

    /**
     * How large an ensemble is.
     *
     * @param depth the most comparisons from a root to a leaf
     * @param features the numbers of those that any node compares
     */
    public record Extent(int trees, int nodes, int leaves, int depth, List<Integer> features) {}

    @Override
    public int outputs() {
        return scoring.outputs();
    }

    @Override
    public void evaluate(int rows, int features, float[] x, float[] scores, float[] labels) {
        Row row = new Row();
        for (int i = 0; i < rows; i++) {
            row.aggregate(x, i * features);
            switch (scoring) {
                case Scoring.Regression regression -> row.finish(regression, scores, i * regression.targets());
                case Scoring.Classification classes -> labels[i] = row.finish(classes, scores, i * classes.outputs());
            }
        }
    }

    /** The scores of a row as they grow. */
    private final class Row {
        private final double[] score = new double[scoring.targets()];
        private final boolean[] told = new boolean[scoring.targets()];

        void aggregate(float[] x, int offset) {
            Arrays.fill(score, 0);
            Arrays.fill(told, false);
            Aggregation aggregation = scoring.aggregation();
            for (int root : roots) {
                int leaf = nodes.leaf(root, x, offset);
                int first = nodes.first()[leaf];
                // Of one target the runtime takes a leaf's first weight alone.
                int end = first + (scoring.targets() == 1 ? 1 : nodes.weights()[leaf]);
                for (int i = first; i < end; i++) {
                    int of = target[i];
                    score[of] = rounded(aggregation.with(score[of], weight[i], !told[of]));
                    told[of] = true;
                }
            }
        }

        void finish(Scoring.Regression regression, float[] scores, int offset) {
            int targets = regression.targets();
            for (int i = 0; i < targets; i++) {
                if (regression.aggregation() == Aggregation.AVERAGE) {
                    score[i] = rounded(score[i] / roots.length);
                }
                if (regression.base().length == targets) {
                    score[i] = rounded(score[i] + regression.base()[i]);
                }
            }
            if (targets > 1) {
                write(regression.transform(), scores, offset);
                return;
            }
            scores[offset] = (float) score[0];
            // The runtime transforms one score by PROBIT alone.
            if (regression.transform() == ScoreTransform.PROBIT) {
                regression.transform().apply(scores, offset, 1);
            }
        }

        /** Writes the scores; gives the label. */
        long finish(Scoring.Classification classes, float[] scores, int offset) {
            return switch (score.length) {
                case 1 -> finishOne(classes, scores, offset);
                case 2 -> finishTwo(classes, scores, offset);
                default -> finishMany(classes, scores, offset);
            };
        }

        private long finishMany(Scoring.Classification classes, float[] scores, int offset) {
            for (int k = 0; k < classes.base().length; k++) {
                score[k] = rounded(score[k] + classes.base()[k]);
                told[k] = true;
            }
            int best = -1;
            for (int k = 0; k < score.length; k++) {
                if (told[k] && (best < 0 || score[k] > score[best])) {
                    best = k;
                }
            }
            write(classes.transform(), scores, offset);
            return classes.classes()[Math.max(0, best)];
        }

        private long finishTwo(Scoring.Classification classes, float[] scores, int offset) {
            double[] base = classes.base();
            if (base.length == 2 && told[1]) {
                // The runtime takes one score for the second class and its negative for the first.
                score[1] = rounded(base[1] + score[0]);
                score[0] = -score[1];
            } else if (base.length == 2) {
                score[1] = rounded(score[1] + base[1]);
                score[0] = rounded(score[0] + base[0]);
            } else if (base.length == 1) {
                score[0] = rounded(score[0] + base[0]);
            }
            double own = told[1] ? score[1] : told[0] ? score[0] : 0;
            boolean second = own > (classes.single() && classes.positive() ? 0.5 : 0);
            if (!told[1] && base.length < 2) {
                writeBoth(classes, scores, offset);
            } else {
                write(classes.transform(), scores, offset);
            }
            return classes.single() ? classes.classes()[second ? 1 : 0] : second ? 1 : 0;
        }

        private long finishOne(Scoring.Classification classes, float[] scores, int offset) {
            if (classes.base().length == 1) {
                score[0] = rounded(score[0] + classes.base()[0]);
            }
            scores[offset] = (float) score[0];
            if (classes.transform() == ScoreTransform.PROBIT) {
                classes.transform().apply(scores, offset, 1);
            }
            return score[0] > 0 ? 1 : 0;
        }

        /** Of a target that no leaf told, the runtime takes 0, whatever was added. */
        private void write(ScoreTransform transform, float[] scores, int offset) {
            for (int k = 0; k < score.length; k++) {
                scores[offset + k] = told[k] ? (float) score[k] : 0;
            }
            transform.apply(scores, offset, score.length);
        }

        /** The scores of two classes of which the trees tell one. The runtime writes one alone under PROBIT. */
        private void writeBoth(Scoring.Classification classes, float[] scores, int offset) {
            float own = told[0] ? (float) score[0] : 0;
            switch (classes.transform()) {
                case PROBIT -> {
                    scores[offset] = ScoreTransform.probit(own);
                    scores[offset + 1] = 0;
                }
                case LOGISTIC -> {
                    scores[offset] = ScoreTransform.logistic(-own);
                    scores[offset + 1] = ScoreTransform.logistic(own);
                }
                case NONE, SOFTMAX, SOFTMAX_ZERO -> {
                    scores[offset] = classes.single() && classes.positive() ? 1 - own : -own;
                    scores[offset + 1] = own;
                }
            }
        }

        private double rounded(double number) {
            return wide ? number : (float) number;
        }
    }
}
