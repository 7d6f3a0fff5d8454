package io.jaspis.audit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The box for terminals of few columns. */
final class ReportTextWidthTest {
    @Test
    void millionsOfExamplesAreToldInAnyWidth() {
        AuditReport some = MadeUp.report();
        AuditReport.Sandwich sandwich = new AuditReport.Sandwich(
                12_345_678, 0.95, 0.9, 0.899, 0.001, some.sandwich().intervals());
        AuditReport many = new AuditReport(
                some.schema(),
                some.provenance(),
                some.completion(),
                some.settings(),
                some.remarks(),
                sandwich,
                some.curve(),
                some.perClass(),
                some.examples(),
                some.gallery(),
                some.breaks(),
                some.phases(),
                some.gates(),
                some.trust());
        for (int columns : List.of(60, 72)) {
            List<String> lines =
                    ReportText.of(many, StandardCharsets.UTF_8, columns).lines().toList();
            lines.forEach(line -> assertEquals(columns, line.length(), line));
            assertTrue(lines.stream().anyMatch(line -> line.contains(" 11,111,110")));
        }
    }

    @Test
    void sixtyColumnsHoldEveryReportInAnyCharacters() {
        for (AuditReport report : List.of(
                MadeUp.report(),
                MadeUp.report("cifar10_resnet_smoothadv_σ=0.25_λ=0.1_α=0.9.onnx", 3, 3, 1),
                MadeUp.report("σσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσσ.onnx", 3, 3, 1),
                MadeUp.report("a-model-with-a-name-that-is-longer-than-any-terminal-is-wide.onnx", 3, 10_000, 1),
                MadeUp.remarkable())) {
            for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.US_ASCII)) {
                List<String> lines = ReportText.of(report, charset, 60).lines().toList();
                lines.forEach(line -> assertEquals(60, line.length(), line));
                String text = String.join("\n", lines);
                assertTrue(text.contains("Clean accuracy") && text.contains("Gap"), text);
            }
            assertEquals(
                    ReportText.of(report, StandardCharsets.UTF_8), ReportText.of(report, StandardCharsets.UTF_8, 120));
        }
    }
}
