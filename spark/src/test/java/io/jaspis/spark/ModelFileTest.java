package io.jaspis.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.check.Reading;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
    @TempDir
    private Path folder;

    private Path written(UnaryOperator<Value> network) throws IOException {
        Path file = folder.resolve("model.onnx");
        Onnx.write(Graph.of("x", Shape.of(3), "y", network::apply), file);
        return file;
    }

    @Test
    void aSigmoidIsTwoClassesAtTheThreshold() throws IOException {
        Path file = written(x -> x.sum(0).reshape(Shape.of(1)).sigmoid());
        Model half = ModelFile.read(file, 0.5).model();
        assertEquals("", half.reading());
        assertEquals(Shape.of(2), half.graph().output(half.graph().onlyOutput()).shape());
        assertEquals("threshold 0.75", ModelFile.read(file, 0.75).model().reading());
        assertEquals(half.sha256(), ModelFile.read(file, 0.75).model().sha256());
    }

    /** A certificate says all that the same network takes again. */
    @Test
    void whatStandsBeforeItIsNotedDown() throws IOException {
        ModelFile file = ModelFile.read(
                        written(x -> x.sum(0).reshape(Shape.of(1)).sigmoid()), 0.75)
                .normalized(List.of(0.5f), List.of(2f));
        assertEquals("threshold 0.75; normalized by 0.5,2", file.model().reading());
        Reading reading = file.reading(List.of("a", "b"));
        assertEquals(List.of("a", "b"), reading.classes());
        assertEquals(0.75, reading.threshold());
        assertEquals(List.of(new Reading.Channel(0.5f, 2)), reading.normalized());
        String told = assertThrows(
                        InputException.class,
                        () -> file.normalized(List.of(0f), List.of(0f)).model())
                .getMessage();
        assertTrue(told.contains("whose inverse float32 holds"), told);
    }

    @Test
    void whatMayBeALogitIsRefused() throws IOException {
        Path file = written(x -> x.sum(0).reshape(Shape.of(1)));
        String told = assertThrows(
                        InputException.class, () -> ModelFile.read(file, 0.5).model())
                .getMessage();
        assertTrue(told.contains("let the model end in a sigmoid"), told);
    }

    @Test
    void columnsBecomeOneRow() throws IOException {
        Trace trace = new Trace();
        Value both = trace.input("age", Shape.of(1)).plus(trace.input("paid", Shape.of(1)));
        Path file = folder.resolve("columns.onnx");
        Onnx.write(trace.graph("y", both.sigmoid()), file);
        Model model = ModelFile.read(file, 0.5).model();
        assertEquals(List.of("age", "paid"), model.inputNames());
        assertEquals(Shape.of(2), model.graph().input(model.graph().onlyInput()).shape());
    }

    @Test
    void severalOutputsStayAsTheyAre() throws IOException {
        Model model = ModelFile.read(written(x -> x.relu())).model();
        assertEquals("", model.reading());
        assertEquals(
                Shape.of(3), model.graph().output(model.graph().onlyOutput()).shape());
    }
}
