package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Every benchmark model gives what ONNX Runtime gives. */
class OnnxParityTest {
    private static final double TOLERANCE = 1e-5;

    @Test
    void everyModelAgreesWithOnnxRuntime() throws Exception {
        Path families = Path.of(System.getProperty("jaspis.data", "")).resolve("vnncomp");
        if (!Files.isDirectory(families)) {
            System.out.println("skipped: there are no benchmark models in " + families);
        }
        assumeTrue(Files.isDirectory(families));
        for (OnnxParity.Comparison comparison : OnnxParity.compareAll(families)) {
            assertTrue(comparison.relative() <= TOLERANCE, comparison::toString);
        }
    }
}
