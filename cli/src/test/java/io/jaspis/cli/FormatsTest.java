package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The forms in which commands write what they found. */
final class FormatsTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    Path folder;

    private Path model;
    private Path data;
    private Path out;

    @BeforeEach
    void write() throws IOException {
        model = Commands.model(folder);
        data = Commands.data(folder, Onnx.read(model), 20);
        out = folder.resolve("report");
    }

    private Commands.Ending run(String command, Object... more) {
        List<Object> words = new ArrayList<>(List.of(command, "--model", model, "--data", data, "--out", out));
        words.addAll(List.of("--epsilon", "0.05", "--steps", "3", "--restarts", "1"));
        words.addAll(Arrays.asList(more));
        return Commands.run(words.toArray());
    }

    @Test
    void aPageThatIsAskedForLaterIsWritten() throws IOException {
        assertEquals(ExitCode.OK, run("audit", "--format", "json").code());
        assertEquals(List.of("journal.jsonl", "report.json"), files());
        Commands.Ending again = run("audit", "--resume", "--format", "html,json");
        assertEquals(ExitCode.OK, again.code(), again.err());
        assertTrue(again.out().contains("Nothing is left to do"), again.out());
        assertEquals(List.of("journal.jsonl", "report.html", "report.json"), files());
    }

    @Test
    void formsOfAnotherQuestionAreKeptWithItsReport() throws IOException {
        assertEquals(ExitCode.OK, run("audit", "--format", "json,sarif").code());
        String sarif = Files.readString(out.resolve("report.sarif"));
        assertEquals(
                ExitCode.OK,
                run("audit", "--format", "json", "--epsilon", "0.1").code());
        assertEquals(List.of("journal.jsonl", "report-2.json", "report-2.sarif", "report.json"), files());
        assertEquals(sarif, Files.readString(out.resolve("report-2.sarif")));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatIsAskedForIsWritten() throws IOException {
        for (String command : List.of("audit", "attack")) {
            out = folder.resolve(command);
            Commands.Ending ending = run(command, "--format", "csv,sarif,JUnit");
            assertEquals(ExitCode.OK, ending.code(), ending.err());
            assertEquals(
                    List.of("journal.jsonl", "report-junit.xml", "report.json", "report.sarif", "verdicts.csv"),
                    files());
            for (String told : List.of("SARIF: ", "JUnit: ", "Verdicts: ")) {
                assertTrue(ending.out().contains(told + out), ending.out());
            }
            JsonNode run = MAPPER.readTree(Files.readString(out.resolve("report.sarif")))
                    .path("runs")
                    .path(0);
            assertEquals(
                    model.toUri().toASCIIString(),
                    run.path("artifacts").path(0).path("location").path("uri").asString());
            assertTrue(run.path("results").size() >= 4, "every fifth example is misclassified");
            assertTrue(Files.readString(out.resolve("report-junit.xml")).contains("<failure type=\"misclassified\""));
        }
    }

    @Test
    void withoutTheOptionAPageAndItsNumbersAreWritten() throws IOException {
        Commands.Ending ending = run("audit");
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        assertEquals(List.of("journal.jsonl", "report.html", "report.json"), files());
    }

    @Test
    void aFormThatIsMissingIsWrittenOfWhatIsThere() throws IOException {
        run("audit");
        byte[] report = Files.readAllBytes(out.resolve("report.json"));
        Commands.Ending ending = run("audit", "--resume", "--format", "sarif,junit", "--fail-below", "1");
        assertEquals(ExitCode.BELOW, ending.code(), ending.err());
        assertTrue(ending.out().contains("Nothing is left to do"), ending.out());
        assertTrue(Files.readString(out.resolve("report.sarif")).contains("JASPIS004"));
        assertTrue(Files.readString(out.resolve("report-junit.xml")).contains("--fail-below 1 does not hold"));
        assertTrue(Arrays.equals(report, Files.readAllBytes(out.resolve("report.json"))));
    }

    @Test
    void aFormThatIsNoneIsRefused() {
        Commands.Ending ending = run("audit", "--format", "html,pdf");
        assertEquals(ExitCode.BAD_INPUT, ending.code());
        assertTrue(ending.err().contains("--format") && ending.err().contains("pdf"), ending.err());
        assertFalse(Files.exists(out));
    }

    @Test
    void aComparisonHasTheSameForms() throws IOException {
        run("audit");
        Commands.Ending sarif = Commands.run("diff", out, out, "--format", "sarif");
        assertEquals(ExitCode.OK, sarif.code(), sarif.err());
        assertEquals("2.1.0", MAPPER.readTree(sarif.out()).path("version").asString());
        Commands.Ending junit = Commands.run("diff", out, out, "--format", "junit", "--fail-if-worse", "0");
        assertEquals(ExitCode.OK, junit.code(), junit.err());
        assertTrue(junit.out().contains("tests=\"21\" failures=\"0\""), junit.out());
        assertTrue(junit.out().endsWith("</testsuites>\n"), junit.out());
        Commands.Ending both = Commands.run("diff", out, out, "--format", "junit", "--json");
        assertEquals(ExitCode.BAD_INPUT, both.code());
        assertTrue(both.err().contains("give one of them"), both.err());
        assertEquals(
                Commands.run("diff", out, out, "--json").out(),
                Commands.run("diff", out, out, "--format", "json").out());
    }
}
