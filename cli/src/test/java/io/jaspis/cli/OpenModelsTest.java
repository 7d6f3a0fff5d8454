package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.check.CertificateFile;
import io.jaspis.check.Opening;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a model with a second input and a second output is noted down, and must be the same at a check. */
class OpenModelsTest {
    @TempDir
    private Path folder;

    /** Scores of 4 numbers times a mask, and the masked numbers beside them. */
    private Path model() throws IOException {
        Trace trace = new Trace();
        Value masked = trace.input("x", Shape.of(4)).times(trace.input("mask", Shape.of(4)));
        Value scores = masked.dense(Commands.weights(trace, 1, 3, 4));
        Path file = folder.resolve("two.onnx");
        Onnx.write(trace.graph(Map.of("scores", scores, "masked", masked)), file);
        return file;
    }

    private Path mask(String name, float... numbers) throws IOException {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, " + numbers.length + "), }";
        header += " ".repeat((118 - header.length() % 64) % 64) + "\n";
        ByteBuffer bytes = ByteBuffer.allocate(10 + header.length() + 4 * numbers.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) header.length())
                .put(header.getBytes(StandardCharsets.US_ASCII));
        bytes.asFloatBuffer().put(numbers);
        return Files.write(folder.resolve(name), bytes.array());
    }

    private Path data() throws IOException {
        Path file = folder.resolve("data.npz");
        Commands.write(file, Tensor.of(Shape.of(2, 4), 0.1f, 0.9f, 0.3f, 0.7f, 0.8f, 0.2f, 0.6f, 0.4f), 0, 1);
        return file;
    }

    /** Shards are of one network only if what was given for its other inputs is the same, whatever the file is called. */
    @Test
    void shardsOfOtherGivenInputsArentMerged() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            text.append("(declare-const X_%d Real)(assert (>= X_%d 0))(assert (<= X_%d 1))".formatted(i, i, i));
        }
        text.append("(declare-const Y_0 Real)(declare-const Y_1 Real)(declare-const Y_2 Real)(assert (>= Y_0 1000))");
        Path specification = Files.writeString(folder.resolve("large.vnnlib"), text);
        Object[] folders = {folder.resolve("first"), folder.resolve("second"), folder.resolve("third")};
        float[][] masks = {{1, 0, 1, 1}, {1, 0, 1, 1}, {1, 1, 1, 1}};
        for (int i = 0; i < masks.length; i++) {
            Commands.Ending ending = Commands.run(
                    "verify",
                    model(),
                    specification,
                    "--output",
                    "scores",
                    "--input",
                    "mask=" + mask("mask.npy", masks[i]),
                    "--shard",
                    i == 0 ? "1/2" : "2/2",
                    "--out",
                    folders[i]);
            assertEquals(ExitCode.OK, ending.code(), ending.err());
        }
        Commands.Ending merged = Commands.run("merge", folders[0], folders[1]);
        assertEquals(ExitCode.OK, merged.code(), merged.err());
        Commands.Ending mixed = Commands.run("merge", folders[0], folders[2]);
        assertEquals(ExitCode.BAD_INPUT, mixed.code(), mixed.out());
        assertTrue(mixed.err().contains("reading"), mixed.err());
    }

    @Test
    void aCheckReadsTheModelAsTheCertificateSays() throws IOException {
        Path model = model();
        Path mask = mask("mask.npy", 1, 0, 1, 1);
        Path out = folder.resolve("smoothing");
        Commands.Ending smoothed = Commands.run(
                "smooth",
                model,
                "--data",
                data(),
                "--input",
                "mask=" + mask,
                "--output",
                "scores",
                "--n",
                100,
                "--sigma",
                0.1,
                "--out",
                out);
        assertEquals(ExitCode.OK, smoothed.code(), smoothed.err());
        Path certificate = out.resolve("certificate.json");
        Opening opening = CertificateFile.smoothing(certificate).reading().opening();
        assertEquals(List.of("scores"), opening.outputs());
        assertEquals("../mask.npy", opening.inputs().getFirst().file().path());
        Commands.Ending recorded = Commands.run("check", certificate, "--samples", "all");
        assertEquals(ExitCode.OK, recorded.code(), recorded.out() + recorded.err());
        Path same = mask("renamed.npy", 1, 0, 1, 1);
        Commands.Ending renamed = Commands.run("check", certificate, "--input", "mask=" + same);
        assertEquals(ExitCode.OK, renamed.code(), renamed.out() + renamed.err());
        assertRefused(
                "the input 'mask' of the certificate", certificate, "--input", "mask=" + mask("o.npy", 1, 1, 1, 1));
        assertRefused("--output says [masked]", certificate, "--output", "masked");
        assertRefused("--shape says", certificate, "--shape", "x=1x4");
        assertRefused("--input gives x", certificate, "--input", "x=" + same);
    }

    private static void assertRefused(String message, Path certificate, String option, String value) {
        Commands.Ending ending = Commands.run("check", certificate, option, value);
        assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.out());
        assertTrue(ending.err().contains(message), ending.err());
    }

    @Test
    void anArrayHasTheShapeThatTheModelDeclares() throws IOException {
        Commands.Ending ending = Commands.run("info", model(), "--input", "mask=" + mask("short.npy", 1, 0, 1));
        assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.out());
        assertTrue(ending.err().contains("has the shape [1, 3], but the model says"), ending.err());
    }
}
