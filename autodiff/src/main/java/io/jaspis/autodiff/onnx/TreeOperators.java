package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.trees.Aggregation;
import io.jaspis.autodiff.trees.ScoreTransform;
import io.jaspis.autodiff.trees.Scoring;
import io.jaspis.autodiff.trees.TreeEnsemble;
import io.jaspis.autodiff.trees.TreeGraph;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Tree ensembles of {@code ai.onnx.ml}: by opsets 1 and 3, which name nodes, and by opset 5, which numbers them. */
final class TreeOperators {
    private static final String DOMAIN = "ai.onnx.ml.";

    /** Larger numbers of classes have no float of their own. */
    private static final long LARGEST_LABEL = 1 << 24;

    private TreeOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put(DOMAIN + "TreeEnsembleClassifier", node -> {
            NamedNodes nodes = new NamedNodes(node, "class_treeids", "class_nodeids", "class_ids", "class_weights");
            return results(node, nodes.ensemble(classification(node, nodes)));
        });
        operators.put(DOMAIN + "TreeEnsembleRegressor", node -> {
            NamedNodes nodes = new NamedNodes(node, "target_treeids", "target_nodeids", "target_ids", "target_weights");
            return results(node, nodes.ensemble(regression(node, nodes)));
        });
        operators.put(DOMAIN + "TreeEnsemble", node -> results(node, new NumberedNodes(node).ensemble()));
    }

    /** Whether a model computes in float64, which the types of its input say. */
    static boolean isWide(Node node) {
        return node.term(0).type() == ElementType.DOUBLE;
    }

    private static Scoring regression(Node node, NamedNodes nodes) {
        int targets = Node.small(node.integer("n_targets", 1), "attribute n_targets");
        require(targets > 0, "attribute n_targets is %d", targets);
        Aggregation aggregation =
                named(Aggregation.class, "aggregate_function", node.text("aggregate_function", "SUM"));
        return new Scoring.Regression(targets, aggregation, nodes.base(targets), transform(node));
    }

    private static Scoring classification(Node node, NamedNodes nodes) {
        long[] numbers = node.integers("classlabels_int64s");
        boolean words = node.hasAttribute("classlabels_strings")
                && !node.texts("classlabels_strings").isEmpty();
        require(
                words || numbers != null && numbers.length > 0,
                "it names no classes: classlabels_int64s or classlabels_strings must");
        long[] classes = words
                ? LongStream.range(0, node.texts("classlabels_strings").size()).toArray()
                : numbers;
        boolean single = classes.length == 2
                && nodes.targets().length > 0
                && Arrays.stream(nodes.targets()).distinct().count() == 1;
        boolean positive = Arrays.stream(nodes.weights()).allMatch(weight -> weight >= 0);
        return new Scoring.Classification(classes, nodes.base(classes.length), transform(node), single, positive);
    }

    private static ScoreTransform transform(Node node) {
        return named(ScoreTransform.class, "post_transform", node.text("post_transform", "NONE"));
    }

    static <E extends Enum<E>> E named(Class<E> kind, String attribute, String word) {
        return Arrays.stream(kind.getEnumConstants())
                .filter(each -> each.name().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("attribute %s is '%s', but may be one of %s"
                        .formatted(attribute, word, Arrays.toString(kind.getEnumConstants()))));
    }

    private static List<Term> results(Node node, TreeEnsemble ensemble) {
        Term.Flowing x = LearningOperators.rows(node);
        // A list is one row.
        Value rows = x.rank() == 1 && !x.hasBatch()
                ? x.value().reshape(x.value().shape().insert(0, 1))
                : x.value();
        int features = rows.shape().extent(-1);
        ensemble.extent()
                .features()
                .forEach(feature -> require(
                        feature < features,
                        "attribute nodes_featureids names the feature %d, but its input has %d features",
                        feature,
                        features));
        node.trees().meet();
        ElementType type = isWide(node) && ensemble.scoring() instanceof Scoring.Regression && node.outputCount() == 1
                ? outputType(node)
                : ElementType.FLOAT;
        if (node.trees().staged()) {
            List<Value> results = node.trees().stage(node.title(), ensemble, rows);
            return terms(x, type, ensemble, results.get(0), results.get(1));
        }
        TreeGraph.Result result;
        try {
            result = TreeGraph.of(ensemble, rows);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "its trees can be evaluated, but not laid out as a graph, since " + e.getMessage(), e);
        }
        return terms(x, type, ensemble, result.scores(), label(ensemble, result));
    }

    /** TreeEnsemble gives what it takes; the older operators give float32. */
    private static ElementType outputType(Node node) {
        return node.hasAttribute("tree_roots") ? ElementType.DOUBLE : ElementType.FLOAT;
    }

    private static List<Term> terms(
            Term.Flowing x, ElementType type, TreeEnsemble ensemble, Value scores, Value labels) {
        Term.Flowing told = new Term.Flowing(type, scores, x.batch(), x.share());
        return ensemble.scoring().labels().isPresent()
                ? List.of(new Term.Flowing(ElementType.INT64, labels, x.batch(), x.share()), told)
                : List.of(told);
    }

    /** The number of the class that the runtime tells, which isn't always that of the largest score. */
    private static Value label(TreeEnsemble ensemble, TreeGraph.Result result) {
        if (!(ensemble.scoring() instanceof Scoring.Classification classes)) {
            return null;
        }
        Value deciding = result.deciding();
        int axis = deciding.shape().rank() - 1;
        Shape kept = deciding.shape().without(axis);
        if (deciding.shape().extent(axis) > 1) {
            float[] numbers = new float[classes.classes().length];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = number(classes.classes()[i]);
            }
            return ReductionOperators.first(deciding, axis, false)
                    .times(deciding.trace().constant(Tensor.of(Shape.of(numbers.length), numbers)))
                    .sum(axis);
        }
        boolean half = classes.single() && classes.positive();
        Value second = (half ? deciding.plus(-0.5f) : deciding).step().reshape(kept);
        return classes.single()
                ? second.scale(number(classes.classes()[1]) - number(classes.classes()[0]))
                        .plus(number(classes.classes()[0]))
                : second;
    }

    private static float number(long label) {
        require(Math.abs(label) < LARGEST_LABEL, "the class %d has too large a number", label);
        return label;
    }
}
