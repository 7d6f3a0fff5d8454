package io.jaspis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.report.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows of the library compiles, runs, and writes a report. */
class LibraryTest {
    private static final Path ROOT = Path.of(System.getProperty("jaspis.root", ".."));

    @TempDir
    Path folder;

    private static String shown() throws IOException {
        Path page = ROOT.resolve("README.md");
        Matcher code = Pattern.compile("## As a library\\s+```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(page));
        assertTrue(code.find());
        return code.group(1);
    }

    @Test
    void theReadmesCodeWritesAReport() throws IOException, InterruptedException {
        String program = shown();
        for (String file : List.of("report.html", "report.json")) {
            program = program.replace(
                    '"' + file + '"', '"' + folder.resolve(file).toString().replace("\\", "\\\\") + '"');
        }
        Path source = Files.writeString(folder.resolve("FraudAudit.java"), program);
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString())
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertEquals(0, process.waitFor(), Files.readString(log));
        assertTrue(Files.readString(log).contains("Audit of fraud.onnx"), Files.readString(log));
        assertTrue(Files.readString(folder.resolve("report.html")).contains("fraud.onnx"));
        AuditReport report = ReportJson.read(folder.resolve("report.json"));
        assertEquals(300, report.examples().size());
        // By the names in the data alone, fraud and legit would have these numbers too, but not in every file.
        assertEquals(List.of("fraud", "legit"), report.data().classNames());
        assertTrue(report.sandwich().cleanAccuracy() > 0.9);
        assertEquals("", report.provenance().command());
        assertTrue(report.provenance().seconds() > 0);
    }
}
