package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.certify.certificate.CertificateFile;
import io.jaspis.certify.certificate.SmoothingCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Object[] all = java.util.Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return Commands.run(all);
    }

    @Test
    void writesAPageAndCertificatesThatHold() throws IOException {
        Commands.Ending ending = smooth();
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        SmoothingCertificate certificate = CertificateFile.read(out.resolve("certificate.json"));
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
}
