package io.jaspis.audit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.TrainingReport;
import io.jaspis.defend.training.OwnAttack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What all pages have in common, and the page of a training run. */
class PagesTest {
    @TempDir
    Path folder;

    @Test
    void trainingHasItsCurvesAndWhereItCameFrom() throws IOException {
        Path page = folder.resolve("mine.html");
        TrainingHistory history =
                new TrainingHistory(MadeUpTraining.report(0), Optional.empty(), folder.resolve("mine.csv"), page);
        for (int epoch = 1; epoch <= 3; epoch++) {
            history.epoch(epoch, MadeUpTraining.metrics(epoch));
        }
        history.flush();
        String before = Files.readString(page);
        assertTrue(before.contains("sabr, seed 42: conv 16 4 2 1, relu, flatten, dense 10 (CPU, 16 threads)"));
        assertTrue(before.contains("\"x\":[1.0,2.0,3.0]"));
        assertTrue(before.contains("Training accuracy, as steps met the examples: clean."));
        assertTrue(before.contains("&lt;b&gt;") && !before.contains("<b>"));
        assertEquals(4, before.split("class=\"chart\"", -1).length - 1);
        assertEquals(6, before.split("<svg class=\"line\"", -1).length - 1, "each line has its name");
        assertTrue(before.contains("\"whole\":true"), "epochs are whole numbers");
        assertTrue(before.contains("e".repeat(64)) && !before.contains("a1b2c3d4"));
        history.trained(MadeUp.report().model());
        assertTrue(Files.readString(page).contains("a1b2c3d4".repeat(8)));
    }

    @Test
    void aRunThatGoesOnDecidesAnewWhichEpochIsKept() throws IOException {
        Path table = folder.resolve("run.csv");
        Path page = folder.resolve("run.html");
        TrainingHistory stopped = new TrainingHistory(MadeUpTraining.report(0), Optional.empty(), table, page);
        stopped.epoch(1, Map.of("loss", 0.5, TrainingReport.KEPT, 1.0));
        TrainingHistory resumed = new TrainingHistory(MadeUpTraining.report(0), Optional.empty(), table, page);
        resumed.resume(1);
        resumed.epoch(2, Map.of("loss", 0.25, TrainingReport.KEPT, 1.0));
        assertEquals(List.of("epoch,loss,kept", "1,0.5,", "2,0.25,1.0"), Files.readAllLines(table));
    }

    /** That little is left is told of what an epoch has itself, or what the best before it had. */
    @Test
    void whatTheGapToTrainingsOwnAttackTellsIsOnThePage() throws IOException {
        Path page = folder.resolve("gap.html");
        TrainingHistory history =
                new TrainingHistory(MadeUpTraining.report(0), Optional.empty(), folder.resolve("gap.csv"), page);
        history.measuring("accuracy under PGD", 1000);
        history.epoch(1, Map.of(TrainingReport.VALIDATION, 0.95));
        history.epoch(2, under(0.62, 0.3));
        history.epoch(3, under(0.62, 0.33));
        assertEquals(OwnAttack.Gap.SMALL, history.gap(1));
        assertEquals(OwnAttack.Gap.OVERSTATED, history.gap(3), "epochs without the own attack are no best");
        history.flush();
        String weak = Files.readString(page);
        assertFalse(weak.contains("Catastrophic"));
        assertTrue(weak.contains(
                "Training&#39;s own attack overstates robustness.</strong> After epochs 2, 3, more than 20"));
        assertTrue(weak.contains(
                "at first 62.00\u202F% against 30.00\u202F% accuracy under PGD, which is what counts.</p>"));
        history.epoch(4, under(0.9, 0.85));
        history.epoch(5, under(0.6, 0.36));
        assertEquals(OwnAttack.Gap.SMALL, history.gap(4));
        assertEquals(OwnAttack.Gap.OVERFITTED, history.gap(5), "less than half of the best");
        assertEquals(OwnAttack.Gap.OVERSTATED, history.gap(3), "by what was before");
        history.flush();
        String fallen = Files.readString(page);
        assertTrue(fallen.contains("Catastrophic overfitting.</strong> After epoch 5, more than 20"));
        assertEquals(OwnAttack.Gap.SMALL, history.gap(6), "there is no such epoch");
    }

    private static Map<String, Double> under(double own, double stronger) {
        return Map.of(TrainingReport.VALIDATION, stronger, TrainingReport.VALIDATION_OWN, own);
    }

    @Test
    void metricsAreWhereTheyWereWritten() throws IOException {
        Path table = folder.resolve("run-2.csv");
        TrainingHistory history =
                new TrainingHistory(MadeUpTraining.report(0), Optional.empty(), table, folder.resolve("run-2.html"));
        assertFalse(history.written());
        history.settle(folder.resolve("run.csv"), folder.resolve("run.html"));
        assertFalse(history.written(), "without an epoch there is nothing to write");
        history.epoch(1, MadeUpTraining.metrics(1));
        assertTrue(history.written());
        Path occupied = Files.createDirectories(folder.resolve("run.csv/occupied"));
        assertThrows(IOException.class, () -> history.settle(occupied.getParent(), folder.resolve("run.html")));
        assertEquals(table, history.table());
        assertTrue(Files.isRegularFile(history.table()) && Files.isRegularFile(history.page()));
    }

    @Test
    void aCertifiedRadiusReadsNoLargerThanItIs() {
        String page = SmoothingHtml.format(MadeUpSmoothing.report(false));
        assertTrue(page.contains("<td>0.3209</td>") && !page.contains("<td>0.321</td>"), "26/81 is 0.32098…");
        assertTrue(page.contains("<td>0.2567</td>") && !page.contains("<td>0.2568</td>"), "0.8 · 26/81 is 0.25679…");
    }

    @Test
    void almostAllIsNotAll() throws IOException {
        Path page = folder.resolve("almost.html");
        TrainingHistory history =
                new TrainingHistory(MadeUpTraining.report(0), Optional.empty(), folder.resolve("almost.csv"), page);
        history.epoch(1, Map.of("training accuracy", 29_999 / 30_000.0, TrainingReport.VALIDATION, 0.999999));
        String told = Files.readString(page);
        assertTrue(told.contains("<td>99.997\u202F%</td>") && told.contains("<td>99.9999\u202F%</td>"));
        assertTrue(told.contains("\"texts\":[\"99.997\u202F%\"]"), "the chart has the same text");
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

    @Test
    void aTableThatIsCutSaysSo() {
        assertTrue(SmoothingHtml.format(MadeUpSmoothing.report(false)).contains("<summary>All 40 results</summary>"));
        String one = SmoothingHtml.format(MadeUpSmoothing.report(false, 1));
        assertTrue(one.contains("<summary>The only result</summary>"));
        assertTrue(one.contains("1 example of <b>test</b>") && one.contains("the 1 example asked for"));
        String cut = SmoothingHtml.format(MadeUpSmoothing.report(false, 2001));
        assertTrue(cut.contains("The first 2,000 of 2,001 results; certificate.json has them all"));
    }

    @Test
    void aSingleRadiusIsToldOnce() {
        assertEquals(1, SmoothingHtml.format(MadeUpSmoothing.report(true)).split("<h3>Certified at", -1).length - 1);
        assertEquals(2, SmoothingHtml.format(MadeUpSmoothing.report(false)).split("<h3>Certified at", -1).length - 1);
    }
}
