package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport.ExampleResult;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The files of pictures, from their folder to what a report calls its examples. */
class PictureNamesTest {
    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void write() throws IOException {
        Trace trace = new Trace();
        var scores = trace.input("input", Shape.of(1, 1, 2))
                .flatten()
                .dense(trace.constant(Tensor.of(Shape.of(2, 2), -1, 0, 1, 0)))
                .plus(trace.constant(Tensor.of(Shape.of(2), 0.5f, -0.5f)));
        model = folder.resolve("model.onnx");
        Onnx.write(trace.graph("scores", scores), model);
        picture("pictures/cat/black & white.png", 0);
        picture("pictures/cat/dim.png", 120);
        picture("pictures/dog/white.png", 255);
    }

    private void picture(String name, int sample) throws IOException {
        PngFile.gray(folder.resolve(name), 2, sample, 0);
    }

    private List<String> files() throws IOException {
        return Commands.report(folder).examples().stream()
                .map(ExampleResult::file)
                .toList();
    }

    private void audit(Object... more) {
        List<Object> words = new ArrayList<>(List.of("--attack", "pgd", "--no-curve", "--epsilon", "0.1"));
        words.addAll(List.of(more));
        Commands.Ending ending = Commands.audit(model, folder.resolve("pictures"), folder, words.toArray());
        assertEquals(ExitCode.OK, ending.code(), ending.out() + ending.err());
    }

    @Test
    void eachReportNamesThem() throws IOException {
        audit("--format", "html,sarif,junit,json");
        assertEquals(List.of("cat/black & white.png", "cat/dim.png", "dog/white.png"), files());
        JsonNode result = JsonMapper.shared()
                .readTree(folder.resolve("report/report.sarif"))
                .at("/runs/0/results/0");
        String uri =
                result.at("/locations/0/physicalLocation/artifactLocation/uri").asString();
        assertTrue(uri.endsWith("/pictures/cat/dim.png"), uri);
        String text = result.at("/message/text").asString();
        assertTrue(text.startsWith("Example 1 (cat/dim.png), labelled cat,"), text);
        String page = Files.readString(folder.resolve("report/report.html"));
        assertTrue(page.contains("<td class=\"file\">cat/black &amp; white.png</td>"));
        assertTrue(
                Files.readString(folder.resolve("report/report-junit.xml")).contains("example 1 (cat/dim.png, cat)"));
    }

    @Test
    void chosenOnesKeepThem() throws IOException {
        audit("--indices", Files.writeString(folder.resolve("chosen.txt"), "2\n0\n"));
        assertEquals(
                List.of("cat/black & white.png", "dog/white.png"),
                files().stream().sorted().toList());
    }

    @Test
    void examplesOfOtherSourcesHaveNone() throws IOException {
        Path table = Files.writeString(folder.resolve("cases.csv"), "a,b,label\n0,0,0\n1,0,1\n");
        Trace trace = new Trace();
        var scores = trace.input("input", Shape.of(2))
                .dense(trace.constant(Tensor.of(Shape.of(2, 2), -1, 0, 1, 0)))
                .plus(trace.constant(Tensor.of(Shape.of(2), 0.5f, -0.5f)));
        Onnx.write(trace.graph("scores", scores), model);
        Commands.audit(model, table, folder, "--attack", "pgd", "--no-curve", "--epsilon", "0.1");
        assertTrue(files().stream().allMatch(file -> file == null));
    }
}
