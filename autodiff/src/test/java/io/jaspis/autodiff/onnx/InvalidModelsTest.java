package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.floats;
import static io.jaspis.autodiff.onnx.Models.integers;
import static io.jaspis.autodiff.onnx.Models.real;
import static io.jaspis.autodiff.onnx.Models.refused;
import static io.jaspis.autodiff.onnx.Models.text;
import static io.jaspis.autodiff.onnx.Models.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Fingerprint;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.FunctionProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.OperatorSetIdProto;
import io.jaspis.autodiff.onnx.schema.SparseTensorProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that ONNX doesn't allow is refused, since what it means is anybody's guess. */
class InvalidModelsTest {
    private static Models model() {
        return Models.of(13, -1, 2);
    }

    @Test
    void everyOperatorHasASignature() {
        assertEquals(Operators.ALL.keySet(), new TreeSet<>(Signature.operators()));
    }

    @Test
    void attributesMustBeTheOperatorsOwn() {
        refused(model().node("LeakyRelu", "x", "y", whole("alpha", 3)), "LeakyRelu", "'alpha'", "FLOAT");
        refused(model().node("LeakyRelu", "x", "y", text("alpha", "0.1")), "'alpha'", "FLOAT");
        refused(model().node("LeakyRelu", "x", "y", real("alpha", 1), real("alpha", 2)), "'alpha'", "twice");
        refused(model().node("Relu", "x", "y", real("alpha", 1)), "Relu", "'alpha'");
        refused(model().node("Relu", "x", "y", whole("alhpa", 1)), "Relu", "'alhpa'");
        refused(model().node("MaxPool", "x", "y"), "'kernel_shape'");
        AttributeProto both = real("alpha", 1).toBuilder().setI(3).build();
        refused(model().node("LeakyRelu", "x", "y", both), "'alpha'");
        AttributeProto lying = real("alpha", 1).toBuilder().setType(2).build();
        refused(model().node("LeakyRelu", "x", "y", lying), "'alpha'");
        refused(model().node("LeakyRelu", "x", "y", real("alpha", Float.NaN)), "alpha", "NaN");
        AttributeProto sparse = real("alpha", 1).toBuilder()
                .setSparseTensor(SparseTensorProto.getDefaultInstance())
                .build();
        refused(model().node("LeakyRelu", "x", "y", sparse), "'alpha'", "FLOAT");
    }

    @Test
    void anAttributeOfAnotherOpsetIsRefused() {
        refused(Models.of(13, -1, 2).node("Squeeze", "x", "y", Models.list("axes", 1)), "'axes'");
        refused(Models.of(13, -1, 2).node("Clip", "x", "y", real("min", 0)), "'min'");
        refused(Models.of(8, -1, 2).node("Sign", "x", "y"), "opset 8");
    }

    @Test
    void aNodeThatNoOutputNeedsIsCheckedToo() {
        refused(
                model().node("Relu", "x", "y").node("LeakyRelu", "x", "unused", whole("alpha", 3)),
                "LeakyRelu",
                "'alpha'");
    }

    @Test
    void inputsAndOutputsMustBeTheOperatorsOwn() {
        refused(model().node("Relu", "x x", "y"), "Relu", "2 inputs");
        refused(model().node("Add", "x", "y"), "Add", "1 inputs");
        refused(model().node("Relu", "x", "y z"), "Relu", "2 outputs");
        refused(model().node("Add", "x " + "", "y"), "Add");
    }

    @Test
    void namesMeanOneThing() {
        refused(model().node("Relu", "x", "y").node("Neg", "x", "y"), "'y'", "two nodes");
        refused(
                model().constant(floats("c", 1, 1)).node("Neg", "x", "c").node("Add", "x c", "y"),
                "'c'",
                "initialiser");
        refused(
                model().constant(floats("c", 1, 1)).constant(floats("c", 2, 2)).node("Add", "x c", "y"),
                "'c'",
                "two initialisers");
        refused(model().node("Neg", "x", "x").node("Relu", "x", "y"), "'x'");
        refused(model().node("Relu", "z", "y").node("Relu", "y", "z"), "its own output");
    }

    @Test
    void elementsLieInOnePlace() {
        TensorProto twice =
                floats("c", 1, 1).toBuilder().addFloatData(2).addFloatData(2).build();
        refused(model().constant(twice).node("Add", "x c", "y"), "'c'", "two places");
        TensorProto odd = floats("c", 1, 1).toBuilder()
                .setRawData(ByteString.copyFrom(new byte[9]))
                .build();
        refused(model().constant(odd).node("Add", "x c", "y"), "'c'", "4 bytes", "9 bytes");
        TensorProto beyond = TensorProto.newBuilder()
                .setName("c")
                .setDataType(ElementType.UINT8.code())
                .addDims(1)
                .addInt32Data(300)
                .build();
        refused(
                model().constant(beyond).node("Cast", "c", "f", whole("to", 1)).node("Add", "x f", "y"),
                "'c'",
                "300",
                "uint8");
    }

    @Test
    void opsetsThatAreNotKnownAreRefused() {
        refused(Models.of(999, -1, 2).node("Relu", "x", "y"), "opset 999");
    }

    @Test
    void everyOperatorHasTypesButThoseWithoutInputs() {
        Set<String> without = new TreeSet<>(Operators.ALL.keySet());
        without.removeAll(OperandTypes.operators());
        assertEquals(Set.of("Constant"), without);
    }

    @Test
    void operandsHaveTypesThatOnnxAllows() throws OnnxException {
        TensorProto flags = ConstantsTest.stored(ElementType.BOOL, "c", 1, 1);
        refused(
                model().constant(flags)
                        .node("Add", "c c", "s")
                        .node("Cast", "s", "f", whole("to", 1))
                        .node("Add", "x f", "y"),
                "Add",
                "input 0",
                "bool");
        TensorProto bytes = ConstantsTest.stored(ElementType.UINT8, "c", 3, 4);
        for (String operator : List.of("Neg", "Relu")) {
            refused(
                    model().constant(bytes)
                            .node(operator, "c", "s")
                            .node("Cast", "s", "f", whole("to", 1))
                            .node("Add", "x f", "y"),
                    operator,
                    "uint8");
        }
        refused(
                model().constant(bytes)
                        .node("Add", "c c", "s")
                        .node("Cast", "s", "f", whole("to", 1))
                        .node("Add", "x f", "y"),
                "Add",
                "uint8");
        assertEquals(
                9,
                Models.of(14, -1, 2)
                        .constant(bytes)
                        .node("Add", "c c", "s")
                        .node("Cast", "s", "f", whole("to", 1))
                        .node("Add", "x f", "y")
                        .run(1, 3, 1)[1]);
        refused(
                model().constant(ConstantsTest.stored(ElementType.INT32, "s", -1, 2))
                        .node("Reshape", "x s", "y"),
                "Reshape",
                "input 1",
                "int32",
                "int64");
        refused(
                model().constant(ConstantsTest.stored(ElementType.BOOL, "i", 1, 0))
                        .node("Gather", "x i", "y", whole("axis", 1)),
                "Gather",
                "bool");
    }

    @Test
    void listsOfANodeFitEachOther() {
        refused(
                model().constant(integers("s", 0, 1))
                        .constant(integers("e", 2, 2))
                        .constant(integers("a", 1, 1))
                        .node("Slice", "x s e a", "y"),
                "Slice",
                "axis 1 twice");
        refused(
                model().constant(integers("s", 0))
                        .constant(integers("e", 2, 2))
                        .constant(integers("a", 1, 1))
                        .node("Slice", "x s e a", "y"),
                "Slice",
                "as many");
        refused(
                model().constant(integers("p", 1, 0, 1)).node("Split", "x p", "y z", whole("axis", 1)),
                "Split",
                "3 parts",
                "2 outputs");
        refused(
                model().constant(integers("p", -1, 3)).node("Split", "x p", "z y", whole("axis", 1)),
                "Split",
                "negative");
        refused(
                Models.of(18, -1, 4).node("Split", "x", "y z", whole("axis", 1), whole("num_outputs", 4)),
                "4 parts",
                "2 outputs");
    }

    /** The batch counts among the axes of a message, as it does in the model. */
    @Test
    void whatLeavesNothingNamesTheModelsAxis() {
        refused(
                model().constant(integers("s", 1))
                        .constant(integers("e", 1))
                        .constant(integers("a", 1))
                        .node("Slice", "x s e a", "y"),
                "nothing would be left of axis 1");
        refused(
                model().constant(integers("p", 0, 2)).node("Split", "x p", "z y", whole("axis", 1)),
                "nothing would be left of axis 1");
        for (String mode : List.of("constant", "edge")) {
            refused(
                    model().constant(integers("p", 0, -1, 0, -1)).node("Pad", "x p", "y", text("mode", mode)),
                    "nothing would be left of axis 1");
            refused(
                    model().constant(integers("p", 0, -2, 0, -1)).node("Pad", "x p", "y", text("mode", mode)),
                    "nothing would be left of axis 1");
        }
    }

    @Test
    void axesOfATransposeAreCountedFromTheFirst() {
        refused(Models.of(13, -1, 2, 3).node("Transpose", "x", "y", Models.list("perm", 0, -1, 1)), "perm", "-1");
    }

    @Test
    void whatIsDeclaredIsSo() throws OnnxException {
        TensorProto constant = floats("c", 1, 2);
        refused(
                model().constant(constant)
                        .node("Add", "x c", "y")
                        .graph(graph -> graph.addInput(Models.declared(ElementType.INT64, "c", 2))),
                "'c'",
                "int64",
                "float32");
        refused(
                model().constant(constant)
                        .node("Add", "x c", "y")
                        .graph(graph -> graph.addInput(Models.declared(ElementType.FLOAT, "c", 1))),
                "'c'",
                "[1]",
                "[2]");
        refused(
                model().node("Relu", "x", "h")
                        .node("Neg", "h", "y")
                        .graph(graph -> graph.addValueInfo(Models.declared(ElementType.INT64, "h", -1, 2))),
                "'h'",
                "int64");
        refused(
                model().node("Relu", "x", "y")
                        .graph(graph -> graph.setOutput(0, Models.declared(ElementType.FLOAT, "y", -1, 3))),
                "'y'",
                "[n, 3]",
                "[batch, 2]");
        assertEquals(
                3,
                model().constant(constant)
                        .node("Add", "x c", "y")
                        .graph(graph -> graph.addInput(Models.declared(ElementType.FLOAT, "c", 2))
                                .setOutput(0, Models.declared(ElementType.FLOAT, "y", 7, 2)))
                        .run(1, 2, 0)[0]);
    }

    @Test
    void nodesThatNoOutputNeedsTakeWhatIsThere() {
        refused(model().node("Relu", "x", "y").node("Relu", "q", "z"), "'q'", "nothing makes");
        refused(model().node("Relu", "x", "y").node("Relu", "a", "b").node("Neg", "b", "a"), "its own output");
        refused(
                model().node("Relu", "x", "y")
                        .graph(graph -> graph.addInput(Models.declared(ElementType.FLOAT, "", -1, 2))),
                "no name");
    }

    private static void refusedFunctions(String words, FunctionProto.Builder... functions) {
        ModelProto.Builder model = model().node("Relu", "x", "y").model();
        List.of(functions).forEach(model::addFunctions);
        String message = assertThrows(
                        OnnxException.class, () -> Onnx.read(model.build().toByteArray()))
                .getMessage();
        assertTrue(message.contains(words), message);
    }

    @Test
    void whatIsNotReadMeansNothingElse() {
        ByteString any = ByteString.copyFromUtf8("any");
        SparseTensorProto twice = SparseTensorProto.newBuilder()
                .setValues(floats("c", 1, 2))
                .setIndices(integers("places", 1, 1))
                .addDims(2)
                .build();
        refused(model().node("Add", "x c", "y").graph(graph -> graph.addSparseInitializer(twice)), "'c'", "place 1");
        refusedFunctions("'Relu' anew", FunctionProto.newBuilder().setName("Relu"));
        refusedFunctions(
                "'ai.onnx.ml.Scaler' anew",
                FunctionProto.newBuilder().setDomain("ai.onnx.ml").setName("Scaler"));
        FunctionProto.Builder own = FunctionProto.newBuilder().setDomain("own").setName("F");
        refusedFunctions("two functions 'own.F'", own, own);
        OperatorSetIdProto older =
                OperatorSetIdProto.newBuilder().setVersion(12).build();
        refusedFunctions("'own.F' uses opset 12", own.clone().addOpsetImport(older));
        refused(
                model().node(
                                "LeakyRelu",
                                "x",
                                "y",
                                real("alpha", 1).toBuilder().setG(any).build()),
                "'alpha'");
        refused(
                model().node(
                                "LeakyRelu",
                                "x",
                                "y",
                                real("alpha", 1).toBuilder().addTensors(any).build()),
                "'alpha'");
    }

    @Test
    void anOptionalInputMayBeLeftOut() throws OnnxException {
        assertEquals(
                2,
                Models.single(
                                13,
                                "Gemm",
                                Models.extents(-1, 2),
                                List.of(floats("w", new int[] {2, 2}, 1, 0, 0, 1), Models.none()))
                        .run(1, 2, 3)[0]);
    }

    @Test
    void layersMayBeNormalisedWithoutABias() throws OnnxException {
        Models model = Models.single(
                17,
                "LayerNormalization",
                Models.extents(-1, 2),
                List.of(floats("scale", 2, 3), Models.none()),
                real("epsilon", 0));
        assertArrayEquals(new float[] {-2, 3}, model.run(1, 1, 5));
        String message = assertThrows(
                        OnnxException.class,
                        () -> Onnx.read(Models.of(13, -1, 2)
                                .graph(graph -> graph.addNode(NodeProto.newBuilder()
                                        .setOpType("Concat")
                                        .addAllInput(List.of("x", "", "x"))
                                        .addOutput("y")
                                        .addAttribute(whole("axis", 1))))
                                .bytes()))
                .getMessage();
        assertTrue(message.contains("input 1 is missing"), message);
    }

    @Test
    void anOptionalOutputMayBeLeftOut() throws OnnxException {
        Models model = Models.of(17, -1, 2)
                .constant(floats("scale", 1, 1))
                .graph(graph -> graph.addNode(NodeProto.newBuilder()
                        .setOpType("LayerNormalization")
                        .addAllInput(List.of("x", "scale"))
                        .addAllOutput(List.of("normal", "", "inverse"))
                        .addAttribute(real("epsilon", 0))))
                .node("Mul", "normal inverse", "y");
        assertArrayEquals(new float[] {-0.5f, 0.5f}, model.run(1, 1, 5));
    }

    @Test
    void nodesMayStandInAnyOrder() throws OnnxException {
        Models model = model().node("Relu", "h", "y").node("Neg", "x", "h");
        assertEquals(2, model.run(1, -2, 3)[0]);
    }

    /** A value to take where nothing is given made a model without an input of it. */
    @Test
    void inputsThatAllHaveValuesStayOpen(@TempDir Path folder) throws Exception {
        Models model = model().constant(floats("x", new int[] {1, 2}, 7, 8)).node("Relu", "x", "y");
        assertEquals(3, model.run(1, 3, -1)[0]);
        Path file = Files.write(folder.resolve("model.onnx"), model.bytes());
        OnnxModel read = Onnx.open(file);
        assertEquals(1, read.warnings().size());
        assertTrue(
                read.warnings().getFirst().contains("'x' is read as open"),
                read.warnings().toString());
        Models two = model().input("z", 2)
                .constant(floats("x", new int[] {1, 2}, 7, 8))
                .constant(floats("z", 1, 1))
                .node("Add", "x z", "y");
        Graph given =
                Onnx.read(two.bytes(), Reading.PLAIN.input("z", new Reading.Array(new int[] {2}, new double[] {10, 20
                })));
        assertEquals(Set.of("x"), given.inputs().keySet());
        assertEquals(11, Models.run(given, 1, 1, 2)[0]);
        Graph usual = Onnx.read(model().input("z", 2)
                .constant(floats("z", 1, 1))
                .node("Add", "x z", "y")
                .bytes());
        assertEquals(Set.of("x"), usual.inputs().keySet());
    }

    @Test
    void inputsThatNoValueNeedsStay() throws OnnxException {
        Graph graph =
                Onnx.read(model().input("second", -1, 3).node("Relu", "x", "y").bytes());
        assertEquals(List.of("x", "second"), List.copyOf(graph.inputs().keySet()));
        Graph again = Onnx.read(Onnx.write(graph));
        assertEquals(graph.inputs().keySet(), again.inputs().keySet());
        assertEquals(1, Models.run(graph, 1, 1, 1)[0]);
    }

    @Test
    void aModelIsReadOnceWithItsHashTypesAndMetadata(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("model.onnx");
        Graph graph = Onnx.read(model().node("Relu", "x", "y").bytes());
        Onnx.write(graph, Map.of(OnnxModel.CLASSES, "legit\nfraud"), file);
        OnnxModel model = Onnx.open(file);
        assertEquals(Fingerprint.of(Files.readAllBytes(file)), model.sha256());
        assertEquals(Files.size(file), model.bytes());
        assertEquals(List.of("float32"), model.elementTypes());
        assertEquals(List.of("legit", "fraud"), model.classNames());
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(Files.readAllBytes(file));
        }
        Path compressed = Files.write(folder.resolve("compressed.onnx"), packed.toByteArray());
        assertEquals(graph.toString(), Onnx.read(compressed).toString());
    }

    @Test
    void theHashCoversWeightsInOtherFiles(@TempDir Path folder) throws Exception {
        TensorProto outside = TensorProto.newBuilder()
                .setName("w")
                .setDataType(ElementType.FLOAT.code())
                .addDims(2)
                .setDataLocation(1)
                .addExternalData(io.jaspis.autodiff.onnx.schema.StringStringEntryProto.newBuilder()
                        .setKey("location")
                        .setValue("weights.bin"))
                .build();
        Path file = Files.write(
                folder.resolve("model.onnx"),
                model().constant(outside).node("Add", "x w", "y").bytes());
        Files.write(folder.resolve("weights.bin"), new byte[8]);
        String before = Onnx.open(file).sha256();
        Files.write(folder.resolve("weights.bin"), new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0});
        assertNotEquals(before, Onnx.open(file).sha256());
    }

    @Test
    void controlCharactersOfNamesReachNoTerminal() {
        String message = assertThrows(
                        OnnxException.class,
                        () -> Onnx.read(
                                model().node("\u001b[31mNo\u0007", "x", "y").bytes()))
                .getMessage();
        assertFalse(message.chars().anyMatch(Character::isISOControl), message);
    }
}
