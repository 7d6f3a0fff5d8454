package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

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
        return x.with(ElementType.FLOAT);
    }

    private static Value numbers(Node node, String name, int count) {
        float[] numbers = node.reals(name);
        require(
                numbers.length == count || numbers.length == 1,
                "attribute %s must have %d numbers, but has %d",
                name,
                count,
                numbers.length);
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
            value = value.minus(numbers(node, "offset", features));
        }
        if (node.hasAttribute("scale")) {
            value = value.times(numbers(node, "scale", features));
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
        return Node.result(x.with(transformed(node, scores(node, x, targets))));
    }

    private static Value transformed(Node node, Value scores) {
        String transform = node.text("post_transform", "NONE");
        return switch (transform) {
            case "NONE" -> scores;
            case "LOGISTIC" -> scores.sigmoid();
            case "SOFTMAX" -> scores.softmax(scores.shape().rank() - 1);
            default ->
                throw new IllegalArgumentException(
                        "post_transform '" + transform + "' is not supported; supported: NONE, LOGISTIC, SOFTMAX");
        };
    }

    /** The label, and the scores: of two classes with one row of coefficients those of both. */
    private static List<Term> classifier(Node node) {
        Term.Flowing x = rows(node);
        int features = x.value().shape().extent(-1);
        int rows = node.reals("coefficients").length / features;
        Value scores = scores(node, x, rows);
        String transform = node.text("post_transform", "NONE");
        Value both = scores;
        if (rows == 1) {
            // What the runtime gives, also where the score is no probability.
            Value other = ComparisonOperators.not(transform.equals("LOGISTIC") ? scores.sigmoid() : scores);
            Value own = transform.equals("LOGISTIC") ? scores.sigmoid() : scores;
            require(
                    !transform.equals("SOFTMAX"),
                    "post_transform 'SOFTMAX' is not supported for one row of coefficients");
            if (transform.equals("NONE")) {
                node.note(
                        "it tells its second class where its score s is above 0, but its outputs are 1 - s and s, of which"
                                + " the second is larger only above 0.5; classes are told by the outputs here");
            }
            both = node.trace().concatenate(scores.shape().rank() - 1, List.of(other, own));
        } else {
            both = transformed(node, scores);
        }
        long[] labels = node.hasAttribute("classlabels_ints") ? node.integers("classlabels_ints") : null;
        Value label = both.maximum(both.shape().rank() - 1);
        if (labels != null && labels.length == both.shape().extent(-1)) {
            Value first = ReductionOperators.first(both, both.shape().rank() - 1, false);
            float[] numbers = new float[labels.length];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = labels[i];
            }
            label = first.times(node.trace().constant(Tensor.of(Shape.of(numbers.length), numbers)))
                    .sum(both.shape().rank() - 1);
        }
        return List.of(
                new Term.Flowing(ElementType.INT64, label, x.batch(), x.share()),
                new Term.Flowing(ElementType.FLOAT, both, x.batch(), x.share()));
    }

    private static List<Term> normalizer(Node node) {
        Term.Flowing x = rows(node);
        int axis = x.value().shape().rank() - 1;
        Shape kept = x.value().shape().with(axis, 1);
        String norm = node.text("norm", "MAX");
        Value value = x.value();
        Value size = switch (norm) {
            case "L1" -> value.absolute().sum(axis);
            case "L2" -> value.power(2).sum(axis).squareRoot();
            case "MAX" -> value.absolute().maximum(axis);
            default ->
                throw new IllegalArgumentException("norm '" + norm + "' is not supported; supported: MAX, L1, L2");
        };
        return Node.result(x.with(value.dividedBy(size.reshape(kept))));
    }

    private static List<Term> joined(Node node) {
        Aligned parts = Aligned.of(
                node, node.terms().stream().map(ComparisonOperators::number).toList());
        Term.Flowing shape = parts.flow(ElementType.FLOAT, parts.first());
        int axis = Node.axis(shape, -1);
        return Node.result(shape.with(node.trace().concatenate(axis, parts.values())));
    }

    private static List<Term> picked(Node node) {
        Term x = node.term(0);
        int rank = ShapeOperators.extents(x).length;
        long[] places = node.fixedIntegers(1, "the places");
        int extent = ShapeOperators.extents(x)[rank - 1];
        return Node.result(SelectionOperators.pick(
                x,
                rank - 1,
                Arrays.stream(places)
                        .mapToInt(place -> Node.positive(place, extent))
                        .toArray()));
    }
}
