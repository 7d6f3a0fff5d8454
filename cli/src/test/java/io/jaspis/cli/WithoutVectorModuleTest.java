package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.report.AuditReport;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in a Java that was started without the vector module, as a jar with everything in it is. */
final class WithoutVectorModuleTest {
    private static final String NETWORK =
            "conv 4 3 1 1, norm, relu, maxpool 2 2, conv 6 3 2 1, relu, flatten, dense 8, relu, dense 3";

    @TempDir
    Path folder;

    /** What a command said on its two outputs together; its exit code was 0. */
    private static String run(Object... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Jaspis.class.getName()));
        Arrays.stream(words).map(Object::toString).forEach(command::add);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(ExitCode.OK, process.waitFor(), told);
        return told;
    }

    private static void assertOneWarning(String told) {
        assertEquals(1, told.split("the kernels are scalar", -1).length - 1, told);
        assertTrue(told.contains("--add-modules jdk.incubator.vector"), told);
    }

    @Test
    void everyCommandRunsOnScalarKernelsAndSaysSo() throws IOException, InterruptedException {
        Path data = Commands.data(folder, Onnx.read(Commands.model(folder)), 40);
        Path model = folder.resolve("trained.onnx");
        assertOneWarning(run(
                "train",
                "--data",
                data,
                "--network",
                NETWORK,
                "--goal",
                "adversarial",
                "--attack-steps",
                2,
                "--batch",
                10,
                "--epochs",
                2,
                "--out",
                model));
        assertTrue(Files.readString(folder.resolve("trained.html")).contains("scalar kernels"));

        Path audited = folder.resolve("audited");
        assertOneWarning(run("audit", "--model", model, "--data", data, "--images", 5, "--steps", 5, "--out", audited));
        AuditReport report = ReportJson.read(audited.resolve("report.json"));
        assertEquals("scalar", report.machine().kernels());
        assertTrue(
                report.machine().device().endsWith("scalar kernels"),
                report.machine().device());
        assertTrue(Files.readString(audited.resolve("report.html")).contains("scalar kernels"));

        Path smoothed = folder.resolve("smoothed");
        assertOneWarning(
                run("smooth", model, "--data", data, "--images", 5, "--n", 100, "--sigma", 0.1, "--out", smoothed));
        assertTrue(Files.readString(smoothed.resolve("report.html")).contains("scalar kernels"));

        // The checker has arithmetic of its own and no kernels to warn of.
        String checked = run("check", smoothed.resolve("certificate.json"));
        assertTrue(checked.contains("votes replayed") && !checked.contains("the kernels are"), checked);
    }
}
