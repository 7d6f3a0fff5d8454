package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.onnx.Onnx;
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

    /** Ends an audit that takes very long as soon as it says something. */
    private String ended(Path out, int steps, String said) throws IOException, InterruptedException {
        Path model = Commands.model(folder);
        Path data = Commands.data(folder, Onnx.read(model), 4000);
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
                        "" + steps,
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
                if (line.matches(said)) {
                    process.toHandle().destroy();
                }
                line = output.readLine();
            }
        }
        assertEquals(128 + 15, process.waitFor(), told::toString);
        return told.toString();
    }

    @Test
    void whatWasFinishedIsReportedAsPartial() throws IOException, InterruptedException {
        Path out = folder.resolve("report");
        String told = ended(out, 4000, ".* [1-9]\\d*/4000.*");
        assertTrue(Files.exists(out.resolve("report.html")), told);
        assertTrue(told.contains("--resume goes on from here"), told);
        AuditReport report = ReportJson.read(out.resolve("report.json"));
        assertTrue(report.completion().partial());
        assertTrue(report.completion().stopped());
        assertTrue(report.completion().done() >= 8 && report.completion().done() < 4000, told);
        assertEquals(report.completion().done(), report.examples().size());
    }

    @Test
    void whereNothingWasFinishedNothingIsWritten() throws IOException, InterruptedException {
        Path out = folder.resolve("report");
        Path earlier = Files.writeString(Files.createDirectory(out).resolve("report.json"), "an earlier report");
        String told = ended(out, 100_000_000, "Auditing .*");
        assertTrue(told.contains("stopped before any example was finished; nothing is written"), told);
        assertEquals("an earlier report", Files.readString(earlier));
        try (var files = Files.list(out)) {
            assertEquals(1, files.count(), told);
        }
    }
}
