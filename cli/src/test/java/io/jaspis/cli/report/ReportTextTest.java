package io.jaspis.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReportTextTest {
    @Test
    void boxIsAligned() {
        for (AuditReport report : new AuditReport[] {
            MadeUp.report(),
            MadeUp.report("half.onnx", 120, 500, 3),
            MadeUp.report("a-very-long-name".repeat(20) + ".onnx", 3, 3, 1),
            MadeUp.report("none.onnx", 0, 500, 1)
        }) {
            for (var charset : new java.nio.charset.Charset[] {StandardCharsets.UTF_8, StandardCharsets.US_ASCII}) {
                String text = ReportText.of(report, charset);
                assertEquals(1, text.lines().mapToInt(String::length).distinct().count(), text);
                assertTrue(charset.newEncoder().canEncode(text), "only signs that the terminal can write");
            }
        }
    }

    @Test
    void partialIsSaid() {
        String text = ReportText.of(MadeUp.report("half.onnx", 120, 500, 1), StandardCharsets.US_ASCII);
        assertTrue(text.contains("PARTIAL: stopped after 120 of 500 images"), text);
    }
}
