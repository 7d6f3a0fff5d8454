package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.DataException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Fingerprint;
import io.jaspis.autodiff.layers.Normalization;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxException;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.autodiff.onnx.Reading;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.samples.Nets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelTest {
    @TempDir
    Path folder;

    @Test
    void theHashIsThatOfWhatWasReadWhateverBecomesOfTheFile() throws IOException {
        Path file = folder.resolve("model.onnx");
        Onnx.write(Nets.dense(1, 4, 3), file);
        byte[] bytes = Files.readAllBytes(file);
        Model model = Model.read(file);
        Path other = folder.resolve("other.onnx");
        Onnx.write(Nets.dense(2, 4, 3), other);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        assertEquals("model.onnx", model.name());
        assertEquals(Fingerprint.of(bytes), model.sha256());
        float[] x = {1, 2, 3, 4};
        assertEquals(Nets.logits(Nets.dense(1, 4, 3), x), Nets.logits(model.graph(), x));
        assertNotEquals(model.sha256(), Model.read(file).sha256());
    }

    @Test
    void whatStandsBeforeItIsTold() {
        Model model = new Model("net.onnx", "", Nets.dense(1, 12, 3), List.of(), List.of("a", "b", "c"));
        Model all = model.normalized(new float[] {0.5f}, new float[] {2});
        assertEquals("normalized by 0.5,2", all.reading());
        float[] x = new float[12];
        float[] before = new float[12];
        for (int i = 0; i < x.length; i++) {
            x[i] = i / 16f;
            before[i] = (x[i] - 0.5f) / 2;
        }
        assertEquals(Nets.logits(model.graph(), before), Nets.logits(all.graph(), x));
        assertEquals(List.of("x", "y", "z"), all.withClassNames("x", "y", "z").classNames());
        assertRefused(
                () -> model.normalized(new float[] {0, 0, 0}, new float[] {1, 1, 1}), "has no axis of 3 channels");
        assertRefused(() -> model.normalized(new float[] {0}, new float[] {0}), "whose inverse float32 holds");
        assertRefused(() -> model.normalized(new float[] {0, 1}, new float[] {1}), "no axis of 2 channels");
        assertRefused(() -> model.withClassNames("a", "b"), "tells 3 classes apart");
        assertRefused(() -> model.withClassNames("a", "b", "b"), "give each of them one");
    }

    @Test
    void onlyWholeNumbersHaveEnds() {
        Model bytes = typed("uint8");
        assertArrayEquals(new double[] {0, 255}, bytes.wholeEnds(1));
        for (Model model : List.of(typed(), typed("float32"), typed("uint8", "float32"))) {
            assertMistaken(() -> model.wholeEnds(1), "element 1 of the input of net.onnx is no whole number");
        }
        for (int none : new int[] {-1, 2}) {
            assertMistaken(() -> typed("uint8", "bool").wholeEnds(none), "there is no element " + none);
            assertMistaken(() -> typed("uint8", "bool").isWhole(none), "there is no element " + none);
        }
    }

    private static void assertMistaken(Executable asked, String expected) {
        String message = assertThrows(IllegalArgumentException.class, asked).getMessage();
        assertTrue(message.contains(expected), message);
    }

    private static Model typed(String... inputs) {
        Graph graph = Nets.dense(1, 2, 3);
        return new Model("net.onnx", "", graph, List.of(), List.of(inputs), List.of(), List.of(), "");
    }

    @Test
    void channelsAreThoseOfItsInput() {
        float[] means = {0.5f, 0.25f, 0};
        float[] deviations = {2, 4, 1};
        for (Shape shape : List.of(Shape.of(3, 2, 4), Shape.of(4, 2, 3))) {
            Model model = pictures(shape);
            int axis = shape.extent(0) == 3 ? 0 : 2;
            assertEquals(
                    Nets.logits(
                            model.normalized(new Normalization(axis, means, deviations))
                                    .graph(),
                            new float[24]),
                    Nets.logits(model.normalized(means, deviations).graph(), new float[24]));
        }
        assertRefused(() -> pictures(Shape.of(3, 4, 3)).normalized(means, deviations), "give a Normalization");
    }

    private static Model pictures(Shape shape) {
        Trace trace = new Trace();
        Value x = trace.input("x", shape);
        Graph flat = Nets.dense(1, shape.size(), 3);
        Value scores = trace.inline(flat, Map.of(flat.onlyInput(), x.reshape(Shape.of(shape.size()))))
                .get(flat.onlyOutput());
        return new Model("net.onnx", "", trace.graph("scores", scores), List.of(), List.of());
    }

    private static void assertRefused(Executable asked, String expected) {
        String message = assertThrows(InputException.class, asked).getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void namesAndTypesComeWithIt() throws IOException {
        Path file = folder.resolve("named.onnx");
        Onnx.write(Nets.dense(1, 4, 2), Map.of("jaspis.classes", "legit\nfraud"), file);
        Model model = Model.read(file);
        assertEquals(List.of("legit", "fraud"), model.classNames());
        assertEquals(List.of("float32"), model.elementTypes());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void weightsThatARuntimeDerivesLeaveItsRoundingUnbounded(boolean derives) {
        Graph network = Nets.dense(1, 4, 2);
        Model model = Model.of(new OnnxModel(
                "m", 1, "", network, null, "", List.of("float32"), List.of("float32"), derives, Map.of(), List.of()));
        for (Model each : List.of(
                model, model.withClassNames("a", "b"), model.normalized(new float[] {0.5f}, new float[] {0.25f}))) {
            assertEquals(!derives, each.boundsRounding());
            assertEquals(derives ? 1 : 0, each.unboundedRounding().size());
        }
    }

    @Test
    void whatAFileLeavesOpenIsSaid() throws IOException {
        Path file = folder.resolve("m.onnx");
        Onnx.write(Nets.dense(1, 3, 2), file);
        Reading.Array zeros = new Reading.Array(new int[] {1, 3}, new double[3]);
        Graph constant = Model.read(file, Reading.PLAIN.input("x", zeros)).graph();
        assertEquals(Set.of(), constant.inputs().keySet());
        assertThrows(OnnxException.class, () -> Model.read(file, Reading.PLAIN.outputs(List.of("none"))));
    }

    @Test
    void examplesHaveTheNumbersOfItsOutputs() throws IOException {
        Path file = folder.resolve("named.onnx");
        Onnx.write(Nets.dense(1, 3, 2), Map.of("jaspis.classes", "legit\nfraud"), file);
        Path table = Files.writeString(
                folder.resolve("cases.csv"),
                "id,amount,country,label\n7,0.5,FR,fraud\n8,,DE,legit\n9,0.25,DE,fraud\n10,2,FR,legit\n");
        Columns columns = Columns.DETECTED
                .withDropped("id")
                .withMissing(Columns.Missing.MEDIAN)
                .withOneHot("country");
        Dataset cases = Model.read(file).examples(table, columns);
        assertArrayEquals(new int[] {1, 0, 1, 0}, cases.labels());
        assertArrayEquals(new float[] {0.5f, 1, 0}, cases.example(1).data());
        Path nameless = folder.resolve("nameless.onnx");
        Onnx.write(Nets.dense(1, 3, 3), nameless);
        String refused = assertThrows(
                        DataException.class, () -> Model.read(nameless).examples(table, columns))
                .getMessage();
        assertTrue(refused.contains("2 names (fraud, legit)") && refused.contains("3 classes"), refused);
    }

    /** Two columns that are inputs of one number each, as converters of tables write them. */
    @Test
    void columnsBecomeOneRow() throws IOException {
        Trace trace = new Trace();
        Value age = trace.input("age", Shape.of(1)).dense(trace.constant(Tensor.of(Shape.of(2, 1), 1, 0)));
        Value paid = trace.input("paid", Shape.of(1)).dense(trace.constant(Tensor.of(Shape.of(2, 1), 0, 1)));
        Path file = folder.resolve("columns.onnx");
        Onnx.write(trace.graph("scores", age.plus(paid)), file);
        Model model = Model.read(file);
        OnnxModel joined = Onnx.open(file).joined();
        for (Model each : List.of(model, Model.of(joined), Model.of(joined.computing(joined.graph())))) {
            assertTrue(each.joinsColumns());
            assertEquals(List.of("age", "paid"), each.inputNames());
        }
        assertEquals(List.of(0.25, 0.5), Nets.logits(model.graph(), new float[] {0.25f, 0.5f}));
        String rows = ",label\n0.25,0.5,1\n0.75,0.125,0\n";
        for (String header : List.of("age,paid", "Age,Amount")) {
            Path table = Files.writeString(folder.resolve("cases.csv"), header + rows);
            assertArrayEquals(
                    new float[] {0.75f, 0.125f},
                    model.examples(table).example(1).data());
        }
        Path turned = Files.writeString(folder.resolve("turned.csv"), "paid,age" + rows);
        assertRefused(() -> model.examples(turned), "put its columns in the order of the model columns.onnx");
    }

    @Test
    void wholeNumbersBeyondFloat32AreRefused() {
        Graph sum = Graph.of("x", Shape.of(2), "y", x -> x.scale(2));
        Model model = new Model("m", "", sum, List.of(), List.of("int64", "float32"), List.of(), List.of(), "");
        model.requireWhole(new float[] {0x1p24f, 1e30f}, "a.csv");
        String told = assertThrows(InputException.class, () -> model.requireWhole(new float[] {-1e9f, 0}, "a.csv"))
                .getMessage();
        assertTrue(told.startsWith("a.csv has -1000000000 ") && told.contains("int64"), told);
    }
}
