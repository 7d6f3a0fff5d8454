package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.OperatorSetIdProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.onnx.schema.TensorShapeProto;
import io.jaspis.autodiff.onnx.schema.TypeProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxCommandTest {
    private final StringWriter output = new StringWriter();

    private int run(Path folder, String... more) {
        PrintWriter writer = new PrintWriter(output, true);
        List<String> words = new ArrayList<>(List.of("onnx", folder.toString()));
        words.addAll(List.of(more));
        return BenchCommand.line(new BenchCommand())
                .setOut(writer)
                .setErr(writer)
                .execute(words.toArray(String[]::new));
    }

    @Test
    void theDemoModelsAreRight() {
        Path models = Path.of(System.getProperty("jaspis.root", "..")).resolve("models");
        assertEquals(0, run(models));
        assertTrue(output.toString().contains("2 models: {RIGHT=2}"), output::toString);
    }

    private static ValueInfoProto value(int type, String name, long... extents) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long extent : extents) {
            shape.addDim(
                    extent < 0
                            ? TensorShapeProto.Dimension.newBuilder().setDimParam("n")
                            : TensorShapeProto.Dimension.newBuilder().setDimValue(extent));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.TensorType.newBuilder()
                                .setElemType(type)
                                .setShape(shape)))
                .build();
    }

    private static NodeProto node(String operator, String inputs, String output) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(List.of(inputs.split(" ")))
                .addOutput(output)
                .build();
    }

    private static void write(Path file, GraphProto.Builder graph) throws IOException {
        Files.write(
                file,
                ModelProto.newBuilder()
                        .setIrVersion(8)
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                        .setGraph(graph.setName("g"))
                        .build()
                        .toByteArray());
    }

    /** ONNX Runtime is given the types that the model declares, and tells its own in each. */
    @Test
    void inputsOfEveryTypeAreCompared(@TempDir Path folder) throws IOException {
        Map<Integer, String> operators =
                Map.of(7, "Add", 6, "Max", 3, "Max", 2, "Min", 9, "And", 11, "Add", 10, "Max", 5, "Identity");
        for (Map.Entry<Integer, String> entry : operators.entrySet()) {
            int type = entry.getKey();
            String operands = entry.getValue().equals("Identity") ? "x" : "x x";
            write(
                    folder.resolve("type" + type + ".onnx"),
                    GraphProto.newBuilder()
                            .addInput(value(type, "x", -1, 2))
                            .addNode(node(entry.getValue(), operands, "y"))
                            .addOutput(value(type, "y", -1, 2)));
        }
        assertEquals(0, run(folder));
        assertTrue(output.toString().contains("8 models: {RIGHT=8}"), output::toString);
    }

    /** Whose values ONNX Runtime would take, and we don't. */
    @Test
    void inputsWithValuesOfTheirOwnAreCompared(@TempDir Path folder) throws IOException {
        TensorProto own = TensorProto.newBuilder()
                .setName("x")
                .setDataType(1)
                .addDims(1)
                .addDims(2)
                .addFloatData(5)
                .addFloatData(6)
                .build();
        write(
                folder.resolve("own.onnx"),
                GraphProto.newBuilder()
                        .addInitializer(own)
                        .addInput(value(1, "x", 1, 2))
                        .addNode(node("Relu", "x", "y"))
                        .addOutput(value(1, "y", 1, 2)));
        assertEquals(0, run(folder));
        assertTrue(output.toString().contains("1 models: {RIGHT=1}"), output::toString);
    }

    /** An input of no elements, which only tells a type, isn't open. */
    @Test
    void inputsWithoutElementsAreGiven(@TempDir Path folder) throws IOException {
        write(
                folder.resolve("like.onnx"),
                GraphProto.newBuilder()
                        .addInput(value(1, "x", 1, 2))
                        .addInput(value(11, "like", 0))
                        .addNode(node("CastLike", "x like", "y"))
                        .addOutput(value(11, "y", 1, 2)));
        TensorProto.Builder row = TensorProto.newBuilder().addDims(1).addDims(2);
        Path example = Files.createDirectory(folder.resolve("test_data_set_0"));
        Files.write(
                example.resolve("input_0.pb"),
                row.clone()
                        .setDataType(1)
                        .addFloatData(1)
                        .addFloatData(2)
                        .build()
                        .toByteArray());
        Files.write(
                example.resolve("input_1.pb"),
                TensorProto.newBuilder().setDataType(11).addDims(0).build().toByteArray());
        Files.write(
                example.resolve("output_0.pb"),
                row.clone()
                        .setDataType(11)
                        .addDoubleData(1)
                        .addDoubleData(2)
                        .build()
                        .toByteArray());
        assertEquals(0, run(folder));
        assertTrue(output.toString().contains("1 models: {RIGHT=1}"), output::toString);
    }

    /** Several examples are given wherever the model has its batch. */
    @Test
    void examplesAreGivenOnTheAxisOfTheBatch(@TempDir Path folder) throws IOException {
        write(
                folder.resolve("axes.onnx"),
                GraphProto.newBuilder()
                        .addInput(value(1, "a", -1, 2))
                        .addInput(value(1, "b", 2, -1))
                        .addNode(node("Transpose", "b", "t"))
                        .addNode(node("Sub", "a t", "y"))
                        .addOutput(value(1, "y", -1, 2)));
        assertEquals(0, run(folder));
        assertTrue(output.toString().contains("1 models: {RIGHT=1}"), output::toString);
    }

    @Test
    void whatIsNoModelIsRefused(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("text.onnx"), "this is no model");
        assertEquals(0, run(folder));
        assertTrue(output.toString().contains("REFUSED  text.onnx"), output::toString);
        assertEquals(2, run(folder.resolve("nowhere")));
        assertTrue(output.toString().contains("nowhere is no folder"), output::toString);
    }

    /** To have compared nothing is no success. */
    @Test
    void aFolderWithoutModelsIsRefused(@TempDir Path folder) throws IOException {
        assertEquals(2, run(folder));
        assertTrue(output.toString().contains("has no *.onnx and no *.onnx.gz"), output::toString);
        Files.writeString(folder.resolve("text.onnx"), "this is no model");
        assertEquals(2, run(folder, "--skip", "text"));
        assertTrue(output.toString().contains("'text' is found in the path of every model"), output::toString);
        assertEquals(2, run(folder, "--skip", "[a"));
        assertTrue(output.toString().contains("'[a' is no regular expression"), output::toString);
    }

    @Test
    void filesThatCannotBeReadDontEndTheRun(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.onnx.gz"), "this is not compressed");
        write(
                folder.resolve("b.onnx"),
                GraphProto.newBuilder()
                        .addInput(value(1, "x", 1, 2))
                        .addNode(node("Relu", "x", "y"))
                        .addOutput(value(1, "y", 1, 2)));
        Files.writeString(folder.resolve("b.json"), "{\"inputs\": {\"x\": {\"shape\": [1, 2]}}}");
        assertEquals(0, run(folder));
        assertTrue(output.toString().contains("REFUSED  a.onnx.gz: it can't be read: "), output::toString);
        assertTrue(output.toString().contains("ALONE    b.onnx: the example's 'x' needs"), output::toString);
        Files.writeString(folder.resolve("b.json"), "{");
        assertEquals(0, run(folder));
        assertTrue(output.toString().contains("ALONE    b.onnx: b.json is no example: "), output::toString);
    }
}
