package io.jaspis.tensor.kernels.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.tensor.kernels.Samples;
import org.junit.jupiter.api.Test;

/** The build runs the laws of kernels with the vectors that the machine prefers and then with narrower ones. */
class LanesTest {
    @Test
    void vectorsAreAsWideAsThisRunAllows() {
        assertTrue(
                Lanes.BITS <= Integer.getInteger("jaspis.test.lanes", Integer.MAX_VALUE), () -> Lanes.BITS + " bits");
        assertEquals("SIMD " + Lanes.BITS, Samples.SIMD.name());
    }
}
