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
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attention as ONNX Runtime's tools write it, in its own domain, with an open batch, against the runtime. */
class AttentionParityTest {
    private static final int PLACES = 3;
    private static final int SIZE = 4;
    private static final int HEADS = 2;

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(7);

    @ParameterizedTest
    @CsvSource({
        "false, false, false, 0, 0",
        "true, false, false, 0, 0.3",
        "true, true, false, 0, 0",
        "true, false, true, 0, 0",
        "false, true, false, -2.5, 0",
        "true, false, false, -2.5, 0"
    })
    void manyHeads(boolean biased, boolean causal, boolean added, float filter, float scale) throws Exception {
        Models model = Models.of(17, -1, PLACES, SIZE)
                .constant(Models.floats("wq", new int[] {SIZE, SIZE}, numbers(SIZE * SIZE)))
                .constant(Models.floats("wk", new int[] {SIZE, SIZE}, numbers(SIZE * SIZE)))
                .constant(Models.floats("wv", new int[] {SIZE, 6}, numbers(SIZE * 6)))
                .constant(Models.floats("b", new int[] {14}, numbers(14)))
                .constant(Models.floats("a", new int[] {1, HEADS, PLACES, PLACES}, numbers(HEADS * PLACES * PLACES)))
                .node("MatMul", "x wq", "q")
                .node("MatMul", "x wk", "k")
                .node("MatMul", "x wv", "v");
        List<String> inputs = new ArrayList<>(List.of("q", "k", "v"));
        inputs.add(biased ? "b" : "");
        inputs.add(filter != 0 ? mask(model) : "");
        inputs.add(added ? "a" : "");
        compare(model, node("MultiHeadAttention", inputs, causal, filter, scale));
    }

    /** Keys and values that are [batch, heads, places, size] already, as where they are those of another sequence. */
    @Test
    void keysByHead() throws Exception {
        Models model = Models.of(17, -1, PLACES, SIZE)
                .constant(list("heads", 0, 0, HEADS, SIZE / HEADS))
                .constant(Models.floats("wk", new int[] {SIZE, SIZE}, numbers(SIZE * SIZE)))
                .node("MatMul", "x wk", "k")
                .node("Reshape", "k heads", "kr")
                .node("Transpose", "kr", "kt", Models.list("perm", 0, 2, 1, 3))
                .node("Reshape", "x heads", "vr")
                .node("Transpose", "vr", "vt", Models.list("perm", 0, 2, 1, 3));
        compare(model, node("MultiHeadAttention", List.of("x", "kt", "vt"), false, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, 0, 0",
        "true, false, 0, 0.7",
        "false, true, 0, 0",
        "false, false, -2.5, 0",
        "true, true, -2.5, 0"
    })
    void projectedAttention(boolean causal, boolean added, float filter, float scale) throws Exception {
        Models model = Models.of(17, -1, PLACES, SIZE)
                .constant(Models.floats("w", new int[] {SIZE, 14}, numbers(SIZE * 14)))
                .constant(Models.floats("b", new int[] {14}, numbers(14)))
                .constant(Models.floats("a", new int[] {1, HEADS, PLACES, PLACES}, numbers(HEADS * PLACES * PLACES)));
        List<String> inputs = new ArrayList<>(List.of("x", "w", "b"));
        inputs.add(filter != 0 ? mask(model) : "");
        inputs.add("");
        inputs.add(added ? "a" : "");
        NodeProto.Builder node = node("Attention", inputs, causal, filter, scale);
        compare(model, node.addAttribute(Models.list("qkv_hidden_sizes", 4, 4, 6)));
    }

    /** The keys of each example whose first element is above 0. */
    private static String mask(Models model) {
        model.constant(Models.scalar("zero", 0))
                .constant(integer("first", 0))
                .node("Greater", "x zero", "positive")
                .node("Gather", "positive first", "flags", Models.whole("axis", 2))
                .node("Cast", "flags", "mask", Models.whole("to", 6));
        return "mask";
    }

    private static TensorProto list(String name, long... numbers) {
        TensorProto.Builder list =
                TensorProto.newBuilder().setName(name).setDataType(7).addDims(numbers.length);
        for (long number : numbers) {
            list.addInt64Data(number);
        }
        return list.build();
    }

    private static TensorProto integer(String name, long number) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(7)
                .addInt64Data(number)
                .build();
    }

    private float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = 2 * random.nextFloat() - 1;
        }
        return numbers;
    }

    private static NodeProto.Builder node(
            String operator, List<String> inputs, boolean causal, float filter, float scale) {
        NodeProto.Builder node = NodeProto.newBuilder()
                .setDomain("com.microsoft")
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput("y")
                .addAttribute(Models.whole("num_heads", HEADS))
                .addAttribute(Models.whole("unidirectional", causal ? 1 : 0));
        for (AttributeProto attribute :
                List.of(Models.real("mask_filter_value", filter), Models.real("scale", scale))) {
            if (attribute.getF() != 0) {
                node.addAttribute(attribute);
            }
        }
        return node;
    }

    private static byte[] model(Models model, NodeProto.Builder node) throws Exception {
        ModelProto.Builder made = ModelProto.parseFrom(model.bytes()).toBuilder();
        made.setGraph(made.getGraph().toBuilder().setName("attention").addNode(node));
        return made.setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder()
                        .setDomain("com.microsoft")
                        .setVersion(1))
                .build()
                .toByteArray();
    }

    private void compare(Models model, NodeProto.Builder node) throws Exception {
        Path file = Files.write(folder.resolve("model.onnx"), model(model, node));
        ModelOutcome outcome = ModelOutcome.of(file);
        assertEquals(ModelOutcome.Kind.RIGHT, outcome.kind(), outcome.text());
    }

    @Test
    void whatIsNotReadIsRefusedByItsName() {
        Models plain = Models.of(17, -1, PLACES, SIZE)
                .constant(Models.floats("past", new int[] {1, HEADS, 1, 2}, 0, 0, 0, 0))
                .constant(Models.floats("w", new int[] {SIZE, 12}, numbers(SIZE * 12)))
                .constant(Models.floats("b", new int[] {12}, numbers(12)))
                .constant(TensorProto.newBuilder()
                        .setName("lengths")
                        .setDataType(6)
                        .addDims(1)
                        .addInt32Data(2)
                        .build());
        refused(
                plain,
                node("MultiHeadAttention", List.of("x", "x", "x", "", "", "", "past", "past"), false, 0, 0),
                "input 6, a past of keys and values, is not supported");
        refused(
                plain,
                node("Attention", List.of("x", "w", "b"), false, 0, 0).addAttribute(Models.whole("do_rotary", 1)),
                "do_rotary is not supported");
        refused(
                plain,
                node("MultiHeadAttention", List.of("x", "x", "x", "b", "lengths"), false, 0, 0),
                "its mask, input 4, must be [batch, 3]");
        refused(plain, node("Attention", List.of("x", "w", "w"), false, 0, 0), "its bias, input 2, must be [12]");
    }

    private static void refused(Models model, NodeProto.Builder node, String why) {
        String message = assertThrows(OnnxException.class, () -> Onnx.read(model(model, node)))
                .getMessage();
        assertTrue(message.contains(why), message);
    }
}
