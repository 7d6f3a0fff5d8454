package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.floats;
import static io.jaspis.autodiff.onnx.Models.text;
import static io.jaspis.autodiff.onnx.Models.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where runtimes round between elements, or differ, an image isn't read otherwise than they do. */
class InterpolationTest {
    private static final float[] TEN = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

    /** A row of pixels, sampled at these places of it. */
    private static Models sampled(String mode, String padding, int corners, int extent, float... columns) {
        float[] places = new float[2 * columns.length];
        for (int i = 0; i < columns.length; i++) {
            places[2 * i] = columns[i];
        }
        return Models.of(22, 1, 1, 1, extent)
                .constant(floats("g", new int[] {1, 1, columns.length, 2}, places))
                .node(
                        "GridSample",
                        "x g",
                        "y",
                        text("mode", mode),
                        text("padding_mode", padding),
                        whole("align_corners", corners));
    }

    private static String refusal(Models model) {
        return assertThrows(OnnxException.class, () -> Onnx.read(model.bytes())).getMessage();
    }

    /** Float32 has the place 6.50000003 of 0.4 at 6.5, and one of 5/6 a little above 5.5 there. */
    @ParameterizedTest
    @ValueSource(strings = {"zeros", "border", "reflection"})
    void whereRoundingChoosesTheNearestPixelItIsRefused(String padding) throws OnnxException {
        for (Models model :
                List.of(sampled("nearest", padding, 0, 10, 0.4f), sampled("nearest", padding, 1, 7, 5 / 6f))) {
            String told = refusal(model);
            assertTrue(told.contains("hangs on rounding") && told.contains("GridSample"), told);
        }
        // Of two that are as near the even one.
        assertArrayEquals(
                new float[] {4, 7, 2},
                sampled("nearest", padding, 0, 10, 0, 0.5f, -0.5f).run(1, TEN));
        assertArrayEquals(
                new float[] {4, 2}, sampled("nearest", padding, 1, 10, 0, -0.5f).run(1, TEN));
    }

    @Test
    void pixelsThatRoundingReflectsAreRefused() throws OnnxException {
        assertTrue(refusal(sampled("nearest", "reflection", 0, 10, 3e6f)).contains("rounding decides"));
        assertArrayEquals(
                new float[] {9, 0},
                sampled("nearest", "border", 0, 10, 3e6f, -3e6f).run(1, TEN));
    }
}
