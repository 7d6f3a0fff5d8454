package io.jaspis.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables for a model that says what its inputs are called. */
class TableTest {
    private static SparkSession spark;
    private static ModelFile file;

    @TempDir
    static Path folder;

    @BeforeAll
    static void start() throws IOException {
        spark = Sessions.start("local[2]");
        Path model = folder.resolve("model.onnx");
        Onnx.write(
                Graph.of(
                        "x",
                        Shape.of(2),
                        "y",
                        x -> x.sum(0).reshape(Shape.of(1)).sigmoid()),
                Map.of(OnnxModel.INPUTS, "amount paid\nage"),
                model);
        file = ModelFile.read(model, 0.5);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static int count(String header, List<String> inputs, String label) throws IOException {
        Path csv = Files.writeString(folder.resolve("cases.csv"), header + "0.25,0.5,1\n0.75,0.5,0\n");
        var rows =
                spark.read().option("header", String.valueOf(!header.isEmpty())).csv(csv.toString());
        return Table.of("cases", rows, new TableColumns(label, null, inputs, List.of(), List.of()))
                .source(file, 0, 1)
                .count();
    }

    @Test
    void inputsAreCalledAsThoseOfTheModelButForBlanks() throws IOException {
        assertEquals(2, count("amount paid,age,label\n", List.of(), "label"));
        assertEquals(2, count("\"amount  paid\",\"age \",label\n", List.of(), "label"));
        assertEquals(2, count("", List.of(), "_c2"), "columns without names");
        InputException refused =
                assertThrows(InputException.class, () -> count("age,amount paid,label\n", List.of(), "label"));
        assertTrue(refused.getMessage().contains("input 0 of cases is age"), refused::getMessage);
    }

    @Test
    void inputsThatAreGivenMayBeCalledOtherwise() throws IOException {
        assertEquals(2, count("years,paid,label\n", List.of("paid", "years"), "label"));
    }
}
