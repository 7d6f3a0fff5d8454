package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.data.StratifiedSample;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.check.CertificateFile;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which examples are audited and smoothed, and that it is of no influence on what is found of one. */
class ChosenExamplesTest {
    private static final int EXAMPLES = 90;

    @TempDir
    private Path folder;

    private Path model;
    private Path data;
    private Path out;

    @BeforeEach
    void write() throws IOException {
        model = Commands.model(folder);
        data = Commands.data(folder, Onnx.read(model), EXAMPLES);
        out = folder.resolve("out");
    }

    private Commands.Ending run(List<Object> command, Object... more) {
        List<Object> words = new ArrayList<>(command);
        words.addAll(List.of("--data", data, "--out", out));
        words.addAll(Arrays.asList(more));
        return Commands.run(words.toArray());
    }

    private AuditReport audit(Object... more) throws IOException {
        out = Files.createTempDirectory(folder, "out");
        Commands.Ending ending = run(List.of("audit", "--model", model, "--epsilon", 0.1, "--steps", 3), more);
        assertEquals(ExitCode.OK, ending.code(), ending::err);
        AuditReport report = ReportJson.read(out.resolve("report.json"));
        String chosen = report.provenance().data().chosen();
        assertTrue(ending.out().contains("Chosen: " + chosen), ending::out);
        assertTrue(Files.readString(out.resolve("report.html")).contains("<dd>" + chosen + "</dd>"));
        return report;
    }

    private static List<Integer> indices(AuditReport report) {
        return report.examples().stream().map(AuditReport.ExampleResult::index).toList();
    }

    @Test
    void aSampleHasTheProportionsOfTheClasses() throws IOException {
        Dataset dataset = Datasets.read(data);
        AuditReport all = audit();
        assertEquals("all 90 examples", all.provenance().data().chosen());
        AuditReport one = audit("--images", 20);
        assertEquals(
                Arrays.stream(StratifiedSample.of(dataset, 20, 1).sample())
                        .boxed()
                        .toList(),
                indices(one));
        assertEquals(
                "20 of 90 examples, drawn with seed 1 in the proportions of the classes",
                one.provenance().data().chosen());
        AuditReport two = audit("--images", 20, "--seed", 2);
        assertTrue(!indices(one).equals(indices(two)));
        int[] sizes = new int[dataset.classes()];
        Arrays.stream(dataset.labels()).forEach(label -> sizes[label]++);
        for (AuditReport report : List.of(one, two)) {
            report.perClass().forEach(of -> assertEquals(20.0 * sizes[of.index()] / EXAMPLES, of.count(), 1 - 1e-9));
        }
    }

    @Test
    void whatIsFoundOfAnExampleHangsOnNoOther() throws IOException {
        Map<Integer, AuditReport.ExampleResult> all = new HashMap<>();
        audit().examples().forEach(example -> all.put(example.index(), example));
        Path list = Files.writeString(folder.resolve("list.txt"), "89 # the last\n3,64 63");
        AuditReport named = audit("--indices", list);
        assertEquals(List.of(3, 63, 64, 89), indices(named));
        assertEquals(
                "4 of 90 examples, those in list.txt", named.provenance().data().chosen());
        AuditReport first = audit("--first", 7);
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6), indices(first));
        assertEquals("the first 7 of 90 examples", first.provenance().data().chosen());
        for (AuditReport some : List.of(named, first, audit("--images", 33))) {
            some.examples().forEach(example -> assertEquals(all.get(example.index()), example));
        }
    }

    @Test
    void smoothingChoosesAlike() throws IOException {
        List<Object> command = List.of("smooth", model, "--n", 300, "--sigma", 0.1);
        Path list = Files.writeString(folder.resolve("list.txt"), "80 1 41");
        assertEquals(ExitCode.OK, run(command, "--indices", list).code());
        SmoothingCertificate named = CertificateFile.smoothing(out.resolve("certificate.json"));
        assertEquals(
                List.of(1, 41, 80),
                named.examples().stream()
                        .map(SmoothingCertificate.Example::index)
                        .toList());
        assertTrue(Files.readString(out.resolve("report.html")).contains("3 of 90 examples, those in list.txt"));
        Commands.Ending checked = Commands.run("check", out.resolve("certificate.json"));
        assertEquals(ExitCode.OK, checked.code(), checked::err);
        // Three others, of which one is the same: α is divided by as many, so it has the same certificate.
        Files.writeString(list, "41 2 3");
        Commands.Ending others = run(command, "--indices", list, "--resume");
        assertTrue(others.out().contains("Going on after 1 of 3"), others::out);
        SmoothingCertificate other = CertificateFile.smoothing(out.resolve("certificate.json"));
        assertEquals(named.examples().get(1), other.examples().get(2));
        assertTrue(Files.exists(out.resolve("certificate-2.json")), "the first certificates are kept");
        Commands.Ending drawn = run(command, "--images", 6);
        assertTrue(
                drawn.out().contains("Chosen: 6 of 90 examples, drawn with seed 1 in the proportions of the classes"),
                drawn::out);
    }

    @Test
    void onlyChosenValuesMustLieInTheRange() throws IOException {
        Tensor values = Tensor.zeros(Shape.of(3).then(Commands.IMAGE));
        values.data()[Commands.IMAGE.size()] = 7;
        Commands.write(data, values, 0, 0, 0);
        Path list = Files.writeString(folder.resolve("list.txt"), "0 2");
        audit("--indices", list);
        Files.writeString(list, "0 1");
        refused("value 7 of example 1 lies outside the range [0, 1]", "--indices", list);
    }

    private void refused(String words, Object... more) {
        for (List<Object> command :
                List.of(List.<Object>of("audit", "--model", model), List.<Object>of("smooth", model))) {
            if (command.getFirst().equals("audit") || !words.contains("range")) {
                Commands.Ending ending = run(command, more);
                assertEquals(ExitCode.BAD_INPUT, ending.code(), ending::out);
                assertTrue(ending.err().contains(words), ending::err);
            }
        }
    }

    @Test
    void refusals() throws IOException {
        Path list = Files.writeString(folder.resolve("list.txt"), "1\n1");
        refused("give one of them", "--images", 3, "--first", 3);
        refused("give one of them", "--indices", list, "--first", 3);
        refused("list.txt, line 2: example 1 stands there already, in line 1", "--indices", list);
        Files.writeString(list, "1\n90");
        refused("list.txt, line 2: there is no example 90", "--indices", list);
        refused("asked for 91 examples", "--first", 91);
        refused("at least 1", "--first", 0);
        refused("at least 1", "--images", -1);
    }

    @Test
    void theModelCanBeAWordWithoutAnOption() throws IOException {
        Commands.Ending ending = run(List.of("audit", model, "--epsilon", 0.1, "--steps", 3), "--first", 5);
        assertEquals(ExitCode.OK, ending.code(), ending::err);
        assertTrue(ending.out().contains("Auditing small.onnx on 5 examples"), ending::out);
        out = Files.createTempDirectory(folder, "out");
        Commands.Ending one = run(List.of("audit", model, "--epsilon", 0.1, "--steps", 3), "--first", 1);
        assertTrue(one.out().contains("Auditing small.onnx on 1 example of"), one::out);
        Path other = Files.copy(model, folder.resolve("other.onnx"));
        Commands.Ending both = run(List.of("audit", model, "--model", other));
        assertEquals(ExitCode.BAD_INPUT, both.code(), both::out);
        assertTrue(both.err().contains("give one of them"), both::err);
    }
}
