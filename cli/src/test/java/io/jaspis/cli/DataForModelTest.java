package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where data meet a model: their layout, and which output is which class. */
final class DataForModelTest {
    @TempDir
    Path folder;

    /** A model whose logits are the elements at these places of its input. */
    private Path chooser(String name, Map<String, String> metadata, Shape input, int... places) throws IOException {
        Trace trace = new Trace();
        Tensor weights = Tensor.zeros(Shape.of(places.length, input.size()));
        for (int i = 0; i < places.length; i++) {
            weights.data()[i * input.size() + places[i]] = 1;
        }
        Graph graph =
                trace.graph("logits", trace.input("input", input).flatten().dense(trace.constant(weights)));
        Path file = folder.resolve(name);
        Onnx.write(graph, metadata, file);
        return file;
    }

    private Commands.Ending run(Path model, Path data, Object... more) {
        List<Object> words = new ArrayList<>(List.of("audit", "--model", model, "--data", data));
        words.addAll(
                List.of("--epsilon", "0.01", "--steps", "2", "--restarts", "1", "--out", folder.resolve("report")));
        words.addAll(Arrays.asList(more));
        return Commands.run(words.toArray());
    }

    /** The report of an audit, all of whose examples must be right. */
    private AuditReport right(Path model, Path data, Object... more) throws IOException {
        Commands.Ending ending = run(model, data, more);
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        AuditReport report = ReportJson.read(folder.resolve("report/report.json"));
        assertEquals(1, report.sandwich().cleanAccuracy(), ending.out());
        return report;
    }

    private void refused(Path model, Path data, List<String> expected, Object... more) {
        Commands.Ending ending = run(model, data, more);
        assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.err());
        for (String words : expected) {
            assertTrue(ending.err().contains(words), () -> "'" + words + "' is not in: " + ending.err());
        }
    }

    @Test
    void channelsAreMovedToWhereTheModelHasThem() throws IOException {
        int pixel = 7;
        int[] last = {3 * pixel, 3 * pixel + 1, 3 * pixel + 2};
        int[] first = {pixel, 12 + pixel, 24 + pixel};
        Tensor images = Tensor.zeros(Shape.of(6, 4, 3, 3));
        for (int i = 0; i < 6; i++) {
            images.data()[i * 36 + last[i % 3]] = 0.8f;
        }
        Path data = folder.resolve("last.npz");
        Commands.write(data, images, 0, 1, 2, 0, 1, 2);
        AuditReport report = right(chooser("last.onnx", Map.of(), Shape.of(4, 3, 3), last), data);
        assertEquals(List.of(3, 4, 3), report.data().shape());
        right(chooser("first.onnx", Map.of(), Shape.of(3, 4, 3), first), data);
        right(chooser("flat.onnx", Map.of(), Shape.of(36), last), data);
        // Of [3, 4, 3] either end may be the channels.
        Path either = folder.resolve("either.npz");
        Commands.write(either, Tensor.of(Shape.of(6, 3, 4, 3), images.data()), 0, 1, 2, 0, 1, 2);
        right(chooser("last.onnx", Map.of(), Shape.of(3, 4, 3), last), either);
        right(chooser("first.onnx", Map.of(), Shape.of(3, 3, 4), first), either);
        refused(chooser("rows.onnx", Map.of(), Shape.of(6, 6), 0, 1, 2), data, List.of("[3, 4, 3]", "[6, 6]"));
    }

    private Path table(String name, String... labels) throws IOException {
        StringBuilder text = new StringBuilder("a,b,c,label\n");
        for (String label : labels) {
            List<String> order = List.of("ham", "offer", "spam");
            int number = order.contains(label) ? order.indexOf(label) : Integer.parseInt(label);
            for (int i = 0; i < 3; i++) {
                text.append(i == number ? "0.8," : "0.1,");
            }
            text.append(label).append('\n');
        }
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void namesAreNumberedAsTheModelDoesOrRefused() throws IOException {
        Path model = chooser("mails.onnx", Map.of(), Shape.of(3), 0, 1, 2);
        Path part = table("part.csv", "offer", "spam", "offer");
        refused(model, part, List.of("2 names", "0 offer, 1 spam", "3 outputs", "can't be told", "--classes"));
        AuditReport report = right(model, part, "--classes", "ham,offer,spam");
        assertEquals(List.of("ham", "offer", "spam"), report.data().classNames());
        assertTrue(run(model, part, "--classes", "ham,offer,spam").out().contains("0 ham, 1 offer, 2 spam"));
        refused(model, part, List.of("2 names", "3 outputs"), "--classes", "offer,spam");
        refused(model, part, List.of("part.csv, line 3", "\"spam\" is none of"), "--classes", "ham,offer,Spam");
        Path whole = table("whole.csv", "spam", "ham", "offer");
        assertTrue(run(model, whole).out().contains("0 ham, 1 offer, 2 spam (in sorted order"));
        right(model, whole);
        right(model, table("numbers.csv", "2", "1"));
        Path named = chooser("named.onnx", Map.of(OnnxModel.CLASSES, "ham\noffer\nspam"), Shape.of(3), 0, 1, 2);
        assertTrue(run(named, part).out().contains("as the model's file says"));
        right(named, part);
        refused(chooser("two.onnx", Map.of(), Shape.of(3), 1, 2), whole, List.of("3 names", "2 outputs"));
        Path wrong = chooser("wrong.onnx", Map.of(OnnxModel.CLASSES, "ham\nspam"), Shape.of(3), 0, 1, 2);
        refused(wrong, whole, List.of("the model's file has 2 names", "3 outputs"));
    }

    @Test
    void smoothingAndItsCheckerNumberClassesAlike() throws IOException {
        Path model = chooser("mails.onnx", Map.of(), Shape.of(3), 0, 1, 2);
        Path part = table("part.csv", "offer", "spam");
        Path out = folder.resolve("smooth");
        Commands.Ending made = Commands.run(
                "smooth",
                model,
                "--data",
                part,
                "--n",
                200,
                "--n0",
                50,
                "--sigma",
                "0.1",
                "--out",
                out,
                "--classes",
                "ham,offer,spam");
        assertEquals(ExitCode.OK, made.code(), made.err());
        Path certificate = out.resolve("certificate.json");
        Commands.Ending untold = Commands.run("check", certificate);
        assertEquals(ExitCode.OK, untold.code(), untold.out() + untold.err());
        Commands.Ending checked = Commands.run("check", certificate, "--classes", "ham,offer,spam");
        assertEquals(ExitCode.OK, checked.code(), checked.out() + checked.err());
        Commands.Ending other = Commands.run("check", certificate, "--classes", "offer,ham,spam");
        assertEquals(ExitCode.BAD_INPUT, other.code(), other.out());
        assertTrue(other.err().contains("--classes says [offer, ham, spam]"), other.err());
        String text = Files.readString(certificate);
        Files.writeString(certificate, text.replace("\"ham\", \"offer\", \"spam\"", "\"offer\", \"ham\", \"spam\""));
        Commands.Ending lying = Commands.run("check", certificate);
        assertEquals(ExitCode.BELOW, lying.code(), lying.out() + lying.err());
    }

    @Test
    void foldersNamedByNumbersAreTheseClasses() throws IOException {
        int[] places = new int[11];
        for (int i = 0; i < 11; i++) {
            places[i] = i;
            int[] samples = new int[22];
            samples[i] = 200;
            PngFile.gray(folder.resolve("images/" + i + "/a.png"), 11, samples);
        }
        right(chooser("eleven.onnx", Map.of(), Shape.of(2, 11), places), folder.resolve("images"));
    }

    @Test
    void onlyPicturesThatAreAskedForAreDecoded() throws IOException {
        Path model = chooser("one.onnx", Map.of(), Shape.of(1, 2, 2), 0, 1, 2);
        for (String name : List.of("cat/1.png", "dog/2.png")) {
            PngFile.gray(folder.resolve("images/" + name), 2, 200, 0, 0, 0);
        }
        byte[] bytes = Files.readAllBytes(folder.resolve("images/dog/2.png"));
        // The compressed pixels begin at byte 41.
        bytes[41] = 0;
        Files.write(folder.resolve("images/dog/2.png"), bytes);
        right(model, folder.resolve("images"), "--images", 1);
        String told = run(model, folder.resolve("images"), "--images", 1).out();
        assertTrue(told.contains("Warning: the folders of images are 2 names"), told);
        refused(model, folder.resolve("images"), List.of("2.png can't be read as an image"), "--images", 2);
    }

    /** Words of a table leave open whether others are missing, wherever it lies; folders don't, in an archive too. */
    @Test
    void onlyFoldersAreAllClassesThatThereAre() throws IOException {
        Path model = chooser("one.onnx", Map.of(), Shape.of(1, 2, 2), 0, 1, 2);
        Path part = Files.createDirectories(folder.resolve("pets/test"));
        Path zip = folder.resolve("pets.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (int i = 0; i < 2; i++) {
                int[] samples = new int[4];
                samples[i] = 200;
                PngFile.gray(part.resolve(i + ".png"), 2, samples);
                out.putNextEntry(new ZipEntry("pets/" + List.of("cat", "dog").get(i) + "/" + i + ".png"));
                Files.copy(part.resolve(i + ".png"), out);
            }
        }
        Files.writeString(part.resolve("labels.csv"), "file,label\n0.png,cat\n1.png,dog\n");
        refused(model, folder.resolve("pets"), List.of("which output is which class can't be told", "--classes"));
        String told = run(model, zip).out();
        assertTrue(told.contains("Warning: the folders of pets are 2 names"), told);
    }

    /** Small inputs beside the checkout, each of which was once read as something else. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "channels_last.onnx | channels_last.npz | 0,1 | 30",
                "eleven.onnx | eleven | 0,1 | 11",
                "pair.onnx | number_header.csv | -1,2 | looks like numbered columns",
                "pair.onnx | quoted_comma.csv | -1,2 | 2",
                "pair.onnx | latin1.csv | -1,2 | no UTF-8",
                "pair.onnx | suffix.csv | -1,2 | line 2, column 1 (a): \"0.9f\" is not a number",
                "colour.onnx | cmyk | 0,1 | 3",
                "pair.onnx | streamed.npz | 0,1 | 2"
            })
    void theBugCases(String model, String data, String range, String expected) throws IOException {
        Path cases = Path.of("../../shared/data/bug-cases");
        if (!Files.exists(cases)) {
            System.out.println("skipped: " + cases + " is not there");
            return;
        }
        if (expected.matches("[0-9]+")) {
            AuditReport report = right(cases.resolve(model), cases.resolve(data), "--range=" + range);
            assertEquals(Integer.parseInt(expected), report.sandwich().examples());
            assertFalse(report.completion().partial());
        } else {
            refused(cases.resolve(model), cases.resolve(data), List.of(expected), "--range=" + range);
        }
    }
}
