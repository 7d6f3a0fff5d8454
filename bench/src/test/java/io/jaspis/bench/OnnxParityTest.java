package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
    private static final int SAMPLES = 3;

    /** One instance of each size of a family that has several of each, whose names end in their numbers, from 0. */
    private static boolean isOfItsOwnKind(Path model) {
        return model.toString().matches(".*_0\\.onnx(\\.gz)?")
                || !model.toString().contains("tllverifybench");
    }

    @Test
    void everyModelAgreesWithOnnxRuntime() throws Exception {
        Path families = Path.of(System.getProperty("jaspis.data", "")).resolve("vnncomp");
        if (!Files.isDirectory(families)) {
            System.out.println("skipped: there are no benchmark models in " + families);
        }
        assumeTrue(Files.isDirectory(families));
        List<OnnxParity.Comparison> comparisons =
                OnnxParity.compareAll(families, SAMPLES, OnnxParityTest::isOfItsOwnKind);
        assertFalse(comparisons.isEmpty(), "no models in " + families);
        for (OnnxParity.Comparison comparison : comparisons) {
            assertTrue(
                    comparison.relative() <= OnnxParity.CLOSE
                            || comparison.ourRelativeError() <= OnnxParity.CLOSE
                                    && comparison.ourRelativeError() <= comparison.peerRelativeError(),
                    comparison::toString);
        }
    }

    /** Errors are of the runs of which they were computed: no number, for one that agrees, hides none. */
    @Test
    void aRunThatAgreesTakesNothingFromTheErrorOfAnother() {
        OnnxParity.Comparison agreeing = new OnnxParity.Comparison("", "", 1e-7, 1, Double.NaN, Double.NaN);
        OnnxParity.Comparison apart = new OnnxParity.Comparison("", "", 1e-4, 1, 9e-5, 2e-5);
        for (OnnxParity.Comparison worse :
                List.of(OnnxParity.Comparison.worse(agreeing, apart), OnnxParity.Comparison.worse(apart, agreeing))) {
            assertEquals(apart, worse);
        }
    }

    @Test
    void theDemoModelsAgreeWithOnnxRuntime() throws Exception {
        List<OnnxParity.Comparison> comparisons = OnnxParity.compareAll(
                Path.of(System.getProperty("jaspis.root", "..")).resolve("models"), SAMPLES, _ -> true);
        assertEquals(2, comparisons.size());
        for (OnnxParity.Comparison comparison : comparisons) {
            assertTrue(comparison.relative() <= OnnxParity.CLOSE, comparison::toString);
        }
    }
}
