package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Model;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures for a model that takes bytes as they are stored, from their files to the report. */
class BytesForModelsTest {
    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void write() throws IOException {
        write(TypedInput.UINT8);
        picture("pictures/0/black.png", BufferedImage.TYPE_BYTE_GRAY, 0, 0);
        picture("pictures/0/dim.png", BufferedImage.TYPE_BYTE_GRAY, 97, 200);
        picture("pictures/1/white.png", BufferedImage.TYPE_BYTE_GRAY, 255, 255);
    }

    /** Pictures of 1 × 2 pixels are of class 1 where the first is above 100.5. */
    private void write(int type) throws IOException {
        Trace trace = new Trace();
        var scores = trace.input("input", Shape.of(1, 1, 2))
                .flatten()
                .dense(trace.constant(Tensor.of(Shape.of(2, 2), -1, 0, 1, 0)))
                .plus(trace.constant(Tensor.of(Shape.of(2), 100.5f, -100.5f)));
        model = folder.resolve("bytes.onnx");
        Onnx.write(trace.graph("scores", scores), model);
        TypedInput.give(model, type);
    }

    private void picture(String name, int type, int... samples) throws IOException {
        PngFile.write(folder.resolve(name), type, samples.length, samples);
    }

    private Commands.Ending audit(Path data, Object... more) {
        List<Object> words = new ArrayList<>(List.of("--attack", "pgd", "--no-curve"));
        words.addAll(List.of(more));
        return Commands.audit(model, data, folder, words.toArray());
    }

    private AuditReport report() throws IOException {
        return Commands.report(folder);
    }

    @Test
    void blackAndWhiteArent0And1() throws IOException {
        Commands.Ending ending = audit(folder.resolve("pictures"), "--epsilon", "4");
        assertEquals(ExitCode.OK, ending.code(), ending.out() + ending.err());
        assertTrue(ending.out().contains("bytes are taken as they are, 0 to 255"), ending::out);
        assertEquals(1, report().sandwich().cleanAccuracy());
        assertEquals(2 / 3., report().sandwich().robustUpper(), 1e-12, "97 becomes 101");
        assertEquals(2 / 3., report().sandwich().robustLower(), 1e-12);
        assertEquals(255, report().settings().features().getFirst().upper());
        audit(folder.resolve("pictures"), "--epsilon", "3");
        assertEquals(1, report().sandwich().robustLower());
    }

    @Test
    void whatBreaksIsStoredAsAPictureThatBreaks() throws IOException {
        Path broken = folder.resolve("broken");
        audit(folder.resolve("pictures"), "--epsilon", "4", "--save-adversarial", broken);
        assertEquals(
                101,
                ImageIO.read(broken.resolve("000001.png").toFile()).getRaster().getSample(0, 0, 0));
    }

    @Test
    void theLibraryReadsBytesTooAndByDefaultTheRadiusIsInBytes() throws IOException {
        Path pictures = folder.resolve("pictures");
        Dataset read = Model.read(model).examples(pictures);
        assertArrayEquals(new float[] {0, 0, 97, 200, 255, 255}, read.examples().data());
        Commands.Ending ending = audit(pictures);
        assertEquals(ExitCode.OK, ending.code(), ending.out() + ending.err());
        assertTrue(ending.out().contains("ball of radius 25.5"), ending::out);
    }

    @Test
    void samplesOfMoreBitsAreRefused() throws IOException {
        picture("pictures/1/wide.png", BufferedImage.TYPE_USHORT_GRAY, 40000, 40001);
        Commands.refused(audit(folder.resolve("pictures"), "--epsilon", "4"), "more than 8 bits");
    }

    /** Truth values are 0 and 1, as black and white are read. */
    @Test
    void truthValuesStayFractions() throws IOException {
        write(TypedInput.BOOL);
        picture("pictures/0/dim.png", BufferedImage.TYPE_BYTE_GRAY, 0, 255);
        Dataset read = Model.read(model).examples(folder.resolve("pictures"));
        assertArrayEquals(new float[] {0, 0, 0, 1, 1, 1}, read.examples().data());
    }

    /** What a normalization is told of is in the data's own units, from 0 to 1. */
    @Test
    void whatIsNormalizedStaysFractions() throws IOException {
        Commands.Ending ending = audit(
                folder.resolve("pictures"),
                "--epsilon",
                "4/255",
                "--normalize",
                "0,0.00392156862745098",
                "--levels",
                255);
        assertEquals(ExitCode.OK, ending.code(), ending.out() + ending.err());
        assertEquals(1, report().sandwich().cleanAccuracy());
        assertEquals(2 / 3., report().sandwich().robustUpper(), 1e-12);
    }
}
