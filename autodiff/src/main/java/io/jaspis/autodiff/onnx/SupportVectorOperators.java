package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.trees.PairwiseProbabilities;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Support vector machines of {@code ai.onnx.ml}: kernels of the input and support vectors, and sums of these. */
final class SupportVectorOperators {
    private static final String DOMAIN = "ai.onnx.ml.";

    private SupportVectorOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put(DOMAIN + "SVMClassifier", SupportVectorOperators::classifier);
        operators.put(DOMAIN + "SVMRegressor", SupportVectorOperators::regressor);
    }

    private static float[] reals(Node node, String name) {
        float[] numbers = node.hasAttribute(name) ? node.reals(name) : new float[0];
        for (int i = 0; i < numbers.length; i++) {
            require(Float.isFinite(numbers[i]), "attribute %s has %s at element %d", name, numbers[i], i);
        }
        return numbers;
    }

    private static Value constant(Node node, Shape shape, float... numbers) {
        return node.trace().constant(Tensor.of(shape, numbers));
    }

    private static float[] some(Node node, String name, int count) {
        float[] numbers = reals(node, name);
        require(numbers.length >= count, "attribute %s has %d numbers, but must have %d", name, numbers.length, count);
        return Arrays.copyOf(numbers, count);
    }

    /** The kernel of the input with each of these vectors, {@code [..., vectors]}. */
    private static Value kernel(Node node, Value x, float[] vectors, int count) {
        int features = x.shape().extent(-1);
        require(
                vectors.length == count * features,
                "there are %d numbers for %d vectors of %d features",
                vectors.length,
                count,
                features);
        float[] parameters = reals(node, "kernel_params");
        require(
                parameters.length == 0 || parameters.length == 3,
                "attribute kernel_params has %d numbers, but must have 3: gamma, coef0 and degree",
                parameters.length);
        float gamma = parameters.length == 0 ? 0 : parameters[0];
        float shift = parameters.length == 0 ? 0 : parameters[1];
        float degree = parameters.length == 0 ? 0 : parameters[2];
        Value table = constant(node, Shape.of(count, features), vectors);
        String kind = node.text("kernel_type", "LINEAR");
        return switch (kind) {
            case "LINEAR" -> x.dense(table);
            case "POLY" -> x.dense(table).scale(gamma).plus(shift).power(degree);
            case "SIGMOID" -> x.dense(table).scale(gamma).plus(shift).tanh();
            case "RBF" -> {
                int last = x.shape().rank();
                Value apart = x.reshape(x.shape().insert(last - 1, 1)).minus(table);
                yield apart.power(2).sum(last).scale(-gamma).exponential();
            }
            default ->
                throw new IllegalArgumentException(
                        "attribute kernel_type is '" + kind + "', but may be LINEAR, POLY, RBF or SIGMOID");
        };
    }

    private static List<Term> regressor(Node node) {
        Term.Flowing x = LearningOperators.rows(node);
        requireNoTransform(node);
        int count = Node.small(node.integer("n_supports", 0), "attribute n_supports");
        float[] coefficients = reals(node, "coefficients");
        float rho = some(node, "rho", 1)[0];
        Value sum;
        if (count > 0) {
            require(
                    coefficients.length == count,
                    "attribute coefficients has %d numbers for %d support vectors",
                    coefficients.length,
                    count);
            sum = kernel(node, x.value(), reals(node, "support_vectors"), count)
                    .dense(constant(node, Shape.of(1, count), coefficients));
        } else {
            sum = x.value().dense(constant(node, Shape.of(1, features(x, coefficients)), coefficients));
        }
        Value result = sum.plus(rho);
        return Node.result(
                x.with(node.flag("one_class") ? result.step().scale(2).plus(-1) : result));
    }

    private static int features(Term.Flowing x, float[] coefficients) {
        int features = x.value().shape().extent(-1);
        require(
                coefficients.length == features,
                "attribute coefficients has %d numbers for %d features",
                coefficients.length,
                features);
        return features;
    }

    private static void requireNoTransform(Node node) {
        String transform = node.text("post_transform", "NONE");
        require(transform.equals("NONE"), "post_transform '%s' is not supported; supported: NONE", transform);
    }

    private static List<Term> classifier(Node node) {
        Term.Flowing x = LearningOperators.rows(node);
        requireNoTransform(node);
        long[] labels = TreeOperators.classes(node, "classlabels_ints", "classlabels_strings");
        int classes = labels.length;
        require(
                classes > 1,
                "it names %d classes: classlabels_ints or classlabels_strings must name two or more",
                classes);
        long[] vectors = node.integers("vectors_per_class");
        long count = vectors == null ? 0 : Arrays.stream(vectors).sum();
        if (count == 0) {
            return withoutVectors(node, x, labels);
        }
        require(
                vectors.length == classes,
                "attribute vectors_per_class has %d numbers for %d classes",
                vectors.length,
                classes);
        for (long each : vectors) {
            require(each >= 0 && count <= Integer.MAX_VALUE, "attribute vectors_per_class has %d", each);
        }
        Value pairs = pairs(node, x.value(), vectors, (int) count);
        if (node.hasAttribute("prob_a") && node.reals("prob_a").length > 0) {
            return probabilities(node, x, pairs, labels);
        }
        int axis = pairs.shape().rank() - 1;
        node.note(
                classes == 2
                        ? "it tells its first class where its score s is above 0, and its outputs are -s and s; classes are told"
                                + " by the outputs here"
                        : "its outputs are a score for each pair of classes, from which it tells classes by votes; the outputs"
                                + " are no scores of classes");
        Value scores = classes == 2 ? node.trace().concatenate(axis, List.of(pairs.negate(), pairs)) : pairs;
        return LearningOperators.results(
                node, x, labels, () -> TreeOperators.largest(votes(node, pairs, classes), labels), scores);
    }

    /** A linear form for each class, in the place of support vectors. */
    private static List<Term> withoutVectors(Node node, Term.Flowing x, long[] labels) {
        int classes = labels.length;
        float[] coefficients = reals(node, "coefficients");
        int features = x.value().shape().extent(-1);
        require(
                coefficients.length == classes * features,
                "attribute coefficients has %d numbers for %d classes and %d features",
                coefficients.length,
                classes,
                features);
        Value scores = x.value()
                .dense(constant(node, Shape.of(classes, features), coefficients))
                .plus(some(node, "rho", 1)[0]);
        node.refuse(
                0,
                "the class that it tells without support vectors isn't that of its largest score in ONNX Runtime, and"
                        + " ONNX's text leaves it open; its scores can be read");
        return LearningOperators.results(node, x, labels, () -> scores, scores);
    }

    /** How many pairs each class wins; of a decision value of 0 the second of the pair does. */
    private static Value votes(Node node, Value pairs, int classes) {
        int count = classes * (classes - 1) / 2;
        float[] won = new float[classes * count];
        float[] lost = new float[classes];
        int pair = 0;
        for (int i = 0; i < classes; i++) {
            for (int j = i + 1; j < classes; j++, pair++) {
                won[i * count + pair] = 1;
                won[j * count + pair] = -1;
                lost[j]++;
            }
        }
        return pairs.step()
                .dense(constant(node, Shape.of(classes, count), won))
                .plus(constant(node, Shape.of(classes), lost));
    }

    /** The decision value of each pair of classes, above 0 where the first wins. */
    private static Value pairs(Node node, Value x, long[] vectors, int count) {
        int classes = vectors.length;
        int[] start = new int[classes + 1];
        for (int i = 0; i < classes; i++) {
            start[i + 1] = start[i] + (int) vectors[i];
        }
        int pairs = classes * (classes - 1) / 2;
        float[] coefficients = some(node, "coefficients", (classes - 1) * count);
        float[] weights = new float[pairs * count];
        int pair = 0;
        for (int i = 0; i < classes; i++) {
            for (int j = i + 1; j < classes; j++, pair++) {
                for (int v = start[i]; v < start[i + 1]; v++) {
                    weights[pair * count + v] = coefficients[(j - 1) * count + v];
                }
                for (int v = start[j]; v < start[j + 1]; v++) {
                    weights[pair * count + v] = coefficients[i * count + v];
                }
            }
        }
        return kernel(node, x, reals(node, "support_vectors"), count)
                .dense(constant(node, Shape.of(pairs, count), weights))
                .plus(constant(node, Shape.of(pairs), some(node, "rho", pairs)));
    }

    private static List<Term> probabilities(Node node, Term.Flowing x, Value pairs, long[] labels) {
        node.trees().meet();
        require(
                node.trees().staged(),
                "its probabilities are found by iteration until they are close, which no graph does; without them (SVC with"
                        + " probability=False) it has one");
        TreeOperators.tells(node, labels);
        int count = labels.length * (labels.length - 1) / 2;
        PairwiseProbabilities function =
                new PairwiseProbabilities(labels, some(node, "prob_a", count), some(node, "prob_b", count));
        Value rows = pairs.shape().rank() == 1 && !x.hasBatch() ? pairs.reshape(Shape.of(1, count)) : pairs;
        List<Value> results = node.trees().stage(node.title(), function, rows);
        return List.of(
                new Term.Flowing(ElementType.INT64, results.get(1), x.batch(), x.share()),
                new Term.Flowing(ElementType.FLOAT, results.get(0), x.batch(), x.share()));
    }
}
