package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.trees.Aggregation;
import io.jaspis.autodiff.trees.Comparison;
import io.jaspis.autodiff.trees.Nodes;
import io.jaspis.autodiff.trees.ScoreTransform;
import io.jaspis.autodiff.trees.Scoring;
import io.jaspis.autodiff.trees.TreeEnsemble;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The trees of opset 5 of {@code ai.onnx.ml}: branching nodes and leaves, each numbered by its place in lists of its own. A
 * node that asks for membership becomes one for each member, which are compared for equality one after the other.
 */
final class NumberedNodes {
    /** The number of the mode that asks whether a feature is among several numbers; those below it are comparisons. */
    private static final int MEMBER = Comparison.values().length;

    private static final List<Aggregation> AGGREGATIONS =
            List.of(Aggregation.AVERAGE, Aggregation.SUM, Aggregation.MIN, Aggregation.MAX);

    private final Node node;
    private final long[] yes;
    private final long[] no;
    private final long[] yesIsLeaf;
    private final long[] noIsLeaf;
    private final long[] features;
    private final long[] modes;
    private final double[] splits;
    private final boolean[] missing;
    private final long[] leafTargets;
    private final double[] leafWeights;
    private final int branching;
    private final int leaves;

    NumberedNodes(Node node) {
        this.node = node;
        this.features = list("nodes_featureids", -1);
        this.branching = features.length;
        this.yes = list("nodes_truenodeids", branching);
        this.no = list("nodes_falsenodeids", branching);
        this.yesIsLeaf = list("nodes_trueleafs", branching);
        this.noIsLeaf = list("nodes_falseleafs", branching);
        this.splits = tensor("nodes_splits", branching);
        this.modes = modes();
        this.missing = NamedNodes.missing(node, branching);
        this.leafTargets = list("leaf_targetids", -1);
        this.leaves = leafTargets.length;
        this.leafWeights = tensor("leaf_weights", leaves);
        for (int i = 0; i < leaves; i++) {
            require(Double.isFinite(leafWeights[i]), "attribute leaf_weights has %s at element %d", leafWeights[i], i);
        }
    }

    private long[] list(String name, int count) {
        require(node.hasAttribute(name), "its attribute '%s' is missing", name);
        long[] list = node.integers(name);
        require(
                count < 0 || list.length == count,
                "attribute %s has %d elements, but must have %d",
                name,
                list.length,
                count);
        return list;
    }

    private double[] tensor(String name, int count) {
        require(node.hasAttribute(name), "its attribute '%s' is missing", name);
        double[] numbers = NamedNodes.numbers(node, name);
        require(numbers.length == count, "attribute %s has %d elements, but must have %d", name, numbers.length, count);
        for (int i = 0; i < count; i++) {
            require(!Double.isNaN(numbers[i]), "attribute %s has NaN at element %d", name, i);
        }
        return numbers;
    }

    private long[] modes() {
        require(node.hasAttribute("nodes_modes"), "its attribute 'nodes_modes' is missing");
        require(
                node.tensor("nodes_modes") instanceof Term.Integers integers && integers.size() == branching,
                "attribute nodes_modes must hold %d whole numbers",
                branching);
        long[] numbers = ((Term.Integers) node.tensor("nodes_modes")).fixed();
        for (int i = 0; i < branching; i++) {
            require(
                    numbers[i] >= 0 && numbers[i] <= MEMBER,
                    "attribute nodes_modes has %d at element %d, but may be 0 to %d",
                    numbers[i],
                    i,
                    MEMBER);
        }
        return numbers;
    }

    /** The numbers of each node that asks for membership, which stand in one list with NaN behind those of a node. */
    private List<double[]> members() {
        double[] all =
                node.hasAttribute("membership_values") ? NamedNodes.numbers(node, "membership_values") : new double[0];
        List<double[]> members = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < branching; i++) {
            int start = at;
            if (modes[i] == MEMBER) {
                while (at < all.length && !Double.isNaN(all[at])) {
                    at++;
                }
                require(
                        at > start,
                        "attribute membership_values has no number for node %d, which asks for membership",
                        i);
            }
            members.add(Arrays.copyOfRange(all, start, at));
            at += modes[i] == MEMBER ? 1 : 0;
        }
        return members;
    }

    TreeEnsemble ensemble() {
        List<double[]> members = members();
        // Each node has as many places as members, at least one; leaves come behind all.
        int[] place = new int[branching];
        int count = 0;
        for (int i = 0; i < branching; i++) {
            place[i] = count;
            count += Math.max(1, members.get(i).length);
        }
        int total = count + leaves;
        Nodes nodes = new Nodes(
                new int[total],
                new Comparison[total],
                new double[total],
                new int[total],
                new int[total],
                new boolean[total],
                new int[total],
                new int[total]);
        Arrays.fill(nodes.feature(), Nodes.LEAF);
        for (int i = 0; i < leaves; i++) {
            nodes.first()[count + i] = i;
            nodes.weights()[count + i] = 1;
        }
        int[] origin = new int[total];
        for (int i = 0; i < branching; i++) {
            int behindTrue = behind("nodes_truenodeids", "nodes_trueleafs", yes[i], yesIsLeaf[i], i, place, count);
            int behindFalse = behind("nodes_falsenodeids", "nodes_falseleafs", no[i], noIsLeaf[i], i, place, count);
            lay(nodes, i, place[i], members.get(i), behindTrue, behindFalse, origin);
        }
        int[] roots = roots(place);
        int last = count;
        TreeShape.requireTrees(nodes, at -> at < last ? "node " + origin[at] : "leaf " + (at - last));
        Scoring scoring = scoring();
        return new TreeEnsemble(
                nodes, roots, targets(scoring.targets()), leafWeights, scoring, TreeOperators.isWide(node));
    }

    private void lay(Nodes nodes, int i, int place, double[] members, int yes, int no, int[] origin) {
        require(
                features[i] >= 0 && features[i] < Integer.MAX_VALUE,
                "attribute nodes_featureids has %d at element %d",
                features[i],
                i);
        int steps = Math.max(1, members.length);
        for (int step = 0; step < steps; step++) {
            int at = place + step;
            origin[at] = i;
            nodes.feature()[at] = (int) features[i];
            nodes.comparison()[at] = modes[i] == MEMBER ? Comparison.EQ : Comparison.values()[(int) modes[i]];
            nodes.threshold()[at] = modes[i] == MEMBER ? members[step] : splits[i];
            nodes.yes()[at] = yes;
            nodes.no()[at] = step + 1 < steps ? at + 1 : no;
            nodes.missing()[at] = missing[i];
        }
    }

    private int behind(String attribute, String flags, long number, long isLeaf, int from, int[] place, int firstLeaf) {
        require(
                isLeaf == 0 || isLeaf == 1,
                "attribute %s has %d at element %d, but may be 0 or 1",
                flags,
                isLeaf,
                from);
        int most = isLeaf == 1 ? leaves : branching;
        require(
                number >= 0 && number < most,
                "attribute %s has %d at element %d, but there are %d %s",
                attribute,
                number,
                from,
                most,
                isLeaf == 1 ? "leaves" : "branching nodes");
        return isLeaf == 1 ? firstLeaf + (int) number : place[(int) number];
    }

    private int[] roots(int[] place) {
        long[] roots = list("tree_roots", -1);
        require(roots.length > 0, "attribute tree_roots has no element: there are no trees");
        for (int i = 0; i < roots.length; i++) {
            require(
                    roots[i] >= 0 && roots[i] < branching,
                    "attribute tree_roots has %d at element %d, but there are %d branching nodes",
                    roots[i],
                    i,
                    branching);
            int root = (int) roots[i];
            boolean one = yes[root] == no[root] && yesIsLeaf[root] == noIsLeaf[root];
            require(
                    !one || yes[root] == root && yesIsLeaf[root] == 1,
                    "attributes nodes_truenodeids and nodes_falsenodeids have %d both at element %d, a root, which readers"
                            + " take for different leaves",
                    yes[root],
                    root);
        }
        return Arrays.stream(roots).mapToInt(root -> place[(int) root]).toArray();
    }

    private Scoring scoring() {
        int targets = Node.small(node.integer("n_targets", 1), "attribute n_targets");
        require(targets > 0, "attribute n_targets is %d", targets);
        Aggregation aggregation = numbered("aggregate_function", node.integer("aggregate_function", 1), AGGREGATIONS);
        ScoreTransform transform =
                numbered("post_transform", node.integer("post_transform", 0), List.of(ScoreTransform.values()));
        require(
                targets == 1 || transform != ScoreTransform.SOFTMAX && transform != ScoreTransform.LOGISTIC,
                "attribute post_transform is %d, which is %s by ONNX's text, but the other of SOFTMAX and LOGISTIC in ONNX"
                        + " Runtime; which is meant can't be told: write NONE and a node behind it",
                node.integer("post_transform", 0),
                transform);
        return new Scoring.Regression(targets, aggregation, new double[0], transform);
    }

    private static <E> E numbered(String attribute, long number, List<E> kinds) {
        require(
                number >= 0 && number < kinds.size(),
                "attribute %s is %d, but may be 0 to %d",
                attribute,
                number,
                kinds.size() - 1);
        return kinds.get((int) number);
    }

    private int[] targets(int count) {
        return IntStream.range(0, leaves)
                .map(i -> {
                    require(
                            leafTargets[i] >= 0 && leafTargets[i] < count,
                            "attribute leaf_targetids has %d at element %d, but there are %d targets",
                            leafTargets[i],
                            i,
                            count);
                    return (int) leafTargets[i];
                })
                .toArray();
    }
}
