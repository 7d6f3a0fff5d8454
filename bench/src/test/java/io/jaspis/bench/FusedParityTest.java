package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.onnx.Models;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxException;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.OperatorSetIdProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators that ONNX Runtime's optimiser makes of several nodes, in its own domain, against the runtime. */
class FusedParityTest {
    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(5);

    private TensorProto numbers(String name, int... extents) {
        int size = 1;
        for (int extent : extents) {
            size *= extent;
        }
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = 2 * random.nextFloat() - 1;
        }
        return Models.floats(name, extents, numbers);
    }

    private static byte[] bytes(Models model, String operator, String inputs, AttributeProto... attributes)
            throws Exception {
        NodeProto node = NodeProto.newBuilder()
                .setDomain("com.microsoft")
                .setOpType(operator)
                .addAllInput(List.of(inputs.split(" ")))
                .addOutput("y")
                .addAllAttribute(List.of(attributes))
                .build();
        ModelProto.Builder made = ModelProto.parseFrom(model.bytes()).toBuilder();
        made.setGraph(made.getGraph().toBuilder().setName("fused").addNode(node));
        return made.setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder()
                        .setDomain("com.microsoft")
                        .setVersion(1))
                .build()
                .toByteArray();
    }

    private void requireRight(Models model, String operator, String inputs, AttributeProto... attributes)
            throws Exception {
        requireRight(bytes(model, operator, inputs, attributes));
    }

    private void requireRight(byte[] model) throws Exception {
        Path file = Files.write(folder.resolve("model.onnx"), model);
        ModelOutcome outcome = ModelOutcome.of(file);
        assertEquals(ModelOutcome.Kind.RIGHT, outcome.kind(), outcome.text());
    }

    private Models rows(int opset) {
        return Models.of(opset, -1, 3, 4)
                .constant(numbers("other", 3, 4))
                .constant(numbers("b", 4))
                .constant(numbers("g", 4))
                .constant(numbers("s", 4));
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 17, 18, 20})
    void activationsAndNormalisations(int opset) throws Exception {
        requireRight(rows(opset), "Gelu", "x");
        requireRight(rows(opset), "BiasGelu", "x b");
        requireRight(rows(opset), "FastGelu", "x");
        requireRight(rows(opset), "FastGelu", "x b");
        requireRight(rows(opset), "QuickGelu", "x", Models.real("alpha", 1.5f));
        requireRight(sum(opset), "SkipLayerNormalization", "x z g s b", Models.real("epsilon", 1e-5f));
        requireRight(sum(opset), "SkipLayerNormalization", "x z g", Models.real("epsilon", 1e-5f));
        requireRight(sum(opset), "SkipSimplifiedLayerNormalization", "x z g b", Models.real("epsilon", 1e-5f));
    }

    private Models sum(int opset) {
        return rows(opset).node("Mul", "x other", "z");
    }

    @Test
    void convolutions() throws Exception {
        requireRight(
                images(),
                "FusedConv",
                "x w b",
                Models.text("activation", "Relu"),
                Models.list("pads", 1, 1, 1, 1),
                Models.list("kernel_shape", 3, 3));
        requireRight(
                images(),
                "FusedConv",
                "x w",
                Models.text("activation", "LeakyRelu"),
                Models.reals("activation_params", 0.1f),
                Models.list("strides", 2, 2));
        requireRight(
                images(),
                "FusedConv",
                "x w b",
                Models.text("activation", "Clip"),
                Models.reals("activation_params", -0.25f, 0.5f));
        requireRight(
                images(),
                "FusedConv",
                "x w b",
                Models.text("activation", "HardSigmoid"),
                Models.reals("activation_params", 0.3f, 0.4f));
        requireRight(
                images().node("Conv", "x v", "z", Models.list("pads", 1, 1, 1, 1)),
                "FusedConv",
                "x w b z",
                Models.text("activation", "Relu"),
                Models.list("pads", 1, 1, 1, 1));
    }

    /** The optimiser puts them among ONNX's own operators, whatever the opset. */
    @ParameterizedTest
    @ValueSource(ints = {11, 13, 17})
    void normalisationsOfAnyOpset(int opset) throws Exception {
        requireRight(named(rows(opset).node("LayerNormalization", "x g b", "y", Models.real("epsilon", 1e-5f))));
        requireRight(
                named(rows(opset).node("SimplifiedLayerNormalization", "x g", "y", Models.real("epsilon", 1e-5f))));
    }

    private static byte[] named(Models model) throws Exception {
        ModelProto.Builder made = ModelProto.parseFrom(model.bytes()).toBuilder();
        made.setGraph(made.getGraph().toBuilder().setName("fused"));
        return made.setIrVersion(8).build().toByteArray();
    }

    private Models images() {
        return Models.of(17, -1, 2, 4, 4)
                .constant(numbers("w", 3, 2, 3, 3))
                .constant(numbers("v", 3, 2, 3, 3))
                .constant(numbers("b", 3));
    }

    @Test
    void products() throws Exception {
        Models flat = Models.of(17, -1, 4).constant(numbers("w", 3, 4)).constant(numbers("b", 3));
        requireRight(
                flat,
                "FusedGemm",
                "x w b",
                Models.whole("transB", 1),
                Models.real("alpha", 0.5f),
                Models.text("activation", "LeakyRelu"),
                Models.real("activation_alpha", 0.2f));
        requireRight(
                rows(17).constant(numbers("w", 5, 4)),
                "FusedMatMul",
                "x w",
                Models.whole("transB", 1),
                Models.real("alpha", 0.5f));
        requireRight(rows(17), "FusedMatMul", "x x", Models.whole("transA", 1));
    }

    @Test
    void whatIsNotReadIsRefusedByItsName() throws Exception {
        refused(bytes(images(), "FusedConv", "x w b", Models.text("activation", "Foo")), "its activation 'Foo'");
        refused(
                bytes(rows(17), "FusedMatMul", "x x", Models.whole("transBatchA", 1)),
                "transBatchA and transBatchB are not supported");
    }

    private static void refused(byte[] model, String why) {
        String message =
                assertThrows(OnnxException.class, () -> Onnx.read(model)).getMessage();
        assertTrue(message.contains(why), message);
    }
}
