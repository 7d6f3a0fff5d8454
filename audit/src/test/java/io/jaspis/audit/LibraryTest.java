package io.jaspis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.report.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows of the library compiles, runs, and writes a report. */
class LibraryTest {
    private static final Path ROOT = Path.of(System.getProperty("jaspis.root", ".."));

    @TempDir
    Path folder;

    /** The programs of the section, in their order. */
    private static List<String> shown() throws IOException {
        String page = Files.readString(ROOT.resolve("README.md"));
        int from = page.indexOf("\n## As a library\n");
        assertTrue(from >= 0, "README has no section on the library");
        return Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(page.substring(from))
                .results()
                .map(code -> code.group(1))
                .toList();
    }

    @Test
    void thereAreTwoPrograms() throws IOException {
        assertEquals(2, shown().size());
    }

    @Test
    void theFirstUseIsOfAFewLines() throws IOException, InterruptedException {
        String told = told(shown().getFirst());
        assertTrue(told.matches("(?s).*robust between 0\\.\\d+ and 0\\.\\d+\\R"), told);
    }

    @Test
    void theReadmesCodeWritesAReport() throws IOException, InterruptedException {
        String program = shown().get(1);
        for (String file : List.of("report.html", "report.json")) {
            program = program.replace(
                    '"' + file + '"', '"' + folder.resolve(file).toString().replace("\\", "\\\\") + '"');
        }
        String told = told(program);
        assertTrue(told.contains("Audit of fraud.onnx"), told);
        assertTrue(Files.readString(folder.resolve("report.html")).contains("fraud.onnx"));
        AuditReport report = ReportJson.read(folder.resolve("report.json"));
        assertEquals(300, report.examples().size());
        // By the names in the data alone, fraud and legit would have these numbers too, but not in every file.
        assertEquals(List.of("fraud", "legit"), report.data().classNames());
        assertTrue(report.sandwich().cleanAccuracy() > 0.9);
        assertEquals("", report.provenance().command());
        assertTrue(report.provenance().seconds() > 0);
    }

    /** What a program prints that ends well, run in the root of the checkout. */
    private String told(String program) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("Program.java"), program);
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
        return Files.readString(log);
    }
}
