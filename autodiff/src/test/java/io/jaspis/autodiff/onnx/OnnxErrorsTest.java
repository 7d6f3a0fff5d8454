package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.extents;
import static io.jaspis.autodiff.onnx.Models.floats;
import static io.jaspis.autodiff.onnx.Models.integers;
import static io.jaspis.autodiff.onnx.Models.list;
import static io.jaspis.autodiff.onnx.Models.refused;
import static io.jaspis.autodiff.onnx.Models.single;
import static io.jaspis.autodiff.onnx.Models.text;
import static io.jaspis.autodiff.onnx.Models.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.onnx.schema.StringStringEntryProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a model is said in words, and nothing worse happens. */
class OnnxErrorsTest {
    private static byte[] sound() {
        return single(13, "Gemm", extents(-1, 2), List.of(floats("w", new int[] {2, 2}, 1, 2, 3, 4), floats("b", 1, 2)))
                .bytes();
    }

    @Test
    void filesThatAreNoModels() {
        refused(new byte[0], "empty");
        refused("hello, this is text".getBytes(java.nio.charset.StandardCharsets.UTF_8), "no ONNX model");
        byte[] whole = sound();
        for (int length = 1; length < whole.length; length += 7) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThrows(OnnxException.class, () -> Onnx.read(part));
        }
    }

    @Test
    void randomBytesNeverDoWorseThanBeRefused() {
        Random random = new Random(3);
        byte[] whole = sound();
        for (int round = 0; round < 5000; round++) {
            byte[] bytes = round % 2 == 0 ? new byte[random.nextInt(200)] : whole.clone();
            if (round % 2 == 0) {
                random.nextBytes(bytes);
            }
            for (int i = 0; i < 1 + random.nextInt(3) && bytes.length > 0; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                Onnx.read(bytes);
            } catch (OnnxException e) {
                assertTrue(e.getMessage() != null && !e.getMessage().isBlank());
            }
        }
    }

    @Test
    void whatIsNotSupportedIsNamed() {
        refused(
                single(13, "NoSuch", extents(-1, 2), List.of()).bytes(),
                "node 'only' (NoSuch) is not supported",
                "Relu");
        refused(single(29, "Relu", extents(-1, 2), List.of()).bytes(), "opset 29");
        refused(
                single(13, "Transpose", extents(-1, 2), List.of(), list("perm", 1, 0))
                        .bytes(),
                "node 'only' (Transpose)",
                "batch");
        refused(
                single(13, "ReduceSum", extents(-1, 2), List.of(integers("a", 0)))
                        .bytes(),
                "batch");
        refused(
                single(13, "Reshape", extents(-1, 2, 2), List.of(integers("s", -1, 2)))
                        .bytes(),
                "[batch, 2, 2]");
        refused(
                single(13, "Reshape", extents(-1, 2, 2), List.of(integers("s", 4)))
                        .bytes(),
                "batch");
        refused(single(13, "Relu", extents(-1, -1), List.of()).bytes(), "axis 1 of the input 'x' is open");
        refused(Models.of(13, -1, 2).node("Add", "x nowhere", "y").bytes(), "'nowhere'");
        refused(Models.of(13, -1, 2).bytes(), "'y'");
        refused(
                Models.of(13, -1, 1, 4)
                        .node("MaxPool", "x", "v i", list("kernel_shape", 2))
                        .node("Cast", "i", "y", whole("to", 1))
                        .bytes(),
                "(MaxPool)",
                "output 1, 'i', is not supported");
        Trace trace = new Trace();
        Graph random = trace.graph("y", trace.uniform(Shape.of(2), 0));
        assertThrows(OnnxException.class, () -> Onnx.write(random));
    }

    /** Sizes that wrap around to small ones, each of which made a model of other numbers. */
    @Test
    void windowsThatNoIntHoldsNameTheNode() {
        long[] image = extents(1, 1, 4, 4);
        long[] volume = extents(1, 1, 4, 4, 4);
        TensorProto five = floats("w", new int[] {1, 1, 5, 1}, 1, 2, 3, 4, 5);
        TensorProto deepFive = floats("w", new int[] {1, 1, 5, 1, 1}, 1, 2, 3, 4, 5);
        int most = Integer.MAX_VALUE;
        refused(
                single(13, "Conv", image, List.of(five), list("dilations", 1 << 30, 1))
                        .bytes(),
                "node 'only' (Conv)",
                "" + ((1L << 32) + 1));
        refused(
                single(13, "Conv", image, List.of(five), list("dilations", 1 << 30, 1), text("auto_pad", "SAME_UPPER"))
                        .bytes(),
                "node 'only' (Conv)",
                "" + (1 << 30));
        refused(
                single(13, "Conv", image, List.of(five), list("pads", most, 0, most, 0))
                        .bytes(),
                "node 'only' (Conv)",
                "" + most);
        refused(
                single(13, "ConvTranspose", image, List.of(five), list("dilations", 1 << 30, 1))
                        .bytes(),
                "node 'only' (ConvTranspose)",
                "" + ((1L << 32) + 1));
        refused(
                single(
                                13,
                                "ConvTranspose",
                                image,
                                List.of(five),
                                list("strides", most, 1),
                                list("pads", most, 0, most, 0))
                        .bytes(),
                "node 'only' (ConvTranspose)",
                "" + most);
        refused(
                single(
                                13,
                                "ConvTranspose",
                                image,
                                List.of(five),
                                list("dilations", 1 << 30, 1),
                                list("output_shape", 1, 1, 4, 4))
                        .bytes(),
                "node 'only' (ConvTranspose)",
                "" + (1L << 32));
        for (String pool : List.of("MaxPool", "AveragePool")) {
            refused(
                    single(
                                    19,
                                    pool,
                                    image,
                                    List.of(),
                                    list("kernel_shape", 5, 1),
                                    list("dilations", 1 << 30, 1),
                                    whole("ceil_mode", 1))
                            .bytes(),
                    "node 'only' (" + pool + ")",
                    "" + ((1L << 32) + 1));
        }
        refused(
                single(13, "Conv", volume, List.of(deepFive), list("dilations", 1 << 30, 1, 1))
                        .bytes(),
                "node 'only' (Conv)",
                "larger than");
        refused(
                single(13, "Conv", volume, List.of(deepFive), list("pads", most, 0, 0, most, 0, 0))
                        .bytes(),
                "node 'only' (Conv)",
                "" + (2L * most + 4));
        refused(
                single(13, "ConvTranspose", volume, List.of(deepFive), list("dilations", 1 << 30, 1, 1))
                        .bytes(),
                "node 'only' (ConvTranspose)",
                "" + ((1L << 32) + 4));
        refused(
                single(
                                19,
                                "MaxPool",
                                volume,
                                List.of(),
                                list("kernel_shape", 5, 1, 1),
                                list("dilations", 1 << 30, 1, 1))
                        .bytes(),
                "node 'only' (MaxPool)",
                "" + ((1L << 32) + 1));
    }

    @Test
    void shapesThatDoNotFitNameTheNode() {
        refused(
                single(13, "Gemm", extents(-1, 3), List.of(floats("w", new int[] {2, 2}, 1, 2, 3, 4)))
                        .bytes(),
                "node 'only' (Gemm)",
                "[batch, 3]");
        refused(
                single(13, "Conv", extents(-1, 3, 4, 4), List.of(floats("w", new int[] {1, 1, 1, 1}, 1)))
                        .bytes(),
                "node 'only' (Conv)");
        refused(
                single(13, "Split", extents(-1, 5), List.of(integers("s", 2, 2)), whole("axis", 1))
                        .bytes(),
                "parts");
    }

    @Test
    void weightsThatAreNoNumbersAreNamed() {
        refused(
                single(13, "Add", extents(-1, 2), List.of(floats("w", 1, Float.NaN)))
                        .bytes(),
                "'w'",
                "NaN",
                "element 1");
        TensorProto wide = TensorProto.newBuilder()
                .setName("w")
                .setDataType(ElementType.DOUBLE.code())
                .addDims(2)
                .addDoubleData(1e300)
                .addDoubleData(1)
                .build();
        refused(
                Models.of(ElementType.DOUBLE, 13, -1, 2)
                        .constant(wide)
                        .node("Add", "x w", "y")
                        .bytes(),
                "'w'",
                "element 0");
        refused(single(13, "Add", extents(-1, 2), List.of(wide)).bytes(), "float32", "float64");
    }

    @Test
    void dataInOtherFilesStaysInTheModelsFolder(@TempDir Path folder) throws Exception {
        ByteBuffer data = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        data.putFloat(9).putFloat(10).putFloat(20);
        Files.write(folder.resolve("weights.bin"), data.array());
        byte[] beside = external("weights.bin");
        refused(beside, "weights.bin");
        Path model = Files.write(folder.resolve("model.onnx"), beside);
        assertArrayEquals(new float[] {11, 22}, Models.run(Onnx.read(model), 1, 1, 2));
        Path below = Files.createDirectories(folder.resolve("data/one"));
        Files.copy(folder.resolve("weights.bin"), below.resolve("w:0.bin"));
        Path deeper = Files.write(folder.resolve("deeper.onnx"), external("data/one/w:0.bin"));
        assertArrayEquals(new float[] {11, 22}, Models.run(Onnx.read(deeper), 1, 1, 2));
        Path here = Files.write(folder.resolve("here.onnx"), external("./data/./one/w:0.bin"));
        assertArrayEquals(new float[] {11, 22}, Models.run(Onnx.read(here), 1, 1, 2));
        Files.createSymbolicLink(folder.resolve("linked"), below);
        for (String location : List.of(
                "../weights.bin",
                "data/../weights.bin",
                "data//one/w:0.bin",
                "linked/w:0.bin",
                "/etc/hostname",
                "data",
                ".",
                "./",
                "./../weights.bin",
                ".../weights.bin",
                "missing.bin")) {
            Path other = Files.write(folder.resolve("other.onnx"), external(location));
            String message =
                    assertThrows(OnnxException.class, () -> Onnx.read(other)).getMessage();
            assertTrue(message.contains(location), message);
        }
    }

    /** What is told of neither offset nor length begins the file, and others' elements may stand behind it. */
    @Test
    void dataInOtherFilesIsAsLongAsItsShape(@TempDir Path folder) throws Exception {
        ByteBuffer data = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        data.putFloat(9).putFloat(10).putFloat(20).putFloat(30);
        Files.write(folder.resolve("weights.bin"), data.array());
        Path first = Files.write(folder.resolve("first.onnx"), external(entry("location", "weights.bin")));
        assertArrayEquals(new float[] {10, 12}, Models.run(Onnx.read(first), 1, 1, 2));
        Path second = Files.write(
                folder.resolve("second.onnx"), external(entry("location", "weights.bin"), entry("offset", "4")));
        assertArrayEquals(new float[] {11, 22}, Models.run(Onnx.read(second), 1, 1, 2));
        Path beyond = Files.write(
                folder.resolve("beyond.onnx"), external(entry("location", "weights.bin"), entry("offset", "12")));
        String message =
                assertThrows(OnnxException.class, () -> Onnx.read(beyond)).getMessage();
        assertTrue(message.contains("too few for 8 bytes from byte 12"), message);
    }

    private static byte[] external(String location) {
        return external(entry("location", location), entry("offset", "4"), entry("length", "8"));
    }

    private static byte[] external(StringStringEntryProto... entries) {
        TensorProto.Builder weights = TensorProto.newBuilder()
                .setName("w")
                .setDataType(ElementType.FLOAT.code())
                .addDims(2)
                .setDataLocation(1)
                .addAllExternalData(List.of(entries));
        return single(13, "Add", extents(-1, 2), List.of(weights.build())).bytes();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
