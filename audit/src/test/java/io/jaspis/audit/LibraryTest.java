package io.jaspis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.training.Trainer;
import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows of the library compiles, runs, and writes a report. */
class LibraryTest {
    private static final int CASES = 12;

    private static final List<String> IMPORTS = List.of(
            "io.jaspis.audit.*",
            "io.jaspis.audit.evidence.*",
            "io.jaspis.audit.report.*",
            "io.jaspis.autodiff.cpu.Cpu",
            "io.jaspis.autodiff.data.*",
            "io.jaspis.audit.evidence.Provenance.Run",
            "io.jaspis.threat.*",
            "java.nio.charset.StandardCharsets",
            "java.nio.file.Path",
            "java.time.Instant");

    @TempDir
    Path folder;

    private static String shown() throws IOException {
        Path page = Path.of(System.getProperty("jaspis.root", ".."), "README.md");
        Matcher code = Pattern.compile("## As a library\\s+```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(page));
        assertTrue(code.find());
        return code.group(1);
    }

    @Test
    void theReadmesCodeWritesAReport() throws IOException, InterruptedException {
        Onnx.write(
                Trainer.network(
                        Architecture.parse("dense 4, relu, dense 2", new Initial.He()), new Parameters(1), Shape.of(2)),
                folder.resolve("fraud.onnx"));
        Random random = new Random(2);
        StringBuilder cases = new StringBuilder("amount,age,label\n");
        for (int i = 0; i < CASES; i++) {
            cases.append("%.3f,%.3f,%d\n".formatted(random.nextDouble(), random.nextDouble(), i % 2));
        }
        Files.writeString(folder.resolve("cases.csv"), cases);
        StringBuilder program = new StringBuilder();
        IMPORTS.forEach(name -> program.append("import ").append(name).append(";\n"));
        program.append("void main() throws Exception {\n").append(shown()).append("}\n");
        Path source = Files.writeString(folder.resolve("Main.java"), program);
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertEquals(0, process.waitFor(), Files.readString(log));
        assertTrue(Files.readString(log).contains("Audit of fraud.onnx"), Files.readString(log));
        assertTrue(Files.readString(folder.resolve("report.html")).contains("fraud.onnx"));
        AuditReport report = ReportJson.read(folder.resolve("report.json"));
        assertEquals(CASES, report.examples().size());
        assertEquals("", report.provenance().command());
        assertTrue(report.provenance().seconds() > 0);
    }
}
