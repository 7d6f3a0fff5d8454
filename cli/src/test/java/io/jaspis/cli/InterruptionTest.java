package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.report.AuditReport;
import io.jaspis.cli.report.ReportJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** An end asked for from outside, in a process of its own. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "skipped: there is no signal to send")
final class InterruptionTest {
    @TempDir
    Path folder;

    @Test
    void whatWasFinishedIsReportedAsPartial() throws IOException, InterruptedException {
        Path model = Commands.model(folder);
        Path data = Commands.data(folder, Onnx.read(model), 4000);
        Path out = folder.resolve("report");
        Process process = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Jaspis.class.getName(),
                        "audit",
                        "--model",
                        model.toString(),
                        "--data",
                        data.toString(),
                        "--images",
                        "4000",
                        "--steps",
                        "4000",
                        "--epsilon",
                        "0.02",
                        "--out",
                        out.toString()))
                .redirectErrorStream(true)
                .start();
        StringBuilder told = new StringBuilder();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = output.readLine();
            while (line != null) {
                told.append(line).append('\n');
                // A request to end goes the way of Ctrl-C, and arrives where a shell has interrupts ignored.
                if (line.matches(".* [1-9]\\d*/4000.*")) {
                    process.toHandle().destroy();
                }
                line = output.readLine();
            }
        }
        assertEquals(128 + 15, process.waitFor(), told::toString);
        assertTrue(Files.exists(out.resolve("report.html")), told::toString);
        AuditReport report = ReportJson.read(out.resolve("report.json"));
        assertTrue(report.completion().partial());
        assertTrue(report.completion().done() >= 64 && report.completion().done() < 4000, told::toString);
        assertEquals(report.completion().done(), report.examples().size());
    }
}
