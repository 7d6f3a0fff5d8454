package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class OnnxCommandTest {
    private final StringWriter output = new StringWriter();

    private int run(Path folder) {
        return new CommandLine(new OnnxCommand())
                .setOut(new PrintWriter(output))
                .execute(folder.toString());
    }

    @Test
    void theDemoModelsAreRight() {
        Path models = Path.of(System.getProperty("jaspis.root", "..")).resolve("models");
        assertEquals(0, run(models));
        assertTrue(output.toString().contains("2 models: {RIGHT=2}"), output::toString);
    }

    @Test
    void whatIsNoModelIsRefused(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("text.onnx"), "this is no model");
        assertEquals(0, run(folder));
        assertTrue(output.toString().contains("REFUSED  text.onnx"), output::toString);
        assertEquals(2, run(folder.resolve("nowhere")));
    }
}
