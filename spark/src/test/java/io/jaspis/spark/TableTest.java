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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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

    private static Dataset<Row> csv(String name, String... lines) throws IOException {
        Path csv = Files.write(folder.resolve(name), List.of(lines));
        return spark.read().option("header", "true").csv(csv.toString());
    }

    /** The first element of each example, in the order of their numbers. */
    private static List<Float> firsts(Dataset<Row> rows, TableColumns columns) {
        Source source = Table.of("cases", rows, columns).source(file, 0, 1);
        List<Item> items = source.items().collect().stream()
                .sorted(Comparator.comparing(Item::index))
                .toList();
        assertEquals(source.count(), items.size());
        assertEquals(source.count() - 1, items.getLast().index());
        return items.stream()
                .map(item -> ((Item.Numbers) item.content()).values()[0])
                .toList();
    }

    private static void assertRefused(String words, Dataset<Row> rows, TableColumns columns) {
        InputException refused = assertThrows(InputException.class, () -> firsts(rows, columns));
        assertTrue(refused.getMessage().contains(words), refused::getMessage);
    }

    @Test
    void rowsOfAJoinAreNumberedByAColumnAlone() throws IOException {
        Dataset<Row> joined = csv("paid.csv", "id,amount paid,age", "30,0.25,0.5", "10,0.75,0.5", "20,0.5,1")
                .join(csv("labels.csv", "id,label", "10,0", "20,1", "30,1"), "id");
        TableColumns columns = TableColumns.labelled("label");
        assertEquals(List.of(0.75f, 0.5f, 0.25f), firsts(joined, columns.numberedBy("id")));
        assertRefused("of several files at once", joined, columns.without("id"));
    }

    @Test
    void rowsOfAFileThatIsReadTwiceAreNumberedByAColumnAlone() throws IOException {
        Dataset<Row> all = csv("all.csv", "id,amount paid,age,label", "10,0.25,0.5,1", "20,0.75,0.5,0", "30,0.5,1,1");
        Dataset<Row> parts = all.filter("id > 10").union(all.filter("id < 20"));
        TableColumns columns = TableColumns.labelled("label");
        assertEquals(List.of(0.25f, 0.75f, 0.5f), firsts(parts, columns.numberedBy("id")));
        assertRefused("all.csv more than once", parts, columns.without("id"));
        assertRefused("column id of cases has the number 10 twice", all.union(parts), columns.numberedBy("id"));
    }

    @Test
    void misfitsAreToldByTheirFileWhateverNumbersTheExamples() throws IOException {
        Dataset<Row> rows = csv("misfit.csv", "id,amount paid,age,label", "20,0.25,0.5,1", "10,much,0.5,0");
        TableColumns columns = TableColumns.labelled("label");
        assertRefused("misfit.csv, row 2: column amount paid", rows, columns.numberedBy("id"));
        assertRefused("misfit.csv, row 2: column amount paid", rows, columns.without("id"));
    }
}
