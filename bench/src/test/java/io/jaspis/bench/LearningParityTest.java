package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.autodiff.onnx.Models;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.OperatorSetIdProto;
import io.jaspis.autodiff.onnx.schema.TensorShapeProto;
import io.jaspis.autodiff.onnx.schema.TypeProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The layouts that scikit-learn's converter writes, by hand, against ONNX Runtime. */
class LearningParityTest {
    private static final int FEATURES = 4;

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(11);

    @ParameterizedTest
    @CsvSource({
        "LINEAR, 2, false",
        "LINEAR, 3, false",
        "LINEAR, 2, true",
        "POLY, 2, false",
        "POLY, 3, true",
        "RBF, 2, true",
        "RBF, 4, true",
        "RBF, 3, false",
        "SIGMOID, 2, false",
        "SIGMOID, 3, true"
    })
    void classifiersBySupportVectors(String kernel, int classes, boolean probabilities) throws Exception {
        List<Long> vectors = new ArrayList<>();
        List<Long> labels = new ArrayList<>();
        for (long k = 0; k < classes; k++) {
            vectors.add(2 + k);
            labels.add(k);
        }
        int count = vectors.stream().mapToInt(Long::intValue).sum();
        int pairs = classes * (classes - 1) / 2;
        NodeProto.Builder node = node("SVMClassifier", "x", "label", "scores")
                .addAttribute(Models.text("kernel_type", kernel))
                .addAttribute(Models.reals("kernel_params", 0.5f, 0.25f, 3))
                .addAttribute(whole("vectors_per_class", vectors))
                .addAttribute(Models.reals("support_vectors", numbers(count * FEATURES)))
                .addAttribute(Models.reals("coefficients", numbers((classes - 1) * count)))
                .addAttribute(Models.reals("rho", numbers(pairs)))
                .addAttribute(whole("classlabels_ints", labels));
        if (probabilities) {
            node.addAttribute(Models.reals("prob_a", numbers(pairs)))
                    .addAttribute(Models.reals("prob_b", numbers(pairs)));
        }
        int outputs = probabilities ? classes : classes == 2 ? 2 : pairs;
        requireRight(List.of(node), outputs, true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LINEAR", "POLY", "RBF", "SIGMOID"})
    void regressorsBySupportVectors(String kernel) throws Exception {
        NodeProto.Builder node = node("SVMRegressor", "x", "scores")
                .addAttribute(Models.text("kernel_type", kernel))
                .addAttribute(Models.reals("kernel_params", 0.5f, 0.25f, 2))
                .addAttribute(Models.whole("n_supports", 5))
                .addAttribute(Models.reals("support_vectors", numbers(5 * FEATURES)))
                .addAttribute(Models.reals("coefficients", numbers(5)))
                .addAttribute(Models.reals("rho", numbers(1)));
        requireRight(List.of(node), 1, false);
    }

    @ParameterizedTest
    @CsvSource({"NONE, 1", "LOGISTIC, 1", "NONE, 3", "SOFTMAX, 3", "LOGISTIC, 3"})
    void linearClassifiers(String transform, int rows) throws Exception {
        NodeProto.Builder node = node("LinearClassifier", "x", "label", "scores")
                .addAttribute(Models.reals("coefficients", numbers(rows * FEATURES)))
                .addAttribute(Models.reals("intercepts", numbers(rows)))
                .addAttribute(Models.text("post_transform", transform))
                .addAttribute(whole("classlabels_ints", rows == 1 ? List.of(0L, 1L) : List.of(0L, 1L, 2L)));
        requireRight(List.of(node), rows == 1 ? 2 : rows, true);
    }

    @Test
    void whatComesBeforeInPipelines() throws Exception {
        requireRight(
                List.of(
                        node("Imputer", "x", "full")
                                .addAttribute(Models.reals("imputed_value_floats", 0.1f, 0.2f, 0.3f, 0.4f))
                                .addAttribute(AttributeProto.newBuilder()
                                        .setName("replaced_value_float")
                                        .setType(1)
                                        .setF(Float.NaN)),
                        node("Scaler", "full", "scaled")
                                .addAttribute(Models.reals("offset", numbers(FEATURES)))
                                .addAttribute(Models.reals("scale", numbers(FEATURES))),
                        node("Normalizer", "scaled", "scores").addAttribute(Models.text("norm", "L2"))),
                FEATURES,
                false);
    }

    private NodeProto.Builder node(String operator, String input, String... outputs) {
        return NodeProto.newBuilder()
                .setName(operator)
                .setOpType(operator)
                .setDomain("ai.onnx.ml")
                .addInput(input)
                .addAllOutput(List.of(outputs));
    }

    private float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = 2 * random.nextFloat() - 1;
        }
        return numbers;
    }

    private void requireRight(List<NodeProto.Builder> nodes, int outputs, boolean labelled) throws Exception {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("pipeline").addInput(info("x", 1, FEATURES));
        nodes.forEach(graph::addNode);
        if (labelled) {
            graph.addOutput(info("label", 7, 0));
        }
        graph.addOutput(info("scores", 1, outputs));
        ModelProto model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(1))
                .setGraph(graph)
                .build();
        Path file = Files.write(folder.resolve("model.onnx"), model.toByteArray());
        ModelOutcome outcome = ModelOutcome.of(file);
        assertEquals(ModelOutcome.Kind.RIGHT, outcome.kind(), outcome.text());
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

    private static AttributeProto whole(String name, List<Long> numbers) {
        return Models.list(name, numbers.stream().mapToLong(Long::longValue).toArray());
    }
}
