package io.jaspis.audit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.evidence.TrainingReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What all pages have in common, and the page of a training run. */
class PagesTest {
    @TempDir
    Path folder;

    private static TrainingReport training() {
        Provenance.Data data =
                new Provenance.Data("train", "e".repeat(64), 60000, 10, List.of(1, 28, 28), List.of(), "");
        Provenance provenance = MadeUp.provenance("mine.onnx", data, 1);
        Provenance.Model unwritten = provenance.model();
        unwritten = new Provenance.Model(
                unwritten.name(),
                "",
                List.of(),
                unwritten.classNames(),
                unwritten.inputs(),
                unwritten.outputs(),
                unwritten.parameters(),
                unwritten.operations());
        return new TrainingReport(
                provenance.withModel(unwritten),
                new TrainingReport.Settings("sabr", "conv 16 4 2 1, relu, flatten, dense 10"),
                new TreeMap<>());
    }

    private static Map<String, Double> metrics(int epoch) {
        Map<String, Double> row = new LinkedHashMap<>();
        row.put("loss", 2.0 / epoch);
        row.put("training accuracy", 1 - 0.5 / epoch);
        row.put("rate", 0.001);
        row.put("<b>", epoch == 2 ? Double.NaN : epoch);
        return row;
    }

    @Test
    void trainingHasItsCurvesAndWhereItCameFrom() throws IOException {
        Path page = folder.resolve("mine.html");
        TrainingHistory history = new TrainingHistory(training(), Optional.empty(), folder.resolve("mine.csv"), page);
        for (int epoch = 1; epoch <= 3; epoch++) {
            history.epoch(epoch, metrics(epoch));
        }
        String before = Files.readString(page);
        assertTrue(before.contains("sabr, seed 42: conv 16 4 2 1, relu, flatten, dense 10 (CPU, 16 threads)"));
        assertTrue(before.contains("\"x\":[1.0,2.0,3.0]"));
        assertTrue(before.contains("&lt;b&gt;") && !before.contains("<b>"));
        assertEquals(3, before.split("class=\"chart\"", -1).length - 1);
        assertTrue(before.contains("e".repeat(64)) && !before.contains("a1b2c3d4"));
        history.trained(MadeUp.report().model());
        assertTrue(Files.readString(page).contains("a1b2c3d4".repeat(8)));
    }

    @Test
    void aChartsNamesCannotEndTheScript() {
        Chart.Series line =
                new Chart.Series(0, "</script>", "--ink", Chart.Style.PLAIN, List.of(1.0, Double.NaN), List.of());
        Chart chart = new Chart("c", "x", "y", true, false, "", null, false, List.of(0.0, 1.0), List.of(line));
        String literal = Chart.literal(List.of(chart)).markup();
        assertFalse(literal.contains("<"));
        assertTrue(literal.contains("\"values\":[1.0,null]"), literal);
    }
}
