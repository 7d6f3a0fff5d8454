package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.VerdictKind;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --target}, and several radii. */
final class TargetAndCurveTest {
    @TempDir
    Path folder;

    private Path model;
    private Path data;

    @BeforeEach
    void makeUp() throws IOException {
        model = Commands.model(folder);
        data = Commands.data(folder, Onnx.read(model), 30);
    }

    private Commands.Ending audit(Object... more) {
        List<Object> words = new ArrayList<>(
                List.of("audit", model, "--data", data, "--steps", 5, "--out", folder.resolve("report")));
        words.addAll(List.of(more));
        return Commands.run(words.toArray());
    }

    private AuditReport report(Object... more) throws IOException {
        Commands.Ending ending = audit(more);
        assertEquals(0, ending.code(), ending.err());
        AuditReport report = ReportJson.read(folder.resolve("report/report.json"));
        Files.delete(folder.resolve("report/report.json"));
        return report;
    }

    @Test
    void severalRadiiAreTheCurveAndTheLargestTheHeadline() throws IOException {
        AuditReport several = report("--epsilon", "8/255,0.1, 0.02");
        assertEquals(0.1, several.settings().epsilon());
        assertEquals(List.of(0.02, 8 / 255.0, 0.1), several.settings().radii());
        assertEquals(
                List.of(0.02, 8 / 255.0, 0.1),
                several.curve().stream().map(AuditReport.CurvePoint::epsilon).toList());
        AuditReport one = report("--epsilon", "0.1");
        assertEquals(one.examples(), several.examples());
        assertEquals(one.sandwich(), several.sandwich());
        // The same attacks and certifiers at each, so that a point says no less than an audit of its own would.
        AuditReport small = report("--epsilon", "8/255");
        AuditReport.CurvePoint point = several.curve().get(1);
        assertTrue(point.robustUpper() <= small.sandwich().robustUpper());
        assertEquals(small.sandwich().robustLower(), point.robustLower());
    }

    @Test
    void anotherCurveIsAnotherQuestion() throws IOException {
        report("--epsilon", "0.01,0.1");
        Commands.Ending other = audit("--epsilon", "0.02,0.1", "--resume");
        assertEquals(ExitCode.BAD_INPUT, other.code());
        assertTrue(other.err().contains("curve was [0.01, 0.1] and is [0.02, 0.1]"), other::err);
    }

    @Test
    void aClassThatIsAimedAtLeavesOutThoseThatHaveIt() throws IOException {
        AuditReport aimed = report("--epsilon", "0.2", "--target", 1);
        assertEquals("class 1", aimed.settings().target());
        assertTrue(aimed.examples().stream().noneMatch(example -> example.label() == 1));
        assertTrue(aimed.data().chosen().contains(", without "), aimed.data().chosen());
        assertTrue(
                aimed.data().chosen().endsWith(" that have the class aimed at"),
                aimed.data().chosen());
        int broken = 0;
        for (AuditReport.ExampleResult example : aimed.examples()) {
            if (example.verdict() == VerdictKind.FALSIFIED) {
                broken++;
                assertEquals(1, example.adversarialPrediction());
            }
        }
        assertTrue(broken > 0);
        assertTrue(aimed.settings().attacks().stream()
                .allMatch(tried -> tried.name().endsWith(", targeted")));
        String page = Files.readString(folder.resolve("report/report.html"));
        assertTrue(page.contains("Attacks aim at class 1: "), "the page doesn't tell the aim");
        assertFalse(report("--epsilon", "0.2").settings().target().contains("class"));
    }

    @Test
    void nextAndLeastAreAims() throws IOException {
        AuditReport next = report("--epsilon", "0.2", "--target", "next");
        assertEquals(30, next.examples().size());
        for (AuditReport.ExampleResult example : next.examples()) {
            assertTrue(example.verdict() != VerdictKind.FALSIFIED
                    || example.adversarialPrediction() == (example.label() + 1) % Commands.CLASSES);
        }
        Commands.Ending least = audit("--epsilon", "0.2", "--target", "LEAST");
        assertEquals(0, least.code(), least.err());
        assertTrue(least.out().contains("Attacks aim at the least likely class"), least::out);
    }

    @Test
    void aClassThatIsNoneIsRefusedWithThoseThereAre() {
        for (String wrong : List.of("3", "-1", "cat", "")) {
            Commands.Ending ending = audit("--target=" + wrong);
            assertEquals(ExitCode.BAD_INPUT, ending.code());
            assertTrue(
                    ending.err()
                            .contains("--target is '" + wrong + "', which is no class of the model: give a number from"
                                    + " 0 to 2, or next or least"),
                    ending::err);
        }
        Commands.Ending named = audit("--classes", "cat,dog,fox", "--target", "wolf");
        assertTrue(named.err().contains("give one of cat, dog, fox, or next or least"), named::err);
        Commands.Ending fox = audit("--classes", "cat,dog,fox", "--target", "fox");
        assertEquals(0, fox.code(), fox.err());
        assertTrue(fox.out().contains("Attacks aim at class fox"), fox::out);
    }
}
