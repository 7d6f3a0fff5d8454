package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.report.AuditReport;
import io.jaspis.cli.report.ReportJson;
import io.jaspis.cli.report.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditCommandTest {
    @TempDir
    Path folder;

    private AuditReport audit(String epsilon, Object... more) throws IOException {
        Path model = Commands.model(folder);
        Path data = Commands.data(folder, Onnx.read(model), 40);
        Object[] words = new Object[9 + more.length];
        System.arraycopy(
                new Object[] {
                    "audit", "--model", model, "--data", data, "--epsilon", epsilon, "--out", folder.resolve("report")
                },
                0,
                words,
                0,
                9);
        System.arraycopy(more, 0, words, 9, more.length);
        Commands.Ending ending = Commands.run(words);
        assertEquals(0, ending.code(), ending.err());
        assertTrue(Files.size(folder.resolve("report/report.html")) > 10_000);
        return ReportJson.read(folder.resolve("report/report.json"));
    }

    @Test
    void theTwoBoundsEncloseAndTheCountsAddUp() throws IOException {
        AuditReport report = audit("0.02");
        AuditReport.Sandwich sandwich = report.sandwich();
        assertEquals(40, sandwich.examples());
        assertEquals(0.8, sandwich.cleanAccuracy(), 1e-9);
        assertTrue(sandwich.robustLower() <= sandwich.robustUpper());
        assertTrue(sandwich.robustUpper() <= sandwich.cleanAccuracy());
        assertEquals(sandwich.robustUpper() - sandwich.robustLower(), sandwich.gap(), 1e-9);
        assertFalse(report.completion().partial());
    }

    @Test
    void alongTheCurveBothBoundsFall() throws IOException {
        AuditReport report = audit("0.05");
        AuditReport.CurvePoint before = null;
        for (AuditReport.CurvePoint point : report.curve()) {
            assertTrue(point.robustLower() <= point.robustUpper(), point.toString());
            if (before != null) {
                assertTrue(before.epsilon() < point.epsilon());
                assertTrue(before.robustUpper() >= point.robustUpper());
                assertTrue(before.robustLower() >= point.robustLower());
            }
            before = point;
        }
        assertEquals(0, report.curve().getFirst().epsilon());
    }

    @Test
    void atRadiusZeroAllThatIsRightIsCertified() throws IOException {
        AuditReport report = audit("0");
        assertEquals(report.sandwich().cleanAccuracy(), report.sandwich().robustLower(), 1e-9);
        assertEquals(0, report.sandwich().gap(), 1e-9);
    }

    @Test
    void aLargeRadiusBreaksSomethingAndTheGalleryShowsIt() throws IOException {
        AuditReport report = audit("0.5");
        assertTrue(report.examples().stream().anyMatch(example -> example.verdict() == Verdict.FALSIFIED));
        assertFalse(report.gallery().isEmpty());
        for (AuditReport.ExampleResult example : report.examples()) {
            if (example.verdict() == Verdict.FALSIFIED) {
                assertTrue(example.perturbation() <= 0.5);
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameFindings() throws IOException {
        AuditReport first = audit("0.05", "--seed", 3);
        AuditReport second = audit("0.05", "--seed", 3);
        assertEquals(first.examples(), second.examples());
        assertEquals(first.curve(), second.curve());
        assertEquals(first.gallery(), second.gallery());
    }

    @Test
    void everyNormIsAudited() throws IOException {
        assertEquals("2", audit("0.1", "--norm", "2").settings().norm());
        assertEquals("1", audit("0.1", "--norm", "1").settings().norm());
    }

    @Test
    void aShareThatIsNotReachedGivesItsOwnExitCode() throws IOException {
        Path model = Commands.model(folder);
        Path data = Commands.data(folder, Onnx.read(model), 20);
        Commands.Ending ending = Commands.run(
                "audit",
                "--model",
                model,
                "--data",
                data,
                "--epsilon",
                "8/255",
                "--out",
                folder,
                "--fail-below",
                "0.99");
        assertEquals(ExitCode.BELOW, ending.code());
        assertTrue(ending.err().contains("below 0.99"), ending.err());
    }
}
