package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every benchmark model gives what ONNX Runtime gives. Both round, so where they are further apart than they should be,
 * ours must be close to the value in float64, and closer than ONNX Runtime's.
 */
class OnnxParityTest {
    @Test
    void everyModelAgreesWithOnnxRuntime() throws Exception {
        Path families = Path.of(System.getProperty("jaspis.data", "")).resolve("vnncomp");
        if (!Files.isDirectory(families)) {
            System.out.println("skipped: there are no benchmark models in " + families);
        }
        assumeTrue(Files.isDirectory(families));
        for (OnnxParity.Comparison comparison : OnnxParity.compareAll(families)) {
            assertTrue(
                    comparison.relative() <= OnnxParity.CLOSE
                            || comparison.ourRelativeError() <= OnnxParity.CLOSE
                                    && comparison.ourRelativeError() <= comparison.peerRelativeError(),
                    comparison::toString);
        }
    }

    @Test
    void theDemoModelsAgreeWithOnnxRuntime() throws Exception {
        List<OnnxParity.Comparison> comparisons = OnnxParity.compareAll(
                Path.of(System.getProperty("jaspis.root", "..")).resolve("models"));
        assertEquals(2, comparisons.size());
        for (OnnxParity.Comparison comparison : comparisons) {
            assertTrue(comparison.relative() <= OnnxParity.CLOSE, comparison::toString);
        }
    }
}
