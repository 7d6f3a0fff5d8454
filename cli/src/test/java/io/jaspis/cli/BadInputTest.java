package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong is told in words, before any work, with the exit code for it and never a stack trace. */
final class BadInputTest {
    @TempDir
    Path folder;

    private Path model;
    private Path data;

    @BeforeEach
    void write() throws IOException {
        model = Commands.model(folder);
        data = Commands.data(folder, Onnx.read(model), 10);
    }

    private void refused(Path model, Path data, String expected, Object... more) {
        Object[] words = {"audit", "--model", model, "--data", data, "--out", folder.resolve("report")};
        Object[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        Commands.Ending ending = Commands.run(all);
        assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.err());
        assertTrue(ending.err().contains(expected), () -> "'" + expected + "' is not in: " + ending.err());
        assertFalse(ending.err().contains("\tat "), ending.err());
        assertFalse(Files.exists(folder.resolve("report/report.json")));
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    @Test
    void aTruncatedModel() throws IOException {
        byte[] whole = Files.readAllBytes(model);
        refused(file("cut.onnx", Arrays.copyOf(whole, whole.length / 2)), data, "cut.onnx");
    }

    @Test
    void randomBytesAsAModel() throws IOException {
        byte[] bytes = new byte[4000];
        new java.util.Random(5).nextBytes(bytes);
        refused(file("random.onnx", bytes), data, "random.onnx");
    }

    @Test
    void anUnsupportedOperation() throws IOException {
        ModelProto proto = ModelProto.parseFrom(Files.readAllBytes(model));
        GraphProto.Builder graph = proto.getGraph().toBuilder();
        NodeProto last = graph.getNode(graph.getNodeCount() - 1);
        graph.setNode(
                graph.getNodeCount() - 1,
                last.toBuilder().setOpType("NoSuch").setName("memory").build());
        Path strange =
                file("strange.onnx", proto.toBuilder().setGraph(graph).build().toByteArray());
        refused(strange, data, "memory");
        refused(strange, data, "NoSuch");
        refused(strange, data, "Gemm");
    }

    @Test
    void weightsWithNan() throws IOException {
        ModelProto proto = ModelProto.parseFrom(Files.readAllBytes(model));
        GraphProto.Builder graph = proto.getGraph().toBuilder();
        byte[] raw = graph.getInitializer(0).getRawData().toByteArray();
        java.nio.ByteBuffer.wrap(raw).order(java.nio.ByteOrder.LITTLE_ENDIAN).putFloat(8, Float.NaN);
        graph.setInitializer(
                0,
                graph.getInitializer(0).toBuilder()
                        .setRawData(com.google.protobuf.ByteString.copyFrom(raw))
                        .build());
        refused(file("nan.onnx", proto.toBuilder().setGraph(graph).build().toByteArray()), data, "NaN");
    }

    @Test
    void scoresThatAreTheSameForEveryInput() throws IOException {
        Trace trace = new Trace();
        Value x = trace.input("x", Onnx.read(model).input("input").shape());
        Value scores = Commands.weights(trace, 1, 3).relu();
        Path constant = folder.resolve("constant.onnx");
        Onnx.write(trace.graph(List.of(x), Map.of("y", scores)), constant);
        refused(constant, data, "'y' is the same for every input");
        for (String command : List.of("attack", "smooth")) {
            Commands.Ending ending =
                    Commands.run(command, "--model", constant, "--data", data, "--out", folder.resolve("report"));
            assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.err());
            assertTrue(ending.err().contains("'y' is the same for every input"), ending.err());
        }
        Commands.Ending told = Commands.run("info", constant);
        assertEquals(ExitCode.OK, told.code(), told.err());
        assertTrue(told.out().contains("'y' is the same for every input"), told.out());
    }

    @Test
    void whatAFileHoldsSteersNoTerminal() throws IOException {
        Path table = file("steering.csv", "0.5,\u001b[31m0.5,1\n".getBytes(StandardCharsets.UTF_8));
        refused(model, table, "\\u001b[31m0.5");
    }

    @Test
    void aModelThatIsNotThere() {
        refused(folder.resolve("nowhere.onnx"), data, "nowhere.onnx does not exist");
    }

    @Test
    void examplesOfAnotherShapeThanTheModelTakes() throws IOException {
        Path other = folder.resolve("other.npz");
        Commands.write(other, Tensor.zeros(Shape.of(4, 1, 5, 5)), 0, 1, 2, 0);
        refused(model, other, "[1, 5, 5]");
    }

    @Test
    void labelsThatTheModelHasNoOutputFor() throws IOException {
        Path other = folder.resolve("labels.npz");
        Commands.write(other, Tensor.zeros(Shape.of(3, 1, 6, 6)), 0, 7, 2);
        refused(model, other, "7");
    }

    @Test
    void anImageOfAnotherSize() throws IOException {
        for (String kind : new String[] {"cat", "dog"}) {
            int size = kind.equals("dog") ? 7 : 6;
            PngFile.gray(folder.resolve("images/" + kind + "/one.png"), size, new int[6 * size]);
        }
        refused(model, folder.resolve("images"), "one.png");
    }

    @Test
    void noExamples() throws IOException {
        refused(model, file("empty.csv", new byte[0]), "empty.csv");
    }

    @Test
    void dataThatIsNotThere() {
        refused(model, folder.resolve("nothing"), "nothing");
    }

    @ParameterizedTest
    @CsvSource({
        "-0.1, at least 0",
        "NaN, finite number",
        "Infinity, finite number",
        "1.5, larger than the whole range",
        "one, neither a number nor a fraction",
        "1/0, finite number"
    })
    void aRadiusThatMakesNoSense(String epsilon, String expected) {
        refused(model, data, expected, "--epsilon=" + epsilon);
    }

    /** Bytes as floats, which no attack would come to, because the example is misclassified. */
    @Test
    void aValueOutsideTheRange() throws IOException {
        Tensor images = Tensor.zeros(Shape.of(10).then(Commands.IMAGE));
        images.data()[9 * 36 + 7] = 200;
        Path bytes = folder.resolve("bytes.npz");
        Commands.write(bytes, images, new float[10]);
        refused(model, bytes, "value 200 of example 9 lies outside the range [0, 1] (it is element 7)");
        refused(model, bytes, "with --range LOWER,UPPER");
        refused(model, bytes, "value 0 of example 0 lies outside the range [1, 255]", "--range", "1,255");
        Object[] first = {
            "audit", "--model", model, "--data", bytes, "--first", 9, "--out", folder.resolve("report"), "--steps", 1
        };
        assertEquals(0, Commands.run(first).code(), "only what is audited is looked at");
    }

    @Test
    void aNormThatIsNotKnown() {
        refused(model, data, "must be inf, 2 or 1", "--norm", "3");
    }

    @Test
    void moreImagesThanThereAre() {
        refused(model, data, "10", "--images", 11);
    }

    @Test
    void noImages() {
        refused(model, data, "at least 1", "--images", 0);
    }

    @Test
    void aFolderThatCannotBeWritten() throws IOException {
        Path file = file("taken", new byte[1]);
        Commands.Ending ending =
                Commands.run("audit", "--model", model, "--data", data, "--out", file.resolve("report"));
        assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.err());
        assertTrue(ending.err().contains("cannot be written"), ending.err());
    }

    @Test
    void aRangeWithoutRoom() {
        refused(model, data, "lower < upper", "--range", "1,0");
    }

    @Test
    void aShareThatIsNone() {
        refused(model, data, "--fail-below", "--fail-below", "98");
    }

    @Test
    void anOptionThatIsNotKnown() {
        Commands.Ending ending = Commands.run("audit", "--modle", model);
        assertEquals(ExitCode.BAD_INPUT, ending.code());
        assertTrue(ending.err().contains("--model"), ending.err());
    }

    @Test
    void aLayerThatIsNotKnown() {
        Commands.Ending ending = Commands.run(
                "train", "--data", data, "--network", "flatten, densa 10", "--out", folder.resolve("m.onnx"));
        assertEquals(ExitCode.BAD_INPUT, ending.code());
        assertTrue(ending.err().contains("'densa 10'"), ending.err());
    }

    @Test
    void aBatchLargerThanTheData() {
        Commands.Ending ending = Commands.run(
                "train", "--data", data, "--network", "flatten, dense 3", "--out", folder.resolve("m.onnx"));
        assertEquals(ExitCode.BAD_INPUT, ending.code());
        assertTrue(ending.err().contains("a batch of 100"), ending.err());
    }
}
