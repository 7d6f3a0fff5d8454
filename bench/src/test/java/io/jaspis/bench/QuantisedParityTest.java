package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.jaspis.autodiff.onnx.Models;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.OperatorSetIdProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators between quantised numbers that ONNX Runtime's quantiser writes, in its own domain, against the runtime. */
class QuantisedParityTest {
    private static final int UINT8 = 2;
    private static final int INT8 = 3;
    private static final int INT32 = 6;
    private static final int UINT4 = 21;
    private static final int INT4 = 22;

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(3);

    private static TensorProto bytes(int type, String name, int[] extents, byte... data) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type);
        for (int extent : extents) {
            tensor.addDims(extent);
        }
        return tensor.setRawData(ByteString.copyFrom(data)).build();
    }

    private static TensorProto zero(int type, String name, int zero) {
        return bytes(type, name, new int[0], (byte) (type == UINT8 ? zero : zero - 128));
    }

    private byte[] random(int count) {
        byte[] data = new byte[count];
        for (int i = 0; i < count; i++) {
            data[i] = (byte) random.nextInt(-100, 100);
        }
        return data;
    }

    /** x in steps of 1/32, and what is made of it in steps of 1/16; scales of powers of two leave no doubt of ties. */
    private static Models model(int type, long... extents) {
        return Models.of(13, extents)
                .constant(Models.scalar("xs", 0.03125f))
                .constant(zero(type, "xz", 120))
                .constant(Models.scalar("ys", 0.0625f))
                .constant(zero(type, "yz", 100))
                .node("QuantizeLinear", "x xs xz", "q");
    }

    private void requireRight(byte[] model) throws Exception {
        ModelOutcome outcome = ModelOutcome.of(Files.write(folder.resolve("model.onnx"), model));
        assertEquals(ModelOutcome.Kind.RIGHT, outcome.kind(), outcome.text());
    }

    private void requireRight(Models model, String operator, String inputs, AttributeProto... attributes)
            throws Exception {
        NodeProto node = NodeProto.newBuilder()
                .setDomain("com.microsoft")
                .setOpType(operator)
                .addAllInput(List.of(inputs.split(" ")))
                .addOutput("made")
                .addAllAttribute(List.of(attributes))
                .build();
        NodeProto end = NodeProto.newBuilder()
                .setOpType("DequantizeLinear")
                .addAllInput(List.of("made", "ys", "yz"))
                .addOutput("y")
                .build();
        ModelProto.Builder made = ModelProto.parseFrom(model.bytes()).toBuilder();
        made.setGraph(
                made.getGraph().toBuilder().setName("quantised").addNode(node).addNode(end));
        made.setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder()
                        .setDomain("com.microsoft")
                        .setVersion(1));
        requireRight(made.build().toByteArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {UINT8, INT8})
    void operators(int type) throws Exception {
        requireRight(model(type, -1, 6), "QLinearAdd", "q xs xz q xs xz ys yz");
        requireRight(model(type, -1, 6), "QLinearMul", "q xs xz q xs xz ys yz");
        requireRight(model(type, -1, 6), "QLinearConcat", "ys yz q xs xz q xs xz", Models.whole("axis", 1));
        requireRight(model(type, -1, 6), "QLinearSigmoid", "q xs xz ys yz");
        requireRight(model(type, -1, 6), "QLinearLeakyRelu", "q xs xz ys yz", Models.real("alpha", 0.2f));
        requireRight(model(type, -1, 3, 4, 4), "QLinearGlobalAveragePool", "q xs xz ys yz");
        requireRight(
                model(type, -1, 3, 4, 4),
                "QLinearAveragePool",
                "q xs xz ys yz",
                Models.list("kernel_shape", 2, 2),
                Models.list("strides", 2, 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {UINT8, INT8})
    void products(int type) throws Exception {
        for (boolean perColumn : new boolean[] {false, true}) {
            for (float alpha : new float[] {1, 0.5f}) {
                Models model = model(type, -1, 6)
                        .constant(bytes(INT8, "w", new int[] {5, 6}, random(30)))
                        .constant(
                                perColumn
                                        ? Models.floats("ws", new int[] {5}, 0.01f, 0.02f, 0.03f, 0.015f, 0.005f)
                                        : Models.scalar("ws", 0.015f))
                        .constant(perColumn ? bytes(INT8, "wz", new int[] {5}, new byte[5]) : zero(INT8, "wz", 128))
                        .constant(TensorProto.newBuilder()
                                .setName("c")
                                .setDataType(INT32)
                                .addDims(5)
                                .addAllInt32Data(List.of(100, -2000, 300, 0, 50))
                                .build());
                requireRight(
                        model,
                        "QGemm",
                        "q xs xz w ws wz c ys yz",
                        Models.whole("transB", 1),
                        Models.real("alpha", alpha));
            }
        }
    }

    /** Blocks of 2 along the last axis, of which the last has one place less, and along the first. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void weightsInBlocks(int axis) throws Exception {
        int[] blocks = axis == 0 ? new int[] {2, 5} : new int[] {3, 3};
        int count = blocks[0] * blocks[1];
        float[] scales = new float[count];
        for (int i = 0; i < count; i++) {
            scales[i] = random.nextFloat() / 64;
        }
        Models model = Models.of(21, -1, 5)
                .constant(bytes(INT8, "w", new int[] {3, 5}, random(15)))
                .constant(Models.floats("ws", blocks, scales))
                .constant(bytes(INT8, "wz", blocks, random(count)))
                .node("DequantizeLinear", "w ws wz", "d", Models.whole("axis", axis), Models.whole("block_size", 2))
                .node("Gemm", "x d", "y", Models.whole("transB", 1));
        requireRight(whole(model));
    }

    /** Two numbers a byte, an odd count of them; a scale and zero for all, for each row, and for blocks. */
    @ParameterizedTest
    @ValueSource(ints = {UINT4, INT4})
    void weightsOfFourBits(int type) throws Exception {
        for (int[] scales : new int[][] {{}, {3}, {3, 3}}) {
            int count = scales.length == 0 ? 1 : scales[0] * (scales.length > 1 ? scales[1] : 1);
            float[] numbers = new float[count];
            for (int i = 0; i < count; i++) {
                numbers[i] = random.nextFloat() / 4;
            }
            Models model = Models.of(21, -1, 5)
                    .constant(bytes(type, "w", new int[] {3, 5}, random(8)))
                    .constant(Models.floats("ws", scales, numbers))
                    .constant(bytes(type, "wz", scales, random(Math.ceilDiv(count, 2))))
                    .node(
                            "DequantizeLinear",
                            "w ws wz",
                            "d",
                            Models.whole("axis", scales.length == 1 ? 0 : 1),
                            Models.whole("block_size", scales.length > 1 ? 2 : 0))
                    .node("Gemm", "x d", "y", Models.whole("transB", 1));
            requireRight(whole(model));
        }
    }

    private static byte[] whole(Models model) throws Exception {
        ModelProto.Builder made = ModelProto.parseFrom(model.bytes()).toBuilder();
        made.setGraph(made.getGraph().toBuilder().setName("weights"));
        return made.setIrVersion(10).build().toByteArray();
    }
}
