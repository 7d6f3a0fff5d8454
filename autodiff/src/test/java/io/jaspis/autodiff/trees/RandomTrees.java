package io.jaspis.autodiff.trees;

import com.google.protobuf.ByteString;
import io.jaspis.autodiff.onnx.Models;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.OperatorSetIdProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.onnx.schema.TensorShapeProto;
import io.jaspis.autodiff.onnx.schema.TypeProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random tree ensembles as objects, written as models of each operator, and evaluated by plain recursion: what the reader and
 * the evaluator are held to.
 */
public final class RandomTrees {
    /** The operators. */
    public enum Form {
        CLASSIFIER,
        REGRESSOR,
        NUMBERED
    }

    /** A node of a tree. */
    public sealed interface Tree {}

    /** @param members what a node that asks for membership compares with; empty of any other */
    public record Split(
            int feature, String mode, float threshold, List<Float> members, boolean missing, Tree yes, Tree no)
            implements Tree {}

    /** A weight for each of these targets. */
    public record Leaf(List<Integer> targets, List<Float> weights) implements Tree {}

    private static final float[] GRID = {-1, -0.5f, 0, 0.25f, 0.5f, 1, 3};
    /** ONNX Runtime takes no other members. */
    private static final float[] WHOLE = {-1, 0, 1, 3};

    private static final String[] MODES = {"LEQ", "LT", "GTE", "GT", "EQ", "NEQ"};
    private static final String[] AGGREGATIONS = {"AVERAGE", "SUM", "MIN", "MAX"};
    private static final String[] TRANSFORMS = {"NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"};

    private final SplittableRandom random;
    private final Form form;
    private final int features;
    private final int targets;
    private final List<Tree> trees = new ArrayList<>();
    private final List<Float> base = new ArrayList<>();
    private final String aggregation;
    private final String transform;
    private final boolean missing;
    private final boolean positive;

    /** Whether leaves differ in what they have weights for. */
    private final boolean sparse;

    /** Whether a leaf may have two weights for a target. */
    private final boolean repeats;

    /** Which targets a leaf may have weights for. */
    private final List<Integer> told;

    public RandomTrees(long seed) {
        this.random = new SplittableRandom(seed);
        this.form = Form.values()[random.nextInt(3)];
        this.features = random.nextInt(1, 5);
        this.targets = form == Form.CLASSIFIER ? random.nextInt(2, 5) : random.nextInt(1, 4);
        this.aggregation = form == Form.CLASSIFIER ? "SUM" : AGGREGATIONS[random.nextInt(4)];
        // Readers differ in which of SOFTMAX and LOGISTIC a number of opset 5 means.
        this.transform = TRANSFORMS[form == Form.NUMBERED && targets > 1 ? 3 * random.nextInt(2) : random.nextInt(5)];
        this.missing = random.nextInt(3) > 0;
        this.positive = random.nextBoolean();
        this.sparse = random.nextInt(4) == 0;
        this.told = form == Form.CLASSIFIER && targets == 2 && random.nextInt(3) > 0
                ? List.of(random.nextInt(2))
                : targets == 3 && random.nextInt(3) == 0 ? List.of(0, 2) : range(targets);
        this.repeats = random.nextInt(5) == 0;
        int count = random.nextInt(1, 6);
        for (int i = 0; i < count; i++) {
            trees.add(tree(random.nextInt(1, 5)));
        }
        if (form != Form.NUMBERED && random.nextBoolean()) {
            int numbers =
                    targets > 1 && random.nextBoolean() ? targets : form == Form.REGRESSOR && targets > 1 ? targets : 1;
            for (int i = 0; i < (form == Form.CLASSIFIER && targets > 2 ? targets : numbers); i++) {
                base.add(weight());
            }
        }
    }

    private static List<Integer> range(int count) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(i);
        }
        return all;
    }

    public Form form() {
        return form;
    }

    public int features() {
        return features;
    }

    public int targets() {
        return targets;
    }

    /** Whether leaves have weights for one target alone. */
    public boolean tellsOneClass() {
        return told.size() == 1;
    }

    /** Whether any node asks for membership. */
    public boolean asksForMembership() {
        return trees.stream().anyMatch(RandomTrees::asks);
    }

    private static boolean asks(Tree tree) {
        return tree instanceof Split split && (!split.members.isEmpty() || asks(split.yes) || asks(split.no));
    }

    public String transform() {
        return transform;
    }

    public List<Tree> trees() {
        return trees;
    }

    private Tree tree(int depth) {
        // A tree of opset 5 begins with a branch.
        if (depth == 0 || depth < 4 && random.nextInt(4) == 0 && form != Form.NUMBERED) {
            return leaf();
        }
        String mode = form == Form.NUMBERED && random.nextInt(4) == 0 ? "MEMBER" : MODES[random.nextInt(6)];
        List<Float> members = new ArrayList<>();
        for (int i = 0; mode.equals("MEMBER") && i < 1 + random.nextInt(3); i++) {
            members.add(WHOLE[random.nextInt(WHOLE.length)]);
        }
        return new Split(
                random.nextInt(features),
                mode,
                threshold(),
                members,
                missing && random.nextBoolean(),
                tree(depth - 1),
                tree(depth - 1));
    }

    private float threshold() {
        return switch (random.nextInt(12)) {
            case 0 -> Float.POSITIVE_INFINITY;
            case 1 -> Float.NEGATIVE_INFINITY;
            case 2 -> Float.MIN_VALUE;
            case 3 -> random.nextFloat();
            default -> GRID[random.nextInt(GRID.length)];
        };
    }

    private Leaf leaf() {
        if (form == Form.NUMBERED) {
            return new Leaf(List.of(told.get(random.nextInt(told.size()))), List.of(weight()));
        }
        List<Integer> own = new ArrayList<>(told);
        while (sparse && own.size() > 1 && random.nextBoolean()) {
            own.remove(random.nextInt(own.size()));
        }
        if (repeats && random.nextBoolean()) {
            own.add(own.get(random.nextInt(own.size())));
        }
        List<Float> weights = new ArrayList<>();
        own.forEach(_ -> weights.add(weight()));
        return new Leaf(own, weights);
    }

    private float weight() {
        float weight = random.nextInt(6) == 0 ? 0.25f : random.nextFloat();
        return positive ? weight / 4 : weight - 0.5f;
    }

    /** Rows of features, of which some lie on thresholds, are infinite or no numbers. */
    public float[] rows(int count, boolean finite) {
        float[] rows = new float[count * features];
        for (int i = 0; i < rows.length; i++) {
            int kind = random.nextInt(finite ? 8 : 12);
            rows[i] = switch (kind) {
                case 8 -> Float.NaN;
                case 9 -> Float.POSITIVE_INFINITY;
                case 10 -> Float.NEGATIVE_INFINITY;
                case 11 -> -0.0f;
                case 0, 1 -> 2 * random.nextFloat() - 1;
                case 2 -> Float.MIN_VALUE;
                default -> GRID[random.nextInt(GRID.length)];
            };
        }
        return rows;
    }

    // Evaluation

    /** The aggregated scores of a row before they are finished, and whether there is one, by recursion. */
    public record Sums(float[] scores, boolean[] told) {}

    /** Adds up the weights of the leaves that a row ends at. */
    public Sums sums(float[] rows, int row) {
        Sums sums = new Sums(new float[targets], new boolean[targets]);
        for (Tree tree : trees) {
            Leaf leaf = leaf(tree, rows, row);
            for (int i = 0; i < (targets == 1 ? 1 : leaf.targets.size()); i++) {
                int target = leaf.targets.get(i);
                float weight = leaf.weights.get(i);
                float before = sums.scores[target];
                boolean first = !sums.told[target];
                sums.scores[target] = switch (aggregation) {
                    case "MIN" -> first ? weight : Math.min(before, weight);
                    case "MAX" -> first ? weight : Math.max(before, weight);
                    default -> before + weight;
                };
                sums.told[target] = true;
            }
        }
        return sums;
    }

    private Leaf leaf(Tree tree, float[] rows, int row) {
        return switch (tree) {
            case Leaf leaf -> leaf;
            case Split split -> {
                float x = rows[row * features + split.feature];
                boolean holds = switch (split.mode) {
                    case "LEQ" -> x <= split.threshold;
                    case "LT" -> x < split.threshold;
                    case "GTE" -> x >= split.threshold;
                    case "GT" -> x > split.threshold;
                    case "EQ" -> x == split.threshold;
                    case "NEQ" -> x != split.threshold;
                    default -> split.members.stream().anyMatch(member -> member == x);
                };
                yield leaf(holds || split.missing && Float.isNaN(x) ? split.yes : split.no, rows, row);
            }
        };
    }

    /** The outputs of a row of a regression whose scores aren't transformed. */
    public float[] regression(float[] rows, int row) {
        Sums sums = sums(rows, row);
        float[] result = sums.scores.clone();
        for (int i = 0; i < targets; i++) {
            if (aggregation.equals("AVERAGE")) {
                result[i] /= trees.size();
            }
            if (base.size() == targets) {
                result[i] += base.get(i);
            }
            if (targets > 1 && !sums.told[i]) {
                result[i] = 0;
            }
        }
        return result;
    }

    public boolean hasBase() {
        return !base.isEmpty();
    }

    public List<Float> base() {
        return base;
    }

    // Files

    /** The model with an input {@code x} and the outputs {@code label} (of a classifier) and {@code scores}. */
    public ModelProto model() {
        return model(form == Form.NUMBERED ? numbered() : named());
    }

    private ModelProto model(NodeProto.Builder node) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("trees").addInput(info("x", 1, features));
        node.setName("forest").setDomain("ai.onnx.ml").addInput("x");
        if (form == Form.CLASSIFIER) {
            node.addOutput("label");
            graph.addOutput(info("label", 7, 0));
        }
        node.addOutput("scores");
        graph.addOutput(info("scores", 1, form == Form.CLASSIFIER ? targets : targets))
                .addNode(node);
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
                .addOpsetImport(OperatorSetIdProto.newBuilder()
                        .setDomain("ai.onnx.ml")
                        .setVersion(form == Form.NUMBERED ? 5 : 3))
                .setGraph(graph)
                .build();
    }

    private static ValueInfoProto info(String name, int type, int columns) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("n"));
        if (columns > 0) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(columns));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.TensorType.newBuilder()
                                .setElemType(type)
                                .setShape(shape)))
                .build();
    }

    /** The lists of nodes and weights as they grow. */
    private static final class Lists {
        private final List<Long> trees = new ArrayList<>();
        private final List<Long> numbers = new ArrayList<>();
        private final List<Long> features = new ArrayList<>();
        private final List<Float> values = new ArrayList<>();
        private final List<String> modes = new ArrayList<>();
        private final List<Long> yes = new ArrayList<>();
        private final List<Long> no = new ArrayList<>();
        private final List<Long> missing = new ArrayList<>();
        private final List<Long> weightTrees = new ArrayList<>();
        private final List<Long> weightNodes = new ArrayList<>();
        private final List<Long> ids = new ArrayList<>();
        private final List<Float> weights = new ArrayList<>();
        private long next;
    }

    private NodeProto.Builder named() {
        Lists lists = new Lists();
        for (int i = 0; i < trees.size(); i++) {
            lists.next = 0;
            add(trees.get(i), i, lists);
        }
        boolean classifier = form == Form.CLASSIFIER;
        String of = classifier ? "class_" : "target_";
        NodeProto.Builder node = NodeProto.newBuilder()
                .setOpType(classifier ? "TreeEnsembleClassifier" : "TreeEnsembleRegressor")
                .addAttribute(ints("nodes_treeids", lists.trees))
                .addAttribute(ints("nodes_nodeids", lists.numbers))
                .addAttribute(ints("nodes_featureids", lists.features))
                .addAttribute(floats("nodes_values", lists.values))
                .addAttribute(Models.texts("nodes_modes", lists.modes.toArray(String[]::new)))
                .addAttribute(ints("nodes_truenodeids", lists.yes))
                .addAttribute(ints("nodes_falsenodeids", lists.no))
                .addAttribute(ints(of + "treeids", lists.weightTrees))
                .addAttribute(ints(of + "nodeids", lists.weightNodes))
                .addAttribute(ints(of + "ids", lists.ids))
                .addAttribute(floats(of + "weights", lists.weights))
                .addAttribute(Models.text("post_transform", transform));
        if (missing) {
            node.addAttribute(ints("nodes_missing_value_tracks_true", lists.missing));
        }
        if (!base.isEmpty()) {
            node.addAttribute(floats("base_values", base));
        }
        if (classifier) {
            List<Long> labels = new ArrayList<>();
            for (long i = 0; i < targets; i++) {
                labels.add(10 + 3 * i);
            }
            return node.addAttribute(ints("classlabels_int64s", labels));
        }
        return node.addAttribute(Models.whole("n_targets", targets))
                .addAttribute(Models.text("aggregate_function", aggregation));
    }

    private long add(Tree tree, long treeNumber, Lists lists) {
        long number = lists.next++;
        int place = lists.trees.size();
        lists.trees.add(treeNumber);
        lists.numbers.add(number);
        lists.yes.add(0L);
        lists.no.add(0L);
        switch (tree) {
            case Leaf leaf -> {
                lists.features.add(0L);
                lists.values.add(0f);
                lists.modes.add("LEAF");
                lists.missing.add(0L);
                for (int i = 0; i < leaf.targets.size(); i++) {
                    lists.weightTrees.add(treeNumber);
                    lists.weightNodes.add(number);
                    lists.ids.add((long) leaf.targets.get(i));
                    lists.weights.add(leaf.weights.get(i));
                }
            }
            case Split split -> {
                lists.features.add((long) split.feature);
                lists.values.add(split.threshold);
                lists.modes.add("BRANCH_" + split.mode);
                lists.missing.add(split.missing ? 1L : 0L);
                lists.yes.set(place, add(split.yes, treeNumber, lists));
                lists.no.set(place, add(split.no, treeNumber, lists));
            }
        }
        return number;
    }

    /** The lists of opset 5 as they grow. */
    private static final class Numbers {
        private final List<Long> features = new ArrayList<>();
        private final List<Float> splits = new ArrayList<>();
        private final List<Integer> modes = new ArrayList<>();
        private final List<Long> yes = new ArrayList<>();
        private final List<Long> no = new ArrayList<>();
        private final List<Long> yesIsLeaf = new ArrayList<>();
        private final List<Long> noIsLeaf = new ArrayList<>();
        private final List<Long> missing = new ArrayList<>();
        private final List<Long> leafTargets = new ArrayList<>();
        private final List<Float> leafWeights = new ArrayList<>();
        private final List<List<Float>> members = new ArrayList<>();
    }

    private NodeProto.Builder numbered() {
        Numbers numbers = new Numbers();
        List<Long> roots = new ArrayList<>();
        for (Tree tree : trees) {
            roots.add(add((Split) tree, numbers));
        }
        List<Float> members = new ArrayList<>();
        for (int i = 0; i < numbers.members.size(); i++) {
            if (numbers.modes.get(i) == MODES.length) {
                members.addAll(numbers.members.get(i));
                members.add(Float.NaN);
            }
        }
        NodeProto.Builder node = NodeProto.newBuilder()
                .setOpType("TreeEnsemble")
                .addAttribute(ints("nodes_featureids", numbers.features))
                .addAttribute(tensor("nodes_splits", numbers.splits))
                .addAttribute(bytes("nodes_modes", numbers.modes))
                .addAttribute(ints("nodes_truenodeids", numbers.yes))
                .addAttribute(ints("nodes_falsenodeids", numbers.no))
                .addAttribute(ints("nodes_trueleafs", numbers.yesIsLeaf))
                .addAttribute(ints("nodes_falseleafs", numbers.noIsLeaf))
                .addAttribute(ints("leaf_targetids", numbers.leafTargets))
                .addAttribute(tensor("leaf_weights", numbers.leafWeights))
                .addAttribute(ints("tree_roots", roots))
                .addAttribute(Models.whole("n_targets", targets))
                .addAttribute(
                        Models.whole("aggregate_function", List.of(AGGREGATIONS).indexOf(aggregation)))
                .addAttribute(Models.whole("post_transform", List.of(TRANSFORMS).indexOf(transform)));
        if (missing) {
            node.addAttribute(ints("nodes_missing_value_tracks_true", numbers.missing));
        }
        return members.isEmpty() ? node : node.addAttribute(tensor("membership_values", members));
    }

    private long add(Split split, Numbers numbers) {
        int place = numbers.features.size();
        numbers.features.add((long) split.feature);
        numbers.splits.add(split.threshold);
        numbers.modes.add(
                split.mode.equals("MEMBER") ? MODES.length : List.of(MODES).indexOf(split.mode));
        numbers.members.add(split.members);
        numbers.missing.add(split.missing ? 1L : 0L);
        numbers.yes.add(0L);
        numbers.no.add(0L);
        numbers.yesIsLeaf.add(split.yes instanceof Leaf ? 1L : 0L);
        numbers.noIsLeaf.add(split.no instanceof Leaf ? 1L : 0L);
        numbers.yes.set(place, behind(split.yes, numbers));
        numbers.no.set(place, behind(split.no, numbers));
        return place;
    }

    private long behind(Tree tree, Numbers numbers) {
        return switch (tree) {
            case Split split -> add(split, numbers);
            case Leaf leaf -> {
                numbers.leafTargets.add((long) leaf.targets.getFirst());
                numbers.leafWeights.add(leaf.weights.getFirst());
                yield numbers.leafWeights.size() - 1;
            }
        };
    }

    private static AttributeProto ints(String name, List<Long> numbers) {
        return Models.list(name, numbers.stream().mapToLong(Long::longValue).toArray());
    }

    private static AttributeProto floats(String name, List<Float> numbers) {
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i);
        }
        return Models.reals(name, values);
    }

    private static AttributeProto tensor(String name, List<Float> numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.size()).order(ByteOrder.LITTLE_ENDIAN);
        numbers.forEach(bytes::putFloat);
        return tensor(name, 1, numbers.size(), bytes);
    }

    private static AttributeProto bytes(String name, List<Integer> numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.size());
        numbers.forEach(number -> bytes.put(number.byteValue()));
        return tensor(name, 2, numbers.size(), bytes);
    }

    private static AttributeProto tensor(String name, int type, int size, ByteBuffer bytes) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(4)
                .setT(TensorProto.newBuilder()
                        .setDataType(type)
                        .addDims(size)
                        .setRawData(ByteString.copyFrom(bytes.array())))
                .build();
    }

    @Override
    public String toString() {
        return form + " of " + targets + " targets, " + aggregation + ", " + transform + ", base " + base + ", told "
                + told + ", " + trees;
    }
}
