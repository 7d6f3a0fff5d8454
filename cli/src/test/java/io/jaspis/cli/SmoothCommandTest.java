package io.jaspis.cli;

import static io.jaspis.cli.Commands.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.check.CertificateFile;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.check.SmoothingCertificate.Example;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Smoothing and checking from the command line. */
final class SmoothCommandTest {
    @TempDir
    Path folder;

    private Path model;
    private Path data;
    private Path out;

    @BeforeEach
    void write() throws IOException {
        model = Commands.model(folder);
        data = Commands.data(folder, Onnx.read(model), 12);
        out = folder.resolve("out");
    }

    private Commands.Ending smooth(Object... more) {
        Object[] words = {"smooth", model, "--data", data, "--out", out, "--n", 400, "--sigma", 0.1};
        return Commands.run(concat(words, more));
    }

    @Test
    void writesAPageAndCertificatesThatHold() throws IOException {
        Commands.Ending ending = smooth();
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        SmoothingCertificate certificate = CertificateFile.smoothing(out.resolve("certificate.json"));
        assertEquals(12, certificate.examples().size());
        assertEquals(0, certificate.accuracy().getFirst().radius());
        assertTrue(certificate.accuracy().getFirst().single() > 0.3, ending::out);
        assertTrue(ending.out().contains("certified accuracy"), ending::out);
        String page = Files.readString(out.resolve("report.html"));
        assertTrue(page.contains("Randomized smoothing") && !page.contains("{{"));
        Commands.Ending checked = Commands.run("check", out.resolve("certificate.json"));
        assertEquals(ExitCode.OK, checked.code(), checked::out);
        assertTrue(checked.out().contains("120 votes replayed"), checked::out);
    }

    @Test
    void adaptiveSamplingReplaysInFull() throws IOException {
        assertEquals(ExitCode.OK, smooth("--reach", "0.05", "--images", 3).code());
        Commands.Ending checked = Commands.run("check", out.resolve("certificate.json"), "--samples", "all");
        assertEquals(ExitCode.OK, checked.code(), checked::out);
    }

    @Test
    void aForgedRadiusIsFound() throws IOException {
        assertEquals(ExitCode.OK, smooth().code());
        Path file = out.resolve("certificate.json");
        String text = Files.readString(file);
        String forged = text.replaceFirst(
                "\"radius\" : 0\\.[1-9]\\d*,\\s+\"jointRadius\"", "\"radius\" : 0.9, \"jointRadius\"");
        assertFalse(forged.equals(text), "no radius was found to forge");
        Files.writeString(file, forged);
        Commands.Ending checked = Commands.run("check", file);
        assertEquals(ExitCode.BELOW, checked.code(), checked::out);
        assertTrue(checked.out().contains("WRONG: example"), checked::out);
    }

    @Test
    void badOptionsAreRefused() throws IOException {
        for (Object[] more : new Object[][] {
            {"--alpha", 2},
            {"--sigma", -1},
            {"--n", 0},
            {"--norm", "3"},
            {"--two-sided", "--reach", 1},
            {"--images", 99}
        }) {
            Commands.Ending ending = smooth(more);
            assertEquals(ExitCode.BAD_INPUT, ending.code(), () -> java.util.Arrays.toString(more));
            assertTrue(ending.err().startsWith("jaspis: "), ending::err);
        }
        assertEquals(ExitCode.BAD_INPUT, Commands.run("check", data).code());
        assertEquals(ExitCode.OK, smooth().code());
        Path other = Commands.model(Files.createDirectory(folder.resolve("other")));
        byte[] bytes = Files.readAllBytes(other);
        bytes[bytes.length / 2] ^= 1;
        Files.write(other, bytes);
        Commands.Ending ending = Commands.run("check", out.resolve("certificate.json"), "--model", other);
        assertEquals(ExitCode.BAD_INPUT, ending.code());
        assertTrue(ending.err().contains("not the certified model"), ending::err);
    }

    /** A network of logarithms, which has no number where noise takes an input below 0. */
    private Path logarithms(float... values) throws IOException {
        model = folder.resolve("logarithms.onnx");
        Onnx.write(Graph.of("x", Shape.of(2), "logits", Value::logarithm), model);
        data = folder.resolve("logarithms.npz");
        Commands.write(data, Tensor.of(Shape.of(values.length / 2, 2), values), new float[values.length / 2]);
        return model;
    }

    @Test
    void outputsThatAreNoNumbersCertifyNothing() throws IOException {
        logarithms(0.2f, 0.9f, 0.9f, 0.2f, 0.1f, 0.8f);
        for (Object[] more : new Object[][] {{}, {"--two-sided"}, {"--reach", "0.01"}, {"--noise", "uniform"}}) {
            Object[] sigma = java.util.Arrays.copyOf(more, more.length + 2);
            sigma[more.length] = "--sigma";
            sigma[more.length + 1] = 1;
            Commands.Ending ending = Commands.run(
                    concat(new Object[] {"smooth", model, "--data", data, "--out", out, "--n", 1000}, sigma));
            assertEquals(ExitCode.OK, ending.code(), ending.err());
            assertTrue(ending.out().contains("are for no class"), ending::out);
            assertFalse(ending.err().contains("warning"), ending::err);
            SmoothingCertificate certificate = CertificateFile.smoothing(out.resolve("certificate.json"));
            assertTrue(certificate.examples().stream().noneMatch(Example::certified), ending::out);
            assertTrue(certificate.examples().stream().allMatch(e -> e.none() > 0), ending::out);
            String page = Files.readString(out.resolve("report.html"));
            assertTrue(page.contains("Votes for no class"));
            Commands.Ending checked = Commands.run("check", out.resolve("certificate.json"), "--samples", "all");
            assertEquals(ExitCode.OK, checked.code(), checked::out);
            assertTrue(checked.out().contains("are for no class"), checked::out);
        }
    }

    private static Object[] concat(Object[] some, Object[] more) {
        Object[] all = java.util.Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    @Test
    void examplesWithoutAnyClassAreToldBeforeAndAfter() throws IOException {
        logarithms(-9, -9, 5, 9);
        Commands.Ending ending = smooth();
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        assertTrue(
                ending.err().contains("warning: 1 of the first 2 examples give outputs that are no numbers"),
                ending::err);
        assertTrue(ending.out().contains("1 example has no class at all"), ending::out);
        assertTrue(Files.readString(out.resolve("report.html")).contains("<td>none</td>"));
        assertEquals(
                ExitCode.OK,
                Commands.run("check", out.resolve("certificate.json"), "--samples", "all")
                        .code());
    }

    @Test
    void theModelsElementTypesAreTold() throws IOException {
        assertEquals(ExitCode.OK, smooth().code());
        List<String> types = Onnx.open(model).elementTypes();
        assertTrue(types.contains("float32"), types::toString);
        assertEquals(
                types,
                CertificateFile.smoothing(out.resolve("certificate.json"))
                        .model()
                        .elementTypes());
        String page = Files.readString(out.resolve("report.html"));
        assertTrue(page.contains("elements " + String.join(", ", types)));
    }

    @Test
    void aTreeOfFoldersMayMove() throws IOException {
        out = folder.resolve("results/first");
        assertEquals(ExitCode.OK, smooth().code());
        SmoothingCertificate certificate = CertificateFile.smoothing(out.resolve("certificate.json"));
        assertEquals("../../small.onnx", certificate.model().path());
        assertEquals("../../examples.npz", certificate.data().path());
        Path moved = Files.createDirectory(folder.resolve("elsewhere"));
        for (String name : new String[] {"results", "small.onnx", "examples.npz"}) {
            Files.move(folder.resolve(name), moved.resolve(name));
        }
        Path file = moved.resolve("results/first/certificate.json");
        Commands.Ending checked = Commands.run("check", file);
        assertEquals(ExitCode.OK, checked.code(), checked::err);
        Files.move(file, folder.resolve("certificate.json"));
        checked = Commands.run("check", folder.resolve("certificate.json"));
        assertEquals(ExitCode.BAD_INPUT, checked.code());
        assertTrue(checked.err().contains("there is no file") && checked.err().contains("--model"), checked::err);
    }

    @Test
    void otherDataAreRefused() throws IOException {
        assertEquals(ExitCode.OK, smooth().code());
        // The same values for all that is certified: but not what was read.
        Path other = Files.createDirectory(folder.resolve("other"));
        Path same = Files.copy(data, other.resolve("same.npz"));
        Commands.data(folder, Onnx.read(model), 13);
        Commands.Ending checked = Commands.run("check", out.resolve("certificate.json"));
        assertEquals(ExitCode.BAD_INPUT, checked.code(), checked::out);
        assertTrue(checked.err().contains("is not the data of the certificate"), checked::err);
        assertTrue(checked.err().contains("--data"), checked::err);
        assertEquals(
                ExitCode.OK,
                Commands.run("check", out.resolve("certificate.json"), "--data", same)
                        .code());
    }

    @Test
    void aModelExchangedMeanwhileIsNotVouchedFor() throws IOException {
        String hash = Onnx.open(model).sha256();
        Path original = Files.copy(model, folder.resolve("original.onnx"));
        Device exchanging = new Device() {
            @Override
            public String name() {
                return "exchanging";
            }

            @Override
            public Execution load(Plan plan, Map<String, Tensor> parameters) {
                try {
                    Onnx.write(
                            Graph.of(
                                    "input",
                                    Commands.IMAGE,
                                    "logits",
                                    x -> x.flatten().scale(2)),
                            model);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                return Cpu.best().load(plan, parameters);
            }
        };
        Commands.Ending ending =
                Commands.on(exchanging, "smooth", model, "--data", data, "--out", out, "--n", 400, "--sigma", 0.1);
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        Path file = out.resolve("certificate.json");
        assertEquals(hash, CertificateFile.smoothing(file).model().sha256());
        Commands.Ending checked = Commands.run("check", file);
        assertEquals(ExitCode.BAD_INPUT, checked.code(), checked::out);
        assertTrue(checked.err().contains("not the certified model"), checked::err);
        checked = Commands.run("check", file, "--model", original, "--samples", "all");
        assertEquals(ExitCode.OK, checked.code(), checked::out);
    }

    @Test
    void whatIsNoCertificateIsRefusedInASentence() throws IOException {
        assertEquals(ExitCode.OK, smooth().code());
        Path file = out.resolve("certificate.json");
        String text = Files.readString(file);
        String[][] changes = {
            {"\"asked\" : 12,", "", "asked is missing"},
            {"\"asked\" : 12,", "\"asked\" : 12.0,", "asked must be a whole number"},
            {"\"asked\" : 12,", "\"asked\" : \"12\",", "asked must be a whole number"},
            {"\"asked\" : 12,", "\"asked\" : 12, \"asked\" : 12,", "asked"},
            {"\"asked\" : 12,", "\"asked\" : null,", "asked must be a whole number"},
            {"\"asked\" : 12,", "\"asked\" : 12, \"more\" : 1,", "more is no field"},
            {"\"schema\" : 3,", "\"schema\" : 1,", "layout 1"},
            {"[ \"float32\"", "[ \"float64\"", "element types"},
            {"}\n", "", "line"},
            {"}\n", "} x", "line"},
        };
        for (String[] change : changes) {
            int at = text.lastIndexOf(change[0]);
            assertTrue(at >= 0, change[0]);
            Files.writeString(file, text.substring(0, at) + change[1] + text.substring(at + change[0].length()));
            refused(Commands.run("check", file), change[2]);
        }
        SmoothingCertificate whole = read(text, file);
        SmoothingCertificate empty = new SmoothingCertificate(
                whole.schema(),
                whole.kind(),
                whole.jaspis(),
                whole.command(),
                whole.model(),
                whole.data(),
                whole.settings(),
                whole.asked(),
                SmoothingCertificate.accuracy(List.of(), 0),
                List.of());
        try (OutputStream certificate = Files.newOutputStream(file)) {
            CertificateFile.write(empty, certificate);
        }
        refused(Commands.run("check", file), "nothing to check");
        refused(Commands.run("check", out), "is a folder");
        refused(Commands.run("check", out.resolve("none.json")), "does not exist");
    }

    private static SmoothingCertificate read(String text, Path file) throws IOException {
        Files.writeString(file, text);
        return CertificateFile.smoothing(file);
    }

    @Test
    void labelsThatAreNoClassAreRefusedBeforeAnyWork() throws IOException {
        Tensor images = Tensor.zeros(Shape.of(2).then(Commands.IMAGE));
        Commands.write(data, images, 0, Commands.CLASSES);
        refused(smooth(), "label 3");
        assertFalse(Files.exists(out));
        assertEquals(ExitCode.BAD_INPUT, smooth("--radii", "0,-1").code());
    }

    @Test
    void aCheckThatReplaysNothingSaysSo() {
        assertEquals(ExitCode.OK, smooth().code());
        Commands.Ending checked = Commands.run("check", out.resolve("certificate.json"), "--samples", 0);
        assertEquals(ExitCode.OK, checked.code(), checked::out);
        assertTrue(checked.out().contains("none of which was replayed"), checked::out);
    }
}
