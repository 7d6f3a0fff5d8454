package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.trees.Comparison;
import io.jaspis.autodiff.trees.Nodes;
import io.jaspis.autodiff.trees.Scoring;
import io.jaspis.autodiff.trees.TreeEnsemble;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The trees of opsets 1 and 3 of {@code ai.onnx.ml}: lists with an element for each node, which has the number of its tree and
 * its own there, and lists with an element for each weight of a leaf.
 */
final class NamedNodes {
    private static final String LEAF = "LEAF";

    private final Node node;
    private final long[] trees;
    private final long[] numbers;
    private final List<String> modes;
    private final Map<Key, Integer> places = new HashMap<>();
    private final String treesOfWeights;
    private final String nodesOfWeights;
    private final String idsOfWeights;
    private final int[] targets;
    private final double[] weights;
    private final long[] weightTrees;
    private final long[] weightNodes;

    private record Key(long tree, long number) {
        /** Nearby numbers of nearby trees are apart, which those that a record has by itself aren't. */
        @Override
        public int hashCode() {
            long mixed = (tree * 0x9E3779B97F4A7C15L + number) * 0xD1B54A32D192ED03L;
            return (int) (mixed >>> 32);
        }

        @Override
        public String toString() {
            return "node " + number + " of tree " + tree;
        }
    }

    /** With the names of the attributes for weights, which the two operators call differently. */
    NamedNodes(Node node, String treesOfWeights, String nodesOfWeights, String idsOfWeights, String weights) {
        this.node = node;
        this.treesOfWeights = treesOfWeights;
        this.nodesOfWeights = nodesOfWeights;
        this.idsOfWeights = idsOfWeights;
        this.modes = node.hasAttribute("nodes_modes") ? node.texts("nodes_modes") : List.of();
        require(!modes.isEmpty(), "attribute nodes_modes has no element: there are no trees");
        this.trees = list("nodes_treeids", modes.size());
        this.numbers = list("nodes_nodeids", modes.size());
        this.weights = reals(weights);
        require(this.weights.length > 0, "attribute %s has no element", weights);
        this.weightTrees = list(treesOfWeights, this.weights.length);
        this.weightNodes = list(nodesOfWeights, this.weights.length);
        this.targets = small(idsOfWeights, this.weights.length);
        for (int i = 0; i < this.weights.length; i++) {
            require(Double.isFinite(this.weights[i]), "attribute %s has %s at element %d", weights, this.weights[i], i);
        }
        for (int i = 0; i < trees.length; i++) {
            Key key = new Key(trees[i], numbers[i]);
            Integer earlier = places.put(key, i);
            require(earlier == null, "attribute nodes_nodeids has %s twice, at elements %d and %d", key, earlier, i);
        }
    }

    /** The target or class of each weight. */
    int[] targets() {
        return targets;
    }

    double[] weights() {
        return weights;
    }

    /** What is added to the scores. */
    double[] base(int targets) {
        double[] base = node.hasAttribute("base_values") || node.hasAttribute("base_values_as_tensor")
                ? reals("base_values")
                : new double[0];
        require(
                base.length == 0 || base.length == 1 || base.length == targets,
                "attribute base_values has %d numbers for %d scores",
                base.length,
                targets);
        for (int i = 0; i < base.length; i++) {
            require(Double.isFinite(base[i]), "attribute base_values has %s at element %d", base[i], i);
        }
        return base;
    }

    private long[] list(String name, int count) {
        long[] list = node.hasAttribute(name) ? node.integers(name) : new long[0];
        require(list.length == count, "attribute %s has %d elements, but must have %d", name, list.length, count);
        return list;
    }

    private int[] small(String name, int count) {
        long[] list = list(name, count);
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            require(list[i] >= 0 && list[i] < Integer.MAX_VALUE, "attribute %s has %d at element %d", name, list[i], i);
            numbers[i] = (int) list[i];
        }
        return numbers;
    }

    /** A list of floats, or the tensor that opset 3 has in its place. */
    private double[] reals(String name) {
        String tensor = name + "_as_tensor";
        boolean listed = node.hasAttribute(name) && node.reals(name).length > 0;
        require(!listed || !node.hasAttribute(tensor), "it has both the attributes %s and %s", name, tensor);
        if (node.hasAttribute(tensor)) {
            return numbers(node, tensor);
        }
        float[] floats = listed ? node.reals(name) : new float[0];
        double[] numbers = new double[floats.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = floats[i];
        }
        return numbers;
    }

    /** The numbers of a tensor in an attribute: of float32, or of float64, which then the input must be too. */
    static double[] numbers(Node node, String name) {
        require(node.tensor(name) instanceof Term.Reals, "attribute %s must hold floating-point numbers", name);
        Term.Reals reals = (Term.Reals) node.tensor(name);
        require(
                reals.type() == ElementType.DOUBLE == TreeOperators.isWide(node),
                "attribute %s is %s, but the input is %s; both must be of one type",
                name,
                reals.type().word(),
                node.term(0).type().word());
        double[] numbers = new double[reals.size()];
        Arrays.setAll(numbers, reals::at);
        return numbers;
    }

    TreeEnsemble ensemble(Scoring scoring) {
        int count = modes.size();
        long[] features = list("nodes_featureids", count);
        double[] thresholds = reals("nodes_values");
        require(
                thresholds.length == count,
                "attribute nodes_values has %d elements, but must have %d",
                thresholds.length,
                count);
        long[] yes = list("nodes_truenodeids", count);
        long[] no = list("nodes_falsenodeids", count);
        boolean[] missing = missing(node, count);
        int[] feature = new int[count];
        Comparison[] comparison = new Comparison[count];
        int[] whereTrue = new int[count];
        int[] whereFalse = new int[count];
        for (int i = 0; i < count; i++) {
            if (modes.get(i).equals(LEAF)) {
                feature[i] = Nodes.LEAF;
                continue;
            }
            comparison[i] = comparison(i);
            require(
                    features[i] >= 0 && features[i] < Integer.MAX_VALUE,
                    "attribute nodes_featureids has %d at element %d",
                    features[i],
                    i);
            require(!Double.isNaN(thresholds[i]), "attribute nodes_values has NaN at element %d, for %s", i, key(i));
            feature[i] = (int) features[i];
            whereTrue[i] = place("nodes_truenodeids", i, yes[i]);
            whereFalse[i] = place("nodes_falsenodeids", i, no[i]);
        }
        int[] leaves = leaves(scoring.targets());
        int[] order = weightsByLeaf(feature, leaves);
        int[] first = new int[count];
        int[] own = new int[count];
        for (int w = order.length - 1; w >= 0; w--) {
            int leaf = leaves[order[w]];
            first[leaf] = w;
            own[leaf]++;
        }
        Nodes nodes = new Nodes(feature, comparison, thresholds, whereTrue, whereFalse, missing, first, own);
        requireWeights(nodes, scoring);
        int[] roots = roots(nodes);
        TreeShape.requireTrees(nodes, this::name);
        return new TreeEnsemble(
                nodes,
                roots,
                Arrays.stream(order).map(w -> targets[w]).toArray(),
                Arrays.stream(order).mapToDouble(w -> weights[w]).toArray(),
                scoring,
                TreeOperators.isWide(node));
    }

    static boolean[] missing(Node node, int count) {
        long[] flags = node.integers("nodes_missing_value_tracks_true");
        boolean[] missing = new boolean[count];
        if (flags == null || flags.length == 0) {
            return missing;
        }
        require(
                flags.length == count,
                "attribute nodes_missing_value_tracks_true has %d elements, but must have %d or none",
                flags.length,
                count);
        for (int i = 0; i < count; i++) {
            missing[i] = flags[i] == 1;
        }
        return missing;
    }

    private Key key(int place) {
        return new Key(trees[place], numbers[place]);
    }

    private String name(int place) {
        return key(place).toString();
    }

    private Comparison comparison(int place) {
        String mode = modes.get(place);
        String prefix = "BRANCH_";
        return Arrays.stream(Comparison.values())
                .filter(each -> mode.equals(prefix + each))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("attribute nodes_modes has '" + mode + "' at element "
                        + place + ", for " + key(place) + "; it may be LEAF or BRANCH_ and one of "
                        + Arrays.toString(Comparison.values())));
    }

    private int place(String attribute, int from, long number) {
        Key key = new Key(trees[from], number);
        Integer place = places.get(key);
        require(
                place != null,
                "attribute %s has %d at element %d, for %s, but that tree has no such node",
                attribute,
                number,
                from,
                key(from));
        return place;
    }

    /** The place of the node of each weight. */
    private int[] leaves(int count) {
        int[] leaves = new int[weights.length];
        for (int w = 0; w < weights.length; w++) {
            Key key = new Key(weightTrees[w], weightNodes[w]);
            Integer place = places.get(key);
            require(
                    place != null,
                    "attributes %s and %s have %s at element %d, but there is no such node",
                    treesOfWeights,
                    nodesOfWeights,
                    key,
                    w);
            require(
                    targets[w] < count,
                    "attribute %s has %d at element %d, but there are %d scores",
                    idsOfWeights,
                    targets[w],
                    w,
                    count);
            leaves[w] = place;
        }
        return leaves;
    }

    /** The weights of leaves, sorted as the runtime sorts them: by tree, node and place. Those of other nodes go, as there. */
    private int[] weightsByLeaf(int[] feature, int[] leaves) {
        return IntStream.range(0, weights.length)
                .filter(w -> feature[leaves[w]] == Nodes.LEAF)
                .boxed()
                .sorted((a, b) -> {
                    int byTree = Long.compare(weightTrees[a], weightTrees[b]);
                    int byNode = byTree != 0 ? byTree : Long.compare(weightNodes[a], weightNodes[b]);
                    return byNode != 0 ? byNode : Integer.compare(a, b);
                })
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private void requireWeights(Nodes nodes, Scoring scoring) {
        for (int i = 0; i < nodes.count(); i++) {
            require(
                    nodes.feature()[i] != Nodes.LEAF || nodes.weights()[i] > 0 || scoring.targets() > 1,
                    "%s is a leaf, but attribute %s has no weight for it",
                    key(i),
                    nodesOfWeights);
        }
    }

    /** The first node of each tree, in the order of the file; what stands apart from it would be another tree. */
    private int[] roots(Nodes nodes) {
        Map<Long, Integer> roots = new HashMap<>();
        int[] order = new int[nodes.count()];
        int count = 0;
        for (int i = 0; i < trees.length; i++) {
            if (i == 0 || trees[i] != trees[i - 1]) {
                require(
                        roots.put(trees[i], i) == null,
                        "attribute nodes_treeids has tree %d at element %d again, after other trees",
                        trees[i],
                        i);
                order[count++] = i;
            }
        }
        for (int i = 0; i < nodes.count(); i++) {
            if (nodes.feature()[i] != Nodes.LEAF) {
                requireNoRoot(roots, nodes.yes()[i], i, "nodes_truenodeids");
                requireNoRoot(roots, nodes.no()[i], i, "nodes_falsenodeids");
            }
        }
        return Arrays.copyOf(order, count);
    }

    private void requireNoRoot(Map<Long, Integer> roots, int child, int parent, String attribute) {
        require(
                roots.get(trees[child]) != child,
                "attribute %s makes %s, the first of its tree and so its root, a branch of %s",
                attribute,
                key(child),
                key(parent));
    }
}
