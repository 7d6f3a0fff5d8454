package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Operators of {@code ai.onnx.ml}, as converters of scikit-learn write them: those that are sums of products and their kin. */
final class LearningOperators {
    private static final String DOMAIN = "ai.onnx.ml.";

    private LearningOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put(DOMAIN + "Scaler", LearningOperators::scaler);
        operators.put(DOMAIN + "LinearRegressor", LearningOperators::regressor);
        operators.put(DOMAIN + "LinearClassifier", LearningOperators::classifier);
        operators.put(DOMAIN + "Normalizer", LearningOperators::normalizer);
        operators.put(DOMAIN + "ZipMap", node -> Node.result(node.term(0)));
        operators.put(DOMAIN + "Binarizer", node -> {
            Term.Flowing x = node.flowing(0);
            return Node.result(x.with(x.value().plus(-node.real("threshold", 0)).step()));
        });
        operators.put(DOMAIN + "FeatureVectorizer", LearningOperators::joined);
        operators.put(DOMAIN + "ArrayFeatureExtractor", LearningOperators::picked);
    }

    /** The input as rows of floats, [batch, features]. */
    static Term.Flowing rows(Node node) {
        Term.Flowing x = node.flowing(ComparisonOperators.number(node.term(0)));
        require(
                x.rank() >= 1 && x.batch() < Math.max(1, x.rank() - 1),
                "its input must be [batch, features], but is %s",
                x.value().type());
        require(
                x.value().shape().rank() > 0,
                "its input must be [batch, features], but has the batch for its only axis");
        return x.with(ElementType.FLOAT);
    }

    /** As many numbers as there are features, or one for all of them. */
    private static Value features(Node node, String name, int count) {
        float[] numbers = node.reals(name);
        return numbers(node, name, numbers.length == 1 ? 1 : count);
    }

    private static Value numbers(Node node, String name, int count) {
        float[] numbers = node.reals(name);
        require(numbers.length == count, "attribute %s must have %d numbers, but has %d", name, count, numbers.length);
        for (float number : numbers) {
            require(Float.isFinite(number), "attribute %s has the number %s", name, number);
        }
        return node.trace().constant(Tensor.of(Shape.of(numbers.length), numbers));
    }

    private static List<Term> scaler(Node node) {
        Term.Flowing x = rows(node);
        int features = x.value().shape().extent(-1);
        Value value = x.value();
        if (node.hasAttribute("offset")) {
            value = value.minus(features(node, "offset", features));
        }
        if (node.hasAttribute("scale")) {
            value = value.times(features(node, "scale", features));
        }
        return Node.result(x.with(value));
    }

    /** Sums of products with the coefficients, plus the intercepts. */
    private static Value scores(Node node, Term.Flowing x, int targets) {
        int features = x.value().shape().extent(-1);
        float[] coefficients = node.reals("coefficients");
        require(
                coefficients.length == targets * features,
                "there are %d coefficients for %d rows of %d features",
                coefficients.length,
                targets,
                features);
        Value weights = node.trace().constant(Tensor.of(Shape.of(targets, features), coefficients));
        Value scores = x.value().dense(weights);
        return node.hasAttribute("intercepts") && node.reals("intercepts").length > 0
                ? scores.plus(numbers(node, "intercepts", targets))
                : scores;
    }

    private static List<Term> regressor(Node node) {
        Term.Flowing x = rows(node);
        int targets = Node.small(node.integer("targets", 1), "targets");
        Value scores = scores(node, x, targets);
        String transform = transform(node, "NONE", "LOGISTIC", "SOFTMAX");
        // ONNX Runtime leaves one score alone as it is.
        return Node.result(x.with(targets == 1 ? scores : transformed(transform, scores)));
    }

    /** The transform, which must be one of these. */
    private static String transform(Node node, String... supported) {
        String transform = node.text("post_transform", "NONE");
        require(
                List.of(supported).contains(transform),
                "post_transform '%s' is not supported; supported: %s",
                transform,
                String.join(", ", supported));
        return transform;
    }

    private static Value transformed(String transform, Value scores) {
        return switch (transform) {
            case "LOGISTIC" -> scores.sigmoid();
            case "SOFTMAX" -> scores.softmax(scores.shape().rank() - 1);
            default -> scores;
        };
    }

    /** The label, by the scores before their transform, and the scores: of two classes with one row of coefficients those of both. */
    private static List<Term> classifier(Node node) {
        Term.Flowing x = rows(node);
        int features = x.value().shape().extent(-1);
        int rows = node.reals("coefficients").length / features;
        long[] labels = TreeOperators.classes(node, "classlabels_ints", "classlabels_strings");
        require(
                labels.length == (rows == 1 ? 2 : rows),
                "it names %d classes for %d rows of coefficients",
                labels.length,
                rows);
        Value scores = scores(node, x, rows);
        int axis = scores.shape().rank() - 1;
        if (rows > 1) {
            Value all = transformed(transform(node, "NONE", "LOGISTIC", "SOFTMAX"), scores);
            return results(node, x, labels, () -> TreeOperators.largest(scores, labels), all);
        }
        require(
                !node.text("post_transform", "NONE").equals("SOFTMAX"),
                "post_transform 'SOFTMAX' is not supported for one row of coefficients");
        String transform = transform(node, "NONE", "LOGISTIC");
        if (transform.equals("NONE")) {
            node.note(
                    "it tells its second class where its score s is above 0, but its outputs are 1 - s and s, of which"
                            + " the second is larger only above 0.5; classes are told by the outputs here");
        }
        // What the runtime gives, also where the score is no probability.
        Value own = transformed(transform, scores);
        Value both = node.trace().concatenate(axis, List.of(own.not(), own));
        Value second = scores.step().reshape(scores.shape().without(axis));
        return results(node, x, labels, () -> TreeOperators.second(second, labels), both);
    }

    /** The label, which is refused where classes have numbers that no float is, and the scores. */
    static List<Term> results(Node node, Term.Flowing x, long[] labels, Supplier<Value> label, Value scores) {
        boolean told = TreeOperators.tells(node, labels);
        return List.of(
                new Term.Flowing(ElementType.INT64, told ? label.get() : scores, x.batch(), x.share()),
                new Term.Flowing(ElementType.FLOAT, scores, x.batch(), x.share()));
    }

    private static List<Term> normalizer(Node node) {
        Term.Flowing x = rows(node);
        int axis = x.value().shape().rank() - 1;
        Shape kept = x.value().shape().with(axis, 1);
        String norm = node.text("norm", "MAX");
        Value value = x.value();
        // Where it is 0, ONNX Runtime divides by nothing.
        Value divisor = switch (norm) {
            case "L1" -> value.absolute().sum(axis).notZero();
            case "L2" -> value.power(2).sum(axis).squareRoot().notZero();
            case "MAX" -> {
                // ONNX's text divides by the largest element, which may be negative.
                Value largest = value.maximum(axis);
                yield largest.plus(largest.absolute().step().not());
            }
            default ->
                throw new IllegalArgumentException("norm '" + norm + "' is not supported; supported: MAX, L1, L2");
        };
        return Node.result(x.with(value.dividedBy(divisor.reshape(kept))));
    }

    private static List<Term> joined(Node node) {
        Aligned parts = Aligned.of(
                node, node.terms().stream().map(ComparisonOperators::number).toList());
        Term.Flowing shape = parts.flow(ElementType.FLOAT, parts.first());
        require(shape.rank() == 2, "its inputs must be [batch, features], but have %d axes", shape.rank());
        int axis = Node.axis(shape, -1);
        List<Value> cut = new ArrayList<>();
        long[] widths = node.integers("inputdimensions");
        require(
                widths == null || widths.length == parts.values().size(),
                "attribute inputdimensions has %d numbers for %d inputs",
                widths == null ? 0 : widths.length,
                parts.values().size());
        for (Value part : parts.values()) {
            int given = part.shape().extent(axis);
            int width = widths == null ? given : Node.small(widths[cut.size()], "attribute inputdimensions");
            require(width > 0, "attribute inputdimensions has %d", width);
            // ONNX Runtime leaves out what is too much, and fills up with zeros.
            cut.add(part.slice(axis, 0, Math.min(width, given)).pad(axis, 0, Math.max(0, width - given)));
        }
        return Node.result(shape.with(node.trace().concatenate(axis, cut)));
    }

    private static List<Term> picked(Node node) {
        Term x = node.term(0);
        int rank = ShapeOperators.extents(x).length;
        if (TableLookup.is(node) && ((Term.Known) x).size() == ShapeOperators.extents(x)[rank - 1]) {
            return Node.result(named(node, ((Term.Known) x)));
        }
        long[] places = node.fixedIntegers(1, "the places");
        int extent = ShapeOperators.extents(x)[rank - 1];
        return Node.result(SelectionOperators.pick(
                x,
                rank - 1,
                Arrays.stream(places)
                        .mapToInt(place -> Node.positive(place, extent))
                        .toArray()));
    }

    /** Those of one row that the input names, all along the last axis: as many for each example. */
    private static Term named(Node node, Term.Known row) {
        Term.Flowing indices = node.flowing(1);
        require(
                indices.batch() == 0 || !indices.hasBatch(),
                "the batch of its places must be axis 0, but is axis %d",
                indices.batch());
        Term.Flowing rows = TableLookup.rows(node, row.reshaped(new int[] {row.size()}), indices);
        Value all = rows.view();
        return Term.Flowing.of(
                rows.type(), all.reshape(Shape.of(1, all.shape().size())), rows.hasBatch() ? 1 : Term.Flowing.NONE);
    }
}
