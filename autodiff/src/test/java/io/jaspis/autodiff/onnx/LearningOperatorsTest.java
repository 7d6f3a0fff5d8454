package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.list;
import static io.jaspis.autodiff.onnx.Models.numbers;
import static io.jaspis.autodiff.onnx.Models.reals;
import static io.jaspis.autodiff.onnx.Models.refused;
import static io.jaspis.autodiff.onnx.Models.text;
import static io.jaspis.autodiff.onnx.Models.texts;
import static io.jaspis.autodiff.onnx.Models.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.OperatorSetIdProto;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Operators of ai.onnx.ml, against values that ONNX Runtime gives. */
class LearningOperatorsTest {
    private static NodeProto node(String operator, String inputs, String outputs, AttributeProto... all) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .setDomain("ai.onnx.ml")
                .addAllInput(List.of(inputs.split(" ")))
                .addAllOutput(List.of(outputs.split(" ")))
                .addAllAttribute(List.of(all))
                .build();
    }

    private static byte[] bytes(Models models) {
        return models.model()
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(2))
                .build()
                .toByteArray();
    }

    private static byte[] model(int features, String operator, AttributeProto... all) {
        return bytes(Models.of(13, -1, features).graph(graph -> graph.addNode(node(operator, "x", "y", all))));
    }

    private static float[] run(int features, float[] x, String operator, AttributeProto... all) throws OnnxException {
        return Models.run(Onnx.read(model(features, operator, all)), x.length / features, x);
    }

    private static byte[] labelModel(int features, String operator, AttributeProto... all) {
        return bytes(Models.of(13, -1, features)
                .graph(graph -> graph.addNode(node(operator, "x", "label scores", all)))
                .node("Cast", "label", "y", whole("to", 1)));
    }

    private static float[] labels(int features, float[] x, String operator, AttributeProto... all)
            throws OnnxException {
        return Models.run(Onnx.read(labelModel(features, operator, all)), x.length / features, x);
    }

    private static float[] scores(int features, float[] x, String operator, AttributeProto... all)
            throws OnnxException {
        byte[] model =
                bytes(Models.of(13, -1, features).graph(graph -> graph.addNode(node(operator, "x", "label y", all))));
        return Models.run(Onnx.read(model), x.length / features, x);
    }

    /** Rows of zeros stay so, also those whose squares vanish, and the largest element counts with its sign. */
    @Test
    void rowsAreDividedByTheirNormWhereItIsNotZero() throws OnnxException {
        for (String norm : List.of("MAX", "L1", "L2")) {
            assertArrayEquals(numbers(0, 0, 0), run(3, numbers(0, 0, 0), "Normalizer", text("norm", norm)), norm);
        }
        assertArrayEquals(numbers(0.5f, -2, 1), run(3, numbers(1, -4, 2), "Normalizer", text("norm", "MAX")));
        assertArrayEquals(numbers(1, 4, 2), run(3, numbers(-1, -4, -2), "Normalizer", text("norm", "MAX")));
        assertArrayEquals(numbers(-1, -4, 0), run(3, numbers(-1, -4, 0), "Normalizer", text("norm", "MAX")));
        assertArrayEquals(numbers(0.25f, -0.5f, 0.25f), run(3, numbers(1, -2, 1), "Normalizer", text("norm", "L1")));
        assertArrayEquals(
                numbers(1e-25f, 2e-25f, 0), run(3, numbers(1e-25f, 2e-25f, 0), "Normalizer", text("norm", "L2")));
    }

    /** By the scores before their transform: of one row of coefficients by its sign. */
    @Test
    void labelsOfLinearModelsAreThoseOfTheirScores() throws OnnxException {
        float[] x = {0, 0.25f, -0.25f, 1e-8f, -1e-8f};
        AttributeProto[] one = {
            reals("coefficients", 1),
            reals("intercepts", 0),
            list("classlabels_ints", 3, 9),
            text("post_transform", "NONE")
        };
        assertArrayEquals(numbers(3, 9, 3, 9, 3), labels(1, x, "LinearClassifier", one));
        assertArrayEquals(numbers(0.75f, 0.25f), scores(1, numbers(0.25f), "LinearClassifier", one));
        one[3] = text("post_transform", "LOGISTIC");
        assertArrayEquals(numbers(3, 9, 3, 9, 3), labels(1, x, "LinearClassifier", one));
        one[2] = texts("classlabels_strings", "a", "b");
        assertArrayEquals(numbers(0, 1, 0, 1, 0), labels(1, x, "LinearClassifier", one));
        // Both sigmoids are 1.
        AttributeProto[] three = {
            reals("coefficients", 1, 2, 0),
            reals("intercepts", 0, 0, 0),
            list("classlabels_ints", 3, 9, -4),
            text("post_transform", "LOGISTIC")
        };
        assertArrayEquals(numbers(9, 3, -4), labels(1, numbers(40, 0, -1), "LinearClassifier", three));
        for (String transform : List.of("PROBIT", "SOFTMAX_ZERO")) {
            one[3] = text("post_transform", transform);
            three[3] = text("post_transform", transform);
            refused(labelModel(1, "LinearClassifier", one), transform, "not supported");
            refused(labelModel(1, "LinearClassifier", three), transform, "not supported");
        }
    }

    @Test
    void classesMustFitTheirRows() throws OnnxException {
        refused(
                labelModel(
                        1,
                        "LinearClassifier",
                        reals("coefficients", 1, 2, 3),
                        reals("intercepts", 0, 0, 0),
                        list("classlabels_ints", 3, 9)),
                "it names 2 classes for 3 rows of coefficients");
        refused(
                labelModel(
                        1,
                        "LinearClassifier",
                        reals("coefficients", 1, 2),
                        reals("intercepts", 0),
                        list("classlabels_ints", 3, 9)),
                "intercepts must have 2 numbers, but has 1");
        AttributeProto[] large = {
            reals("coefficients", 1, 2), reals("intercepts", 0, 0), list("classlabels_ints", 3, 1L << 30)
        };
        refused(labelModel(1, "LinearClassifier", large), "too large for float32");
        // That is no obstacle to the scores beside it.
        assertArrayEquals(numbers(1, 2), scores(1, numbers(1), "LinearClassifier", large));
    }

    @Test
    void oneTargetIsNotTransformed() throws OnnxException {
        for (String transform : List.of("NONE", "LOGISTIC", "SOFTMAX")) {
            assertArrayEquals(
                    numbers(3.5f),
                    run(
                            2,
                            numbers(1, 1),
                            "LinearRegressor",
                            reals("coefficients", 1, 2),
                            reals("intercepts", 0.5f),
                            text("post_transform", transform)));
        }
        assertArrayEquals(
                numbers(0.5f, 0.5f),
                run(
                        1,
                        numbers(0),
                        "LinearRegressor",
                        reals("coefficients", 1, 2),
                        whole("targets", 2),
                        text("post_transform", "LOGISTIC")));
        refused(
                model(
                        1,
                        "LinearRegressor",
                        reals("coefficients", 1, 2),
                        reals("intercepts", 0.5f),
                        whole("targets", 2)),
                "intercepts must have 2 numbers, but has 1");
        refused(
                bytes(Models.of(13, -1)
                        .graph(graph -> graph.addNode(
                                node("LinearRegressor", "x", "y", reals("coefficients", 1), reals("intercepts", 0))))),
                "[batch, features]");
    }

    @Test
    void columnsAreAsWideAsSaid() throws OnnxException {
        byte[] model = bytes(Models.of(13, -1, 3)
                .graph(graph ->
                        graph.addNode(node("FeatureVectorizer", "x x x", "y", list("inputdimensions", 2, 4, 3)))));
        assertArrayEquals(numbers(1, 2, 1, 2, 3, 0, 1, 2, 3), Models.run(Onnx.read(model), 1, 1, 2, 3));
        refused(model(3, "FeatureVectorizer", list("inputdimensions", 2, 4)), "inputdimensions has 2 numbers");
    }

    @Test
    void ofAKeyThatStandsThereTwiceTheFirstCounts() throws OnnxException {
        assertArrayEquals(
                numbers(10, 20, -1),
                run(
                        1,
                        numbers(1, 2, 3),
                        "LabelEncoder",
                        reals("keys_floats", 1, 2, 1, Float.NaN),
                        reals("values_floats", 10, 20, 30, 40),
                        AttributeProto.newBuilder()
                                .setName("default_float")
                                .setType(1)
                                .setF(-1)
                                .build()));
        refused(model(1, "OneHotEncoder", list("cats_int64s", 1, 2, 1)), "cats_int64s has 1.0 twice");
    }

    /** Two support vectors of one number, the kernel a product: s = x − 0.5 is above 0 where the first class wins. */
    @Test
    void labelsOfSupportVectorsAreVotes() throws OnnxException {
        AttributeProto[] two = {
            text("kernel_type", "LINEAR"),
            reals("support_vectors", 1, 0),
            reals("coefficients", 1, -1),
            list("vectors_per_class", 1, 1),
            reals("rho", -0.5f),
            list("classlabels_ints", 7, 4)
        };
        assertArrayEquals(numbers(4, 4, 7), labels(1, numbers(0, 0.5f, 1), "SVMClassifier", two));
        two[5] = texts("classlabels_strings", "a", "b");
        assertArrayEquals(numbers(1, 1, 0), labels(1, numbers(0, 0.5f, 1), "SVMClassifier", two));
        // Of three classes the pairs 0-1, 0-2 and 1-2; each has one vote where x is between 0 and 1, and so the first
        // is told.
        AttributeProto[] three = {
            text("kernel_type", "LINEAR"),
            reals("support_vectors", 1, 1, 1),
            reals("coefficients", 1, 0, -1, -1, 1, 0),
            list("vectors_per_class", 1, 1, 1),
            reals("rho", 0, 1, 0),
            list("classlabels_ints", 7, 4, 9)
        };
        float[] x = {0.5f, 2, -1};
        float[] pairs = scores(1, x, "SVMClassifier", three);
        float[] labels = labels(1, x, "SVMClassifier", three);
        for (int row = 0; row < x.length; row++) {
            int[] votes = new int[3];
            votes[pairs[3 * row] > 0 ? 0 : 1]++;
            votes[pairs[3 * row + 1] > 0 ? 0 : 2]++;
            votes[pairs[3 * row + 2] > 0 ? 1 : 2]++;
            int best = votes[1] > votes[0] ? 1 : 0;
            best = votes[2] > votes[best] ? 2 : best;
            assertArrayEquals(numbers(List.of(7, 4, 9).get(best)), numbers(labels[row]));
        }
        AttributeProto[] none = {
            text("kernel_type", "LINEAR"), reals("coefficients", 1, 2), reals("rho", 0), list("classlabels_ints", 7, 4)
        };
        refused(labelModel(1, "SVMClassifier", none), "the class that it tells without support vectors");
        assertArrayEquals(numbers(3, 6), scores(1, numbers(3), "SVMClassifier", none));
    }

    /** Of three classes of which leaves tell two: the class is one of these, though the third's score of 0 is larger. */
    @Test
    void theClassOfTreesIsOneThatLeavesTell() throws IOException {
        AttributeProto[] trees = {
            list("nodes_treeids", 0, 0, 0),
            list("nodes_nodeids", 0, 1, 2),
            list("nodes_featureids", 0, 0, 0),
            texts("nodes_modes", "BRANCH_LEQ", "LEAF", "LEAF"),
            reals("nodes_values", 1, 0, 0),
            list("nodes_truenodeids", 1, 0, 0),
            list("nodes_falsenodeids", 2, 0, 0),
            list("class_treeids", 0, 0, 0, 0),
            list("class_nodeids", 1, 1, 2, 2),
            list("class_ids", 0, 1, 0, 1),
            reals("class_weights", -1, -2, -2, -1),
            list("classlabels_int64s", 3, 5, 7)
        };
        assertArrayEquals(numbers(3, 3, 5), labels(1, numbers(0, 1, 2), "TreeEnsembleClassifier", trees));
        // Where it hangs on the leaf which of them is told, only the scores can be read.
        trees[7] = list("class_treeids", 0, 0);
        trees[8] = list("class_nodeids", 1, 2);
        trees[9] = list("class_ids", 0, 1);
        trees[10] = reals("class_weights", -1, -2);
        byte[] label = labelModel(1, "TreeEnsembleClassifier", trees);
        assertTrue(Onnx.open("m", label).reason().contains("the leaves which a row ends at"));
        assertArrayEquals(numbers(-1, 0, 0, 0, -2, 0), scores(1, numbers(0, 2), "TreeEnsembleClassifier", trees));
    }

    @Test
    void weightsOfOneTargetMeetAsTheAggregationSays() throws OnnxException {
        for (String aggregation : List.of("SUM", "AVERAGE", "MIN", "MAX")) {
            float[] expected = switch (aggregation) {
                case "MIN" -> numbers(1, -1, 4, -2);
                case "MAX" -> numbers(2, -1, 8, -2);
                default -> numbers(3, -1, 12, -2);
            };
            assertArrayEquals(
                    expected,
                    run(
                            1,
                            numbers(0, 2),
                            "TreeEnsembleRegressor",
                            list("nodes_treeids", 0, 0, 0),
                            list("nodes_nodeids", 0, 1, 2),
                            list("nodes_featureids", 0, 0, 0),
                            texts("nodes_modes", "BRANCH_LEQ", "LEAF", "LEAF"),
                            reals("nodes_values", 1, 0, 0),
                            list("nodes_truenodeids", 1, 0, 0),
                            list("nodes_falsenodeids", 2, 0, 0),
                            list("target_treeids", 0, 0, 0, 0, 0, 0),
                            list("target_nodeids", 1, 1, 1, 2, 2, 2),
                            list("target_ids", 0, 0, 1, 0, 0, 1),
                            reals("target_weights", 1, 2, -1, 4, 8, -2),
                            whole("n_targets", 2),
                            text("aggregate_function", aggregation)),
                    aggregation);
        }
    }
}
