package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.evidence.VerdictKind;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
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
    void withoutTheCurveAllElseIsTheSame() throws IOException {
        AuditReport whole = audit("0.05");
        AuditReport report = audit("0.05", "--no-curve");
        assertEquals(whole.examples(), report.examples());
        assertEquals(whole.sandwich(), report.sandwich());
        AuditReport.CurvePoint own = new AuditReport.CurvePoint(
                0.05, whole.sandwich().robustUpper(), whole.sandwich().robustLower());
        assertEquals(List.of(own), report.curve());
        assertFalse(Files.readString(folder.resolve("report/report.html")).contains("over the radius"));
        Commands.Ending again = withoutCurve("0.05");
        assertEquals(ExitCode.OK, again.code(), again.err());
        assertTrue(again.out().contains("Nothing is left to do"), again.out());
        Commands.Ending several = withoutCurve("0.05,0.1");
        assertEquals(ExitCode.BAD_INPUT, several.code());
        assertTrue(several.err().contains("give one, or leave out --no-curve"), several.err());
    }

    /** Goes on with what was found in the folder. */
    private Commands.Ending withoutCurve(String epsilon) {
        return Commands.run(
                "audit",
                "--model",
                folder.resolve("small.onnx"),
                "--data",
                folder.resolve("examples.npz"),
                "--out",
                folder.resolve("report"),
                "--no-curve",
                "--resume",
                "--epsilon",
                epsilon);
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
        assertTrue(report.examples().stream().anyMatch(example -> example.verdict() == VerdictKind.FALSIFIED));
        assertFalse(report.gallery().isEmpty());
        for (AuditReport.ExampleResult example : report.examples()) {
            if (example.verdict() == VerdictKind.FALSIFIED) {
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

    private Path tailed(String name, UnaryOperator<Value> tail, Map<String, String> metadata) throws IOException {
        Trace trace = new Trace();
        Value logits = trace.inline(Onnx.read(Commands.model(folder)), Map.of()).get("logits");
        Path file = folder.resolve(name);
        Onnx.write(trace.graph("out", tail.apply(logits)), metadata, file);
        return file;
    }

    private Commands.Ending run(Path model, Path data, String epsilon) {
        return Commands.run(
                "audit", "--model", model, "--data", data, "--epsilon", epsilon, "--out", folder.resolve("report"));
    }

    private AuditReport report() throws IOException {
        return ReportJson.read(folder.resolve("report/report.json"));
    }

    @Test
    void whatKeepsTheOrderAtTheEndChangesNoResultAndIsTold() throws IOException {
        AuditReport plain = audit("0.2");
        Path data = folder.resolve("examples.npz");
        Map<List<String>, UnaryOperator<Value>> tails = new LinkedHashMap<>();
        tails.put(List.of("softmax"), z -> z.softmax(0));
        tails.put(List.of("multiplication by 100", "softmax"), z -> z.scale(100).softmax(0));
        tails.put(List.of("sigmoid"), Value::sigmoid);
        tails.put(List.of("division by 3"), z -> z.over(3));
        for (Map.Entry<List<String>, UnaryOperator<Value>> tail : tails.entrySet()) {
            Commands.Ending ending = run(tailed("tailed.onnx", tail.getValue(), Map.of()), data, "0.2");
            assertEquals(0, ending.code(), ending.err());
            AuditReport report = report();
            assertEquals(plain.examples(), report.examples());
            assertEquals(plain.curve(), report.curve());
            assertEquals(tail.getKey(), report.remarks().cut());
            assertTrue(
                    Files.readString(folder.resolve("report/report.html")).contains(String.join(", ", tail.getKey())));
            assertTrue(
                    ending.out().replaceAll("[ │\\s]+", " ").contains("classes: " + String.join(", ", tail.getKey())),
                    ending.out());
        }
        assertEquals(List.of(), plain.remarks().cut());
        assertEquals(
                Set.of(VerdictKind.FALSIFIED, VerdictKind.MISCLASSIFIED, VerdictKind.CERTIFIED),
                plain.examples().stream()
                        .map(AuditReport.ExampleResult::verdict)
                        .collect(Collectors.toSet()));
    }

    @Test
    void outputsThatAreNoNumbersAreNoClassAndTold() throws IOException {
        Path model = tailed("logarithms.onnx", Value::logarithm, Map.of());
        Path data = Commands.data(folder, Onnx.read(Commands.model(folder)), 20);
        Commands.Ending ending = run(model, data, "0.05");
        assertEquals(0, ending.code(), ending.err());
        assertTrue(ending.err().contains("jaspis: warning: outputs are not all finite numbers on "), ending.err());
        AuditReport report = report();
        List<AuditReport.ExampleResult> without = report.examples().stream()
                .filter(example -> example.prediction() == Provenance.NO_CLASS)
                .toList();
        assertFalse(without.isEmpty());
        assertEquals(without.size(), report.remarks().noClass());
        assertEquals(1, report.remarks().warnings().size());
        for (AuditReport.ExampleResult example : without) {
            assertEquals(VerdictKind.MISCLASSIFIED, example.verdict());
        }
        assertTrue(Files.readString(folder.resolve("report/report.html")).contains("<td>no class</td>"));
        assertTrue(ending.out().contains("no class"), ending.out());
    }

    @Test
    void gradientsThatVanishAreToldBeforeTheAttacks() throws IOException {
        Path model = tailed("steps.onnx", z -> z.scale(50).floor(), Map.of());
        Path data = Commands.data(folder, Onnx.read(model), 20);
        Commands.Ending ending = run(model, data, "0.05");
        assertTrue(ending.err().contains("jaspis: warning: gradients vanish on 16 of 16 examples"), ending.err());
        assertTrue(report().remarks().warnings().getFirst().startsWith("gradients vanish on 16 of 16 examples"));
    }

    @Test
    void theModelIsNamedWithItsElementTypesAndClasses() throws IOException {
        Path model = tailed("named.onnx", UnaryOperator.identity(), Map.of(OnnxModel.CLASSES, "ant\nbee\n<wasp>"));
        Path data = Commands.data(folder, Onnx.read(model), 10);
        assertEquals(0, run(model, data, "0.01").code());
        AuditReport report = report();
        OnnxModel opened = Onnx.open(model);
        assertEquals(opened.sha256(), report.model().sha256());
        assertEquals(opened.elementTypes(), report.model().elementTypes());
        assertTrue(report.model().elementTypes().contains("float32"));
        assertEquals(List.of("ant", "bee", "<wasp>"), report.model().classNames());
        assertEquals(report.model().classNames(), report.data().classNames());
        String page = Files.readString(folder.resolve("report/report.html"));
        assertTrue(page.contains("elements float32") && page.contains("&lt;wasp&gt;"));
    }
}
