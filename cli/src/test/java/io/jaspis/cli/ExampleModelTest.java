package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.DataException;
import io.jaspis.threat.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model of the examples tells what its inputs are called, as one that {@code train} makes does. */
final class ExampleModelTest {
    private static final Path FRAUD =
            Path.of(System.getProperty("jaspis.root", "..")).resolve("examples/fraud");

    private static final Columns COLUMNS = Columns.DETECTED
            .withDropped("id")
            .withMissing(Columns.Missing.MEDIAN)
            .withOneHot("country");

    @TempDir
    Path folder;

    @Test
    void aTableWithExchangedColumnsIsRefused() throws IOException {
        Model model = Model.read(FRAUD.resolve("fraud.onnx"));
        for (String table : List.of("payments.csv", "cases.csv")) {
            assertEquals(
                    model.inputNames(),
                    model.examples(FRAUD.resolve(table), COLUMNS).inputNames());
        }
        String text = Files.readString(FRAUD.resolve("cases.csv"));
        Path exchanged = Files.writeString(
                folder.resolve("cases.csv"), text.replaceFirst("amount,frequency", "frequency,amount"));
        String told = assertThrows(DataException.class, () -> model.examples(exchanged, COLUMNS))
                .getMessage();
        assertTrue(told.contains("put its columns in the order of the model fraud.onnx"), told);
    }
}
