package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.FeatureRange;
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
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that takes whole numbers alone, from its file to the report. */
class WholeInputsTest {
    @TempDir
    Path folder;

    private Path model;

    /** Class 1 leads where x is less than 0.2 from 0.5, and so at no whole number. */
    @BeforeEach
    void write() throws IOException {
        Trace trace = new Trace();
        var scores = trace.input("input", Shape.of(1))
                .dense(trace.constant(Tensor.of(Shape.of(2, 1), 1, -1)))
                .plus(trace.constant(Tensor.of(Shape.of(2), -0.5f, 0.5f)))
                .relu()
                .dense(trace.constant(Tensor.of(Shape.of(2, 2), 1, 1, 0, 0)))
                .plus(trace.constant(Tensor.of(Shape.of(2), -0.2f, 0)));
        model = folder.resolve("whole.onnx");
        Onnx.write(trace.graph("scores", scores), Map.of(), model);
        TypedInput.give(model, TypedInput.INT64);
    }

    private Commands.Ending audit(String rows, Object... more) throws IOException {
        Path table = Files.writeString(folder.resolve("table.csv"), "x,label\n" + rows);
        List<Object> words = new ArrayList<>(List.of("--attack", "pgd", "--no-curve"));
        words.addAll(List.of(more));
        return Commands.audit(model, table, folder, words.toArray());
    }

    private AuditReport report() throws IOException {
        return Commands.report(folder);
    }

    @Test
    void noiseHasNoPlaceInWholeNumbers() throws IOException {
        Path table = Files.writeString(folder.resolve("table.csv"), "x,label\n1,0\n3,0\n");
        Commands.Ending ending = Commands.run("smooth", model, "--data", table, "--n", 100, "--n0", 10);
        assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.out() + ending.err());
        assertTrue(ending.err().contains("takes whole numbers alone, of which noise makes fractions"), ending::err);
    }

    @Test
    void whatBreaksBetweenWholeNumbersIsNoBreak() throws IOException {
        Object[] asked = {"--range", "0,9", "--epsilon", "1"};
        Commands.Ending ending = audit("0,0\n1,0\n3,0\n", asked);
        assertEquals(ExitCode.OK, ending.code(), ending.out() + ending.err());
        assertTrue(
                ending.out().contains("The model takes whole numbers alone: attacks give it no others"), ending.out());
        assertEquals(1, report().sandwich().robustUpper());
        assertEquals(
                List.of(new FeatureRange("x", "integer", 1, 0, 9)),
                report().settings().features());
        assertTrue(report().remarks().warnings().stream().noneMatch(warning -> warning.contains("whole numbers")));
        Object[] again = {"--range", "0,9", "--epsilon", "1", "--resume"};
        assertTrue(audit("0,0\n1,0\n3,0\n", again).out().contains("Nothing is left to do"));
    }

    @Test
    void whatIsNoInputOfTheModelIsRefused() throws IOException {
        Commands.refused(
                audit("0,0\n1.5,0\n", "--range", "0,9", "--epsilon", "1"),
                "table.csv, line 3 (example 1) is no input of the model",
                "x is 1.5, but must be a whole number");
        Commands.refused(audit("0,0\n12,0\n", "--range", "0,9", "--epsilon", "1"), "--range LOWER,UPPER");
        Commands.refused(
                audit("0,0\n1,0\n", "--range", "0,9", "--epsilon", "0.5"),
                "an epsilon of 0.5 lets none of them become another");
    }

    /** Of what is normalized the network gets fractions, and attacks may find these; whoever asks is told. */
    @Test
    void whatIsNormalizedIsWholeNoMore() throws IOException {
        String warning =
                "the file of whole.onnx has inputs that take whole numbers alone, but what the normalization before them"
                        + " makes of the data needn't be whole";
        Object[] asked = {"--range", "0,18", "--epsilon", "1", "--normalize", "0,2"};
        Commands.Ending ending = audit("0,0\n2,0\n6,0\n", asked);
        assertEquals(ExitCode.OK, ending.code(), ending.out() + ending.err());
        assertFalse(ending.out().contains("attacks give it no others"), ending.out());
        assertEquals(1 / 3., report().sandwich().robustUpper(), 1e-12);
        assertEquals(
                1,
                report().remarks().warnings().stream()
                        .filter(told -> told.contains("whole numbers"))
                        .peek(told -> assertTrue(told.startsWith(warning), told))
                        .count());
        assertEquals("normalized by 0,2", report().settings().reading());
        Path table = Files.writeString(folder.resolve("table.csv"), "x,label\n2,0\n6,0\n");
        Path out = folder.resolve("smoothing");
        Commands.Ending smoothing = Commands.run(
                "smooth", model, "--data", table, "--n", 100, "--n0", 10, "--normalize", "0,2", "--out", out);
        assertEquals(ExitCode.OK, smoothing.code(), smoothing.out() + smoothing.err());
        assertTrue(smoothing.out().contains("Warning: " + warning), smoothing::out);
        Commands.Ending check = Commands.run("check", out.resolve("certificate.json"));
        assertEquals(ExitCode.OK, check.code(), check.out() + check.err());
        assertTrue(check.out().contains("Warning: " + warning), check::out);
    }

    /** Numbers beyond those that the model is read for are none of it where something is done to them before. */
    @Test
    void largeNumbersMayBeNormalized() throws IOException {
        String rows = "1700000000,0\n1700000256,0\n";
        Object[] asked = {"--range", "1.6e9,1.8e9", "--epsilon", "256"};
        Commands.refused(audit(rows, asked), "is read for whole numbers up to 16777216");
        Object[] normalized = {
            "--range", "1.6e9,1.8e9", "--epsilon", "256", "--normalize", "1.7e9,256", "--trust", "off"
        };
        Commands.Ending ending = audit(rows, normalized);
        assertEquals(ExitCode.OK, ending.code(), ending.out() + ending.err());
        assertEquals(1, report().sandwich().cleanAccuracy());
    }

    /** A file of features has the last word, and the report says what that means. */
    @Test
    void whereFeaturesSayThatTheyAreRealThatIsTold() throws IOException {
        Path features =
                Files.writeString(folder.resolve("features.csv"), "name,epsilon,lower,upper,kind\nx,1,0,9,real\n");
        audit("0,0\n1,0\n3,0\n", "--features", features);
        assertTrue(report().remarks().warnings().stream()
                .anyMatch(warning -> warning.startsWith("the model takes whole numbers alone in 1 of its 1")));
    }
}
