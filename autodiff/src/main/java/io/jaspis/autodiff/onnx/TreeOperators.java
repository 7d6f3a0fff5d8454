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
import java.util.LongSummaryStatistics;
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
        long[] classes = classes(node, "classlabels_int64s", "classlabels_strings");
        require(classes.length > 0, "it names no classes: classlabels_int64s or classlabels_strings must");
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
        boolean told = tells(node, ensemble.scoring().labels().orElse(new long[0]));
        ElementType type = isWide(node) && ensemble.scoring() instanceof Scoring.Regression && node.outputCount() == 1
                ? outputType(node)
                : ElementType.FLOAT;
        if (node.trees().staged()) {
            List<Value> results = node.trees().stage(node.title(), ensemble, rows);
            LongStream labels = Arrays.stream(ensemble.scoring().labels().orElse(new long[0]));
            LongSummaryStatistics ends =
                    LongStream.concat(labels, LongStream.of(0, 1)).summaryStatistics();
            node.ranges().tell(results.get(1), new Ranges.Range(ends.getMin(), ends.getMax()));
            return terms(x, type, ensemble, results.get(0), results.get(1));
        }
        TreeGraph.Result result;
        try {
            result = TreeGraph.of(ensemble, rows);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "its trees can be evaluated, but not laid out as a graph, since " + e.getMessage(), e);
        }
        if (!told) {
            return terms(x, type, ensemble, result.scores(), result.scores());
        }
        if (ensemble.scoring().labels().isPresent() && result.deciding() == null) {
            node.refuse(
                    0,
                    "the class that it tells is one of those that the leaves which a row ends at have weights for, which a"
                            + " graph of its trees doesn't follow");
            return terms(x, type, ensemble, result.scores(), result.scores());
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
        if (classes.classes().length > 2) {
            return largest(
                    deciding,
                    result.among().stream()
                            .mapToLong(place -> classes.classes()[place])
                            .toArray());
        }
        boolean half = classes.single() && classes.positive();
        Value second = (half ? deciding.plus(-0.5f) : deciding).step().reshape(kept);
        return classes.single() ? second(second, classes.classes()) : second;
    }

    /** Whether the classes have numbers that floats are; else the label, the first output, is refused. */
    static boolean tells(Node node, long[] classes) {
        boolean told = Arrays.stream(classes).allMatch(label -> -LARGEST_LABEL < label && label < LARGEST_LABEL);
        if (!told) {
            node.refuse(
                    0, "the numbers of its classes, %s, are too large for float32".formatted(Arrays.toString(classes)));
        }
        return told;
    }

    /** The number of the class with the largest score, of equal ones the first. */
    static Value largest(Value scores, long[] classes) {
        int axis = scores.shape().rank() - 1;
        float[] numbers = new float[classes.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = classes[i];
        }
        return ReductionOperators.first(scores, axis, false)
                .times(scores.trace().constant(Tensor.of(Shape.of(numbers.length), numbers)))
                .sum(axis);
    }

    /** The number of the first class, or where this is 1 of the second. */
    static Value second(Value flag, long[] classes) {
        return flag.scale(classes[1]).plus(flag.not().scale(classes[0]));
    }

    /** The numbers of the classes, or those from 0 on where they are words. */
    static long[] classes(Node node, String numbers, String words) {
        boolean named = node.hasAttribute(words) && !node.texts(words).isEmpty();
        if (named) {
            return LongStream.range(0, node.texts(words).size()).toArray();
        }
        return node.hasAttribute(numbers) ? node.integers(numbers) : new long[0];
    }
}
