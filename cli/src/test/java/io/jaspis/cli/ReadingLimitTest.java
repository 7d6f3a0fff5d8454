package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.cli.terminal.ExitCode;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingLimitTest {
    private static String refused(String... arguments) {
        StringWriter errors = new StringWriter();
        int code = Jaspis.run(new PrintWriter(new StringWriter()), new PrintWriter(errors), arguments);
        assertEquals(ExitCode.BAD_INPUT, code, errors::toString);
        return errors.toString();
    }

    @Test
    void aSmallFileThatUnpacksToALargeOneIsRefusedByTheOption(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("model.onnx.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(new byte[3 << 20]);
        }
        String message = refused("info", file.toString(), "--reading-limit", "2");
        assertTrue(message.contains("2 MiB") && message.contains("--reading-limit"), message);
        // Within the limit it is read, and is no model.
        assertTrue(refused("info", file.toString()).contains("no ONNX model"));
        assertTrue(refused("info", file.toString(), "--reading-limit", "0").contains("--reading-limit"));
    }
}
