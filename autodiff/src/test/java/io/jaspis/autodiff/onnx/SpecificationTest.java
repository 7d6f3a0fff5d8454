package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.DataException;
import io.jaspis.autodiff.data.NumberArray;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.OperatorSetIdProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ONNX's text says of single operators, and nothing that it doesn't. */
class SpecificationTest {
    @TempDir
    private Path folder;

    private static TensorProto bytes(ElementType type, String name, int[] extents, int... data) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type.code());
        for (int extent : extents) {
            tensor.addDims(extent);
        }
        byte[] raw = new byte[data.length];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) data[i];
        }
        return tensor.setRawData(ByteString.copyFrom(raw)).build();
    }

    private static TensorProto array(String name, int[] extents, long... data) {
        return OnnxTensors.encode(name, extents, data);
    }

    /** Rows of the first operand have scales of their own, columns of the second. */
    @Test
    void aQuantisedProductHasScalesOfRowsAndOfColumns() throws OnnxException {
        Models model = Models.of(21, 2)
                .constant(bytes(ElementType.UINT8, "a", new int[] {2, 2}, 10, 20, 30, 40))
                .constant(Models.floats("as", 0.5f, 0.25f))
                .constant(bytes(ElementType.UINT8, "az", new int[] {2}, 0, 10))
                .constant(bytes(ElementType.UINT8, "b", new int[] {2, 2}, 1, 2, 3, 4))
                .constant(Models.floats("bs", 1, 2))
                .constant(bytes(ElementType.UINT8, "bz", new int[] {2}, 0, 1))
                .constant(Models.scalar("ys", 1))
                .constant(bytes(ElementType.UINT8, "yz", new int[0], 0))
                .node("QLinearMatMul", "a as az b bs bz ys yz", "product")
                .node("Cast", "product", "real", Models.whole("to", 1))
                .node("Mul", "real x", "y");
        // Rows 0.5·[10, 20] and 0.25·[20, 30], columns [1, 3] and 2·[1, 3].
        assertArrayEquals(new float[] {35, 70, 28, 55}, model.run(1, 1, 1), 0);
    }

    /** Each entry of the typed field has a byte, the first number in its lower half. */
    @Test
    void numbersOfFourBitsShareBytes() throws OnnxException {
        TensorProto typed = TensorProto.newBuilder()
                .setName("w")
                .setDataType(ElementType.INT4.code())
                .addDims(3)
                .addInt32Data(0xE1)
                .addInt32Data(0x07)
                .build();
        for (TensorProto weights : List.of(typed, bytes(ElementType.INT4, "w", new int[] {3}, 0xE1, 0x07))) {
            Models model = Models.of(21, -1, 3)
                    .constant(weights)
                    .constant(Models.scalar("s", 0.5f))
                    .node("DequantizeLinear", "w s", "d")
                    .node("Mul", "x d", "y");
            assertArrayEquals(new float[] {0.5f, -1, 3.5f}, model.run(1, 1, 1, 1), 0);
        }
        Models lacking = Models.of(21, -1, 3)
                .constant(bytes(ElementType.UINT4, "w", new int[] {3}, 0x21))
                .constant(Models.scalar("s", 0.5f))
                .node("DequantizeLinear", "w s", "d")
                .node("Mul", "x d", "y");
        refused(lacking, "tensor 'w' of shape [3] needs 3 elements of half a byte, but has 1 bytes");
        Models otherwise = Models.of(21, -1, 3)
                .constant(bytes(ElementType.UINT4, "w", new int[] {3}, 0x21, 0x03))
                .node("Cast", "w", "f", Models.whole("to", 1))
                .node("Mul", "x f", "y");
        refused(otherwise, "(Cast)", "uint4");
    }

    @Test
    void quantisedConvolutionsHaveOneScaleOfWhatTheyTakeAndMake() {
        Models model = Models.of(21, -1, 1, 1, 3)
                .constant(Models.scalar("xs", 1))
                .constant(bytes(ElementType.UINT8, "xz", new int[0], 0))
                .constant(bytes(ElementType.UINT8, "w", new int[] {1, 1, 1, 1}, 1))
                .constant(Models.floats("ys", 1, 0.5f, 0.25f))
                .node("QuantizeLinear", "x xs xz", "q")
                .node("QLinearConv", "q xs xz w xs xz ys xz", "product")
                .node("Cast", "product", "y", Models.whole("to", 1));
        refused(model, "input 6 must be one number, but there are 3");
    }

    @Test
    void aRangeOfSixteenBitsIsRoundedAtTheEnd() throws OnnxException {
        TensorProto.Builder end =
                ConstantsTest.stored(ElementType.FLOAT16, "end", Float.floatToFloat16(2060)).toBuilder()
                        .clearDims();
        TensorProto.Builder from =
                ConstantsTest.stored(ElementType.FLOAT16, "from", Float.floatToFloat16(2048)).toBuilder()
                        .clearDims();
        TensorProto.Builder step =
                ConstantsTest.stored(ElementType.FLOAT16, "step", Float.floatToFloat16(1)).toBuilder()
                        .clearDims();
        Models model = Models.of(27, -1, 12)
                .constant(from.build())
                .constant(end.build())
                .constant(step.build())
                .node("Range", "from end step", "halves")
                .node("Cast", "halves", "places", Models.whole("to", 1))
                .node("Add", "x places", "y");
        assertArrayEquals(
                new float[] {2048, 2048, 2050, 2052, 2052, 2052, 2054, 2056, 2056, 2056, 2058, 2060},
                model.run(1, new float[12]),
                0);
    }

    @Test
    void turningAroundNeedsALengthForEachPlace() {
        refused(
                Models.of(10, 2, 4)
                        .constant(Models.integers("n", 6, 4))
                        .node(
                                "ReverseSequence",
                                "x n",
                                "y",
                                Models.whole("time_axis", 1),
                                Models.whole("batch_axis", 0)),
                "a length is 6, of 4 places");
        refused(
                Models.of(10, 2, 4)
                        .constant(Models.integers("n", 2))
                        .node(
                                "ReverseSequence",
                                "x n",
                                "y",
                                Models.whole("time_axis", 1),
                                Models.whole("batch_axis", 0)),
                "needs 2 lengths");
        refused(
                Models.of(10, 4, 4)
                        .constant(Models.integers("n", 2, 2, 2, 2))
                        .node(
                                "ReverseSequence",
                                "x n",
                                "y",
                                Models.whole("time_axis", 1),
                                Models.whole("batch_axis", 1)),
                "both 1");
    }

    @Test
    void placesAndWhatIsPutThereHaveOneShape() {
        Models beyond = Models.of(18, 3, 3)
                .constant(array("i", new int[] {2, 5}, 0, 1, 2, 0, 1, 0, 1, 2, 0, 1))
                .constant(Models.floats("u", new int[] {2, 5}, new float[10]))
                .node("ScatterElements", "x i u", "y");
        refused(beyond, "axis 1 of the indices has 5 elements, more than the 3");
        Models turned = Models.of(18, 3, 3)
                .constant(array("i", new int[] {2, 3}, 0, 1, 2, 0, 1, 2))
                .constant(Models.floats("u", new int[] {3, 2}, new float[6]))
                .node("ScatterElements", "x i u", "y");
        refused(turned, "the updates must have the shape [2, 3]");
        Models points = Models.of(18, 3, 2)
                .constant(array("i", new int[] {2, 1}, 0, 1))
                .constant(Models.floats("u", new int[] {4}, new float[4]))
                .node("ScatterND", "x i u", "y");
        refused(points, "the updates must have the shape [2, 2]");
        Models shared = Models.of(18, 3, 2)
                .constant(array("i", new int[] {2, 1}, 0, 1))
                .node("GatherND", "x i", "y", Models.whole("batch_dims", 1));
        refused(shared, "must agree in their first 1 axes");
    }

    @Test
    void aTableOfLabelsWithATensorForOthersIsRefused() {
        AttributeProto other = AttributeProto.newBuilder()
                .setName("default_tensor")
                .setType(4)
                .setT(Models.integers("", 99))
                .build();
        Models model = Models.of(18, -1, 2)
                .graph(graph -> graph.addNode(NodeProto.newBuilder()
                        .setDomain("ai.onnx.ml")
                        .setOpType("LabelEncoder")
                        .addInput("x")
                        .addOutput("y")
                        .addAttribute(Models.reals("keys_floats", 1, 2))
                        .addAttribute(Models.reals("values_floats", 10, 20))
                        .addAttribute(other)));
        refused(model, "default_tensor");
    }

    @Test
    void scalesAndSizesExcludeEachOther() {
        Models both = Models.of(18, -1, 1, 2, 2)
                .constant(Models.floats("scales", 1, 1, 2, 2))
                .constant(Models.integers("sizes", 1, 1, 4, 4))
                .node("Resize", "x none scales sizes", "y")
                .graph(graph -> graph.setNode(0, graph.getNode(0).toBuilder().setInput(1, "")));
        refused(both, "both scales and sizes");
        Models policy = Models.of(18, -1, 1, 2, 2)
                .constant(Models.integers("sizes", 1, 1, 4, 4))
                .node("Resize", "x none none sizes", "y", Models.text("keep_aspect_ratio_policy", "foo"))
                .graph(graph -> graph.setNode(
                        0, graph.getNode(0).toBuilder().setInput(1, "").setInput(2, "")));
        refused(policy, "keep_aspect_ratio_policy 'foo'");
    }

    @Test
    void trainingOfOldOpsetsIsTold() throws Exception {
        byte[] silent = Models.of(6, -1, 2).node("Dropout", "x", "y").bytes();
        byte[] testing = Models.of(6, -1, 2)
                .node("Dropout", "x", "y", Models.whole("is_test", 1))
                .bytes();
        for (byte[] model : List.of(silent, testing)) {
            Path file = Files.write(folder.resolve("model.onnx"), model);
            boolean told = Onnx.open(file).warnings().stream().anyMatch(warning -> warning.contains("is_test"));
            assertEquals(model == silent, told);
        }
    }

    private static TensorProto real(float number) {
        return Models.scalar("s", number);
    }

    /** Which of the largest comes first is open where they needn't be sorted. */
    @Test
    void largestInAnyOrderAreRefused() throws OnnxException {
        for (int count : new int[] {1, 2}) {
            Models model = Models.of(11, -1, 3)
                    .constant(Models.integers("k", count))
                    .node("TopK", "x k", "y places", Models.whole("sorted", 0));
            if (count == 1) {
                assertArrayEquals(new float[] {3}, model.run(1, 2, 3, 1), 0);
            } else {
                refused(model, "attribute sorted is 0");
            }
        }
    }

    /** Numbers between whole ones, which each runtime cuts off in its own way. */
    @Test
    void wholeNumbersGetNoFractions() {
        for (ElementType type : List.of(ElementType.UINT8, ElementType.INT32)) {
            Models resize = Models.of(type, 13, -1, 1, 1, 4)
                    .constant(Models.floats("none"))
                    .constant(Models.floats("scales", 1, 1, 1, 2))
                    .node("Resize", "x none scales", "wide", Models.text("mode", "linear"))
                    .node("Cast", "wide", "y", Models.whole("to", 1));
            refused(resize, "numbers between whole ones");
            Models upsample = Models.of(type, 9, -1, 1, 1, 4)
                    .constant(Models.floats("scales", 1, 1, 1, 2))
                    .node("Upsample", "x scales", "wide", Models.text("mode", "linear"))
                    .node("Cast", "wide", "y", Models.whole("to", 1));
            refused(upsample, "numbers between whole ones");
        }
        Models shrink = Models.of(ElementType.INT32, 9, -1, 4)
                .node("Shrink", "x", "less", Models.real("bias", 0.5f))
                .node("Cast", "less", "y", Models.whole("to", 1));
        refused(shrink, "numbers between whole ones");
    }

    /** ONNX Runtime 1.30 gives 1000.80 at x = 1, as each step rounds. */
    @Test
    void countingByStepsIsRoundedOnTheWay() throws Exception {
        Models model = Models.of(13, -1, 1)
                .constant(Models.scalar("from", 0))
                .constant(Models.scalar("to", 1000))
                .constant(Models.scalar("step", 0.1f))
                .constant(Models.integers("place", 9999))
                .node("Range", "from to step", "all")
                .node("Gather", "all place", "one")
                .node("Add", "x one", "y");
        assertTrue(Onnx.open(Files.write(folder.resolve("model.onnx"), model.bytes()))
                .derivesWeights());
    }

    /** ONNX Runtime: 5, 6, ∞. */
    @Test
    void anInfiniteDefaultIsOfUnknownKeysAlone() throws OnnxException {
        ModelProto model = Models.of(15, 1, 3)
                .node("Cast", "x", "keys", Models.whole("to", 7))
                .graph(graph -> graph.addNode(NodeProto.newBuilder()
                        .setOpType("LabelEncoder")
                        .setDomain("ai.onnx.ml")
                        .addInput("keys")
                        .addOutput("y")
                        .addAttribute(Models.list("keys_int64s", 1, 2))
                        .addAttribute(Models.reals("values_floats", 5, 6))
                        .addAttribute(Models.real("default_float", Float.POSITIVE_INFINITY))))
                .model()
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(2))
                .build();
        assertArrayEquals(
                new float[] {5, 6, Float.POSITIVE_INFINITY}, Models.run(Onnx.read(model.toByteArray()), 1, 1, 2, 3), 0);
    }

    @Test
    void whatReadersTakeDifferentlyIsRefused() {
        Models fractions = Models.of(ElementType.UINT8, 23, -1, 3)
                .constant(real(0.1f))
                .node("DequantizeLinear", "x s", "half", Models.whole("output_dtype", 10))
                .node("Cast", "half", "y", Models.whole("to", 1));
        refused(fractions, "attribute output_dtype is another type than the scale's, float32");
        Models squeeze =
                Models.of(17, -1, 1, 4).constant(Models.integers("axes")).node("Squeeze", "x axes", "y");
        refused(squeeze, "its list of axes is empty");
        Models pad = Models.of(19, -1, 4)
                .constant(Models.integers("pads", 0, 6, 0, 5))
                .node("Pad", "x pads", "y", Models.text("mode", "wrap"));
        refused(pad, "wraps around more than once");
        Models power = Models.of(13, -1, 1)
                .constant(array("base", new int[] {1}, 3))
                .constant(array("exponent", new int[] {1}, 39))
                .node("Pow", "base exponent", "large")
                .node("Cast", "large", "real", Models.whole("to", 1))
                .node("Add", "x real", "y");
        refused(power, "3 to the power 39 is no number that int64 and double precision hold");
    }

    @Test
    void whatIsToldOfManyNodesIsToldOnce() throws Exception {
        List<String> others =
                List.of("", " (and another like it)", " (and 2 others like it)", " (and 3 others like it)");
        for (int last = 0; last < others.size(); last++) {
            Models model = Models.of(6, -1, 2);
            for (int i = 0; i <= last; i++) {
                model.node("Dropout", i == 0 ? "x" : "x" + i, i == last ? "y" : "x" + (i + 1));
            }
            Path file = Files.write(folder.resolve("model.onnx"), model.bytes());
            List<String> told = Onnx.open(file).warnings().stream()
                    .filter(warning -> warning.contains("is_test"))
                    .toList();
            assertEquals(1, told.size(), told.toString());
            assertTrue(told.getFirst().contains(others.get(last) + ": it doesn't say is_test"), told.toString());
        }
    }

    /** From opset 28 on; before, remainders of floating-point numbers need {@code fmod}. */
    @Test
    void aRemainderHasTheDivisorsSign() throws OnnxException {
        Models model = Models.of(28, -1, 4)
                .constant(Models.floats("a", -7.5f, 7.5f, -6, 5))
                .constant(Models.floats("b", 2, -2, 3, -8))
                .node("Mod", "a b", "rest")
                .node("Max", "x rest", "y");
        float[] y = model.run(1, -100, -100, -100, -100);
        assertArrayEquals(new float[] {0.5f, -0.5f, 0, -3}, y, 0);
        refused(
                Models.of(26, -1, 1)
                        .constant(Models.floats("a", 1))
                        .node("Mod", "a a", "rest")
                        .node("Add", "x rest", "y"),
                "fmod");
        refused(
                Models.of(28, -1, 1)
                        .constant(Models.floats("a", -1e-20f))
                        .constant(Models.floats("b", 3))
                        .node("Mod", "a b", "rest")
                        .node("Add", "x rest", "y"),
                "rounds");
    }

    @Test
    void bitsOfNumbersWithASignKeepIt() throws OnnxException {
        for (String direction : List.of("LEFT", "RIGHT")) {
            Models model = Models.of(28, -1, 4)
                    .constant(bytes(ElementType.INT8, "a", new int[] {4}, -128, -3, 96, 5))
                    .constant(bytes(ElementType.INT8, "b", new int[] {4}, 3, 9, 1, -1))
                    .node("BitShift", "a b", "bits", Models.text("direction", direction))
                    .node("Cast", "bits", "real", Models.whole("to", 1))
                    .node("Add", "x real", "y");
            float[] expected = direction.equals("LEFT") ? new float[] {0, 0, -64, 0} : new float[] {-16, -1, 48, 0};
            assertArrayEquals(expected, model.run(1, 0, 0, 0, 0), 0, direction);
        }
    }

    @Test
    void blocksBecomeChannelsInEitherOrder() throws OnnxException {
        float[] x = {0, 1, 2, 3, 4, 5, 6, 7};
        Models first = Models.of(28, -1, 2, 2, 2)
                .node("SpaceToDepth", "x", "y", Models.whole("blocksize", 2), Models.text("mode", "DCR"));
        assertArrayEquals(new float[] {0, 4, 1, 5, 2, 6, 3, 7}, first.run(1, x), 0);
        Models last = Models.of(28, -1, 2, 2, 2)
                .node("SpaceToDepth", "x", "y", Models.whole("blocksize", 2), Models.text("mode", "CRD"));
        assertArrayEquals(x, last.run(1, x), 0);
    }

    @Test
    void aMeanIsDividedByTheNumberOfWhatIsSummed() {
        Value x = new Trace().input("x", Shape.of(5_592_407, 3));
        assertEquals(x.sum(1).over(3).op(), x.mean(1).op());
    }

    private NumberArray written(String type, ByteBuffer data, String shape) throws IOException {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
        String padded = header + " ".repeat(63 - (10 + header.length()) % 64) + "\n";
        ByteBuffer file =
                ByteBuffer.allocate(10 + padded.length() + data.capacity()).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) padded.length());
        file.put(padded.getBytes(StandardCharsets.US_ASCII)).put(data.array());
        return NumberArray.read(Files.write(folder.resolve("given.npy"), file.array()));
    }

    private static ByteBuffer room(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** What is given for an input is a constant of the network: nothing of it may be rounded on the way. */
    @Test
    void givenNumbersAreAsExactAsTheyAreStored() throws IOException {
        NumberArray whole = written("<i8", room(8).putLong(0, (1 << 24) + 1), "(1,)");
        byte[] model = Models.of(18, -1, 1)
                .graph(graph -> graph.addInput(Models.declared(ElementType.INT64, "offset", 1)))
                .constant(Models.integers("less", 1 << 24))
                .node("Sub", "offset less", "rest")
                .node("Cast", "rest", "real", Models.whole("to", 1))
                .node("Add", "x real", "y")
                .bytes();
        Graph read =
                Onnx.read(model, Reading.PLAIN.input("offset", new Reading.Array(whole.extents(), whole.numbers())));
        assertArrayEquals(new float[] {1}, Models.run(read, 1, 0), 0);
        assertArrayEquals(
                new double[] {0.1},
                written("<f8", room(8).putDouble(0, 0.1), "(1,)").numbers());
        String beyond = assertThrows(
                        DataException.class, () -> written("<i8", room(8).putLong(0, (1L << 53) + 1), "(1,)"))
                .getMessage();
        assertTrue(beyond.contains("2^53"), beyond);
        String fraction = assertThrows(
                        OnnxException.class,
                        () -> Onnx.read(
                                model,
                                Reading.PLAIN.input("offset", new Reading.Array(new int[] {1}, new double[] {0.5}))))
                .getMessage();
        assertTrue(fraction.contains("0.5"), fraction);
    }
}
