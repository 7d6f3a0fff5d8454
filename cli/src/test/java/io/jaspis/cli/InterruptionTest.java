package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.ArrayList;
import java.util.Arrays;
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
        return ended(said, "audit", "--images", 4000, "--steps", steps, "--epsilon", 0.02, "--out", out);
    }

    /** Ends a command on the model and its data as soon as it says something. */
    private String ended(String said, String command, Object... more) throws IOException, InterruptedException {
        Path model = Commands.model(folder);
        Path data = Commands.data(folder, Onnx.read(model), 4000);
        List<String> words = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Jaspis.class.getName(),
                command,
                "--model",
                model.toString(),
                "--data",
                data.toString()));
        Arrays.stream(more).map(Object::toString).forEach(words::add);
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
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
        String told = ended(out, 8000, ".* [1-9]\\d*/4000.*");
        assertTrue(Files.exists(out.resolve("report.html")), told);
        assertTrue(told.contains("--resume goes on from here"), told);
        AuditReport report = ReportJson.read(out.resolve("report.json"));
        assertTrue(report.completion().partial(), told);
        assertTrue(report.completion().stopped());
        assertTrue(report.completion().done() >= 8 && report.completion().done() < 4000, told);
        assertEquals(report.completion().done(), report.examples().size());
    }

    /** An example's samples take much longer than one run of the network. */
    @Test
    void smoothingStopsInsideAnExample() throws IOException, InterruptedException {
        Path out = folder.resolve("smoothing");
        String told = ended(".* 0/3.*", "smooth", "--first", 3, "--n", 16_000_000, "--sigma", 0.1, "--out", out);
        assertTrue(told.contains("stopped before any example was finished; nothing is written"), told);
        assertFalse(Files.exists(out.resolve("certificate.json")), told);
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
