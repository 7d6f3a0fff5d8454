package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.floats;
import static io.jaspis.autodiff.onnx.Models.integers;
import static io.jaspis.autodiff.onnx.Models.real;
import static io.jaspis.autodiff.onnx.Models.refused;
import static io.jaspis.autodiff.onnx.Models.text;
import static io.jaspis.autodiff.onnx.Models.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /** A row of elements by a scale. */
    private static Models scaled(int extent, float scale, AttributeProto... all) {
        return Models.of(19, -1, 1, extent)
                .constant(floats("scales", 1, 1, scale))
                .node("Resize", "x  scales", "y", all);
    }

    private static boolean derives(Models model) throws IOException {
        return Onnx.open("m.onnx", model.bytes()).derivesWeights();
    }

    /** Float32 has the place 6.50000003 of 0.4 at 6.5, and the place 5.49999994 of 5/6 at 5.5. */
    @ParameterizedTest
    @ValueSource(strings = {"zeros", "border", "reflection"})
    void whereRoundingChoosesTheNearestPixelItIsRefused(String padding) throws OnnxException {
        for (Models model :
                List.of(sampled("nearest", padding, 0, 10, 0.4f), sampled("nearest", padding, 1, 7, 5 / 6f))) {
            refused(model, "hangs on rounding", "GridSample");
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
        refused(sampled("nearest", "reflection", 0, 10, 3e6f), "rounding decides");
        assertArrayEquals(
                new float[] {9, 0},
                sampled("nearest", "border", 0, 10, 3e6f, -3e6f).run(1, TEN));
    }

    @ParameterizedTest
    @CsvSource({
        "nearest, 0.3, false",
        "linear, 0.3, true",
        "linear, 0.25, false",
        "linear, -0.8125, false",
        "linear, 0.2500001, true",
        "cubic, 0.25, false",
        "cubic, 0.28125, true",
        "cubic, -0.8125, false",
        "cubic, 0.3, true",
    })
    void weightsOfPlacesThatFloatsRoundAreTold(String mode, float place, boolean derived) throws IOException {
        assertEquals(derived, derives(sampled(mode, "zeros", 0, 8, place, 0.125f)));
        assertEquals(derived, derives(sampled(mode, "zeros", 0, 8, 0.125f, place)));
    }

    /** A runtime multiplies the element at the edge once for each that it stands for, by weights of both signs. */
    @ParameterizedTest
    @ValueSource(strings = {"border", "reflection"})
    void weightsThatCancelAtAnEdgeAreTold(String padding) throws IOException {
        assertTrue(derives(sampled("cubic", padding, 0, 8, -0.8125f)));
        assertTrue(derives(sampled("cubic", padding, 0, 8, 0.5625f, 0.8125f)));
        assertFalse(derives(sampled("cubic", padding, 0, 8, -0.5625f, 0.125f, 0.5625f)));
    }

    @ParameterizedTest
    @CsvSource({
        "nearest, half_pixel, 3, false",
        "linear, half_pixel, 2, false",
        "linear, half_pixel, 0.5, false",
        "linear, half_pixel, 3, true",
        "linear, asymmetric, 0.3, true",
        "linear, half_pixel_symmetric, 2, false",
        "linear, half_pixel_symmetric, 0.5, true",
        "linear, align_corners, 2, true",
        "linear, align_corners, 1.8000001, false",
        "cubic, half_pixel, 2, true",
        "cubic, half_pixel, 4, true",
        "cubic, asymmetric, 4, true",
        "cubic, asymmetric, 0.5, false",
    })
    void weightsOfScalesThatFloatsRoundAreTold(String mode, String coordinates, float scale, boolean derived)
            throws IOException {
        AttributeProto[] all = {text("mode", mode), text("coordinate_transformation_mode", coordinates)};
        assertEquals(derived, derives(scaled(5, scale, all)));
    }

    @Test
    void weightsThatAreDividedAreTold() throws IOException {
        assertTrue(derives(scaled(5, 2, text("mode", "cubic"), whole("exclude_outside", 1))));
        assertTrue(derives(scaled(5, 2, text("mode", "cubic"), real("cubic_coeff_a", -0.6f))));
        assertTrue(derives(scaled(4, 0.5f, text("mode", "linear"), whole("antialias", 1))));
        assertTrue(derives(Models.of(13, -1, 1, 6)
                .constant(integers("sizes", 1, 1, 2))
                .node("Resize", "x   sizes", "y", text("mode", "linear"))));
        assertTrue(derives(Models.of(9, -1, 1, 4)
                .constant(floats("scales", 1, 1, 1.5f))
                .node("Upsample", "x scales", "y", text("mode", "linear"))));
    }

    /** ONNX Runtime leaves an axis of the scale 1 as it is; ONNX's reference evaluator crops it. */
    @Test
    void aRegionOfAnAxisThatKeepsItsScaleIsRefused() throws OnnxException {
        refused(
                cropped(new float[] {0, 0, 0.5f, 0, 1, 1, 1, 1}, 1, 1, 3, 2),
                "axis 2 has a region but the scale 1",
                "Resize");
        float[] x = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
        assertArrayEquals(
                new float[] {0.75f, 2.25f, 4.75f, 6.25f, 8.75f, 10.25f},
                cropped(new float[] {0, 0, 0, 0.25f, 1, 1, 1, 0.75f}, 1, 1, 3, 2)
                        .run(1, x),
                1e-6f);
    }

    private static Models cropped(float[] region, long... sizes) {
        return Models.of(13, -1, 1, 3, 4)
                .constant(floats("roi", region))
                .constant(integers("sizes", sizes))
                .node(
                        "Resize",
                        "x roi  sizes",
                        "y",
                        text("mode", "linear"),
                        text("coordinate_transformation_mode", "tf_crop_and_resize"));
    }

    /** The last place is 3 in real arithmetic, and a little beyond in float32, where it would be filled. */
    @Test
    void aRegionWhoseEndHangsOnRoundingIsRefused() {
        refused(cropped(new float[] {0, 0, 0, 0.05f, 1, 1, 1, 1}, 1, 1, 3, 8), "hangs on rounding");
    }

    /** 10 · 1.3 is 13 in float32, and a little below where the float 1.3 is taken as it is. */
    @Test
    void howManyElementsThereAreDoesNotHangOnRounding() throws OnnxException {
        refused(scaled(10, 1.3f, text("mode", "linear")), "13 elements by float32", "12 by the exact");
        assertEquals(8, scaled(10, 0.8f, text("mode", "linear")).run(1, TEN).length);
    }

    /** A scale of 1.4 makes 2.8 elements of the first axis, and 3 are asked for: from how many places count differs. */
    @Test
    void placesOfKeptAspectsThatDoNotFitAreRefused() throws OnnxException {
        refused(aspect("align_corners"), "align_corners", "axis 1");
        assertEquals(21, aspect("half_pixel").run(1, new float[10]).length);
    }

    /** ONNX Runtime leaves such axes out of the policy. */
    @Test
    void aPolicyOfAxesFromTheLastIsRefused() {
        refused(aspect("half_pixel", -2, -1), "keep_aspect_ratio_policy 'not_larger'", "[-2, -1]", "count them from 0");
        refused(aspect("half_pixel", 1, -1), "[1, -1]", "count them from 0");
    }

    private static Models aspect(String coordinates) {
        return aspect(coordinates, 1, 2);
    }

    private static Models aspect(String coordinates, long... axes) {
        return Models.of(19, -1, 2, 5)
                .constant(integers("sizes", 3, 7))
                .node(
                        "Resize",
                        "x   sizes",
                        "y",
                        text("mode", "linear"),
                        text("coordinate_transformation_mode", coordinates),
                        text("keep_aspect_ratio_policy", "not_larger"),
                        Models.list("axes", axes));
    }

    /** ONNX Runtime takes the first element; ONNX's reference evaluator what lies at half a scale, or half an element before it. */
    @ParameterizedTest
    @CsvSource({"linear, 3, 0.5", "cubic, 3, 0.5", "cubic, 2, 0.5"})
    void anOnlyElementOfPytorchIsRefused(String mode, int extent, float scale) {
        refused(
                scaled(extent, scale, text("mode", mode), text("coordinate_transformation_mode", "pytorch_half_pixel")),
                "the one element");
    }

    @Test
    void anOnlyElementThatReadersAgreeOnIsRead() throws OnnxException {
        AttributeProto[] all = {text("mode", "linear"), text("coordinate_transformation_mode", "pytorch_half_pixel")};
        assertArrayEquals(new float[] {7}, scaled(2, 0.5f, all).run(1, 7, 9));
    }

    /** ONNX Runtime leaves the last axis as it is, though its scale isn't 1; ONNX's reference evaluator smooths it. */
    @ParameterizedTest
    @ValueSource(strings = {"linear", "cubic"})
    void anAxisThatAntialiasWouldSmoothWithoutResizingIsRefused(String mode) throws OnnxException {
        refused(smoothed(mode, 1.3f), "axis 3 would be smoothed", "Resize");
        assertEquals(18, smoothed(mode, 1).run(1, new float[9]).length);
    }

    private static Models smoothed(String mode, float last) {
        return Models.of(19, -1, 1, 3, 3)
                .constant(floats("scales", 1, 1, 2, last))
                .node("Resize", "x  scales", "y", text("mode", mode), whole("antialias", 1));
    }

    /** ONNX Runtime leaves the elements as they are; ONNX's reference evaluator moves them. */
    @ParameterizedTest
    @ValueSource(strings = {"nearest", "linear", "cubic"})
    void scalesThatMoveElementsWithoutResizingAreRefused(String mode) throws OnnxException {
        refused(scaled(5, 1.1f, text("mode", mode)), "give scales of 1", "Resize");
        float[] x = {0, 1, 2, 3, 4};
        assertArrayEquals(x, scaled(5, 1, text("mode", mode)).run(1, x));
    }

    /** ONNX Runtime moves the pixels to the edge; ONNX's reference evaluator moves the place. */
    @ParameterizedTest
    @CsvSource({"0, 1.01", "0, -3", "1, 1.25", "1, -1.0000001"})
    void cubicPlacesBeyondTheBorderAreRefused(int corners, float place) throws OnnxException {
        refused(sampled("cubic", "border", corners, 10, place), "outside of the image", "GridSample");
        assertEquals(2, sampled("cubic", "border", corners, 10, 1, -1).run(1, TEN).length);
        assertEquals(1, sampled("linear", "border", corners, 10, place).run(1, TEN).length);
        assertEquals(1, sampled("cubic", "zeros", corners, 10, place).run(1, TEN).length);
    }

    /** Its corners are one, so readers divide by 0, or read beyond the image. */
    @Test
    void onePixelIsNotReflectedAtItsCorners() throws OnnxException {
        refused(sampled("linear", "reflection", 1, 1, 0.5f), "one pixel");
        assertEquals(1, sampled("nearest", "reflection", 1, 1, 0.5f).run(1, new float[1]).length);
        assertEquals(1, sampled("linear", "border", 1, 1, 0.5f).run(1, new float[1]).length);
    }

    @Test
    void wordsThatAreNoneOfOnnxAreRefused() {
        refused(scaled(5, 2, text("mode", "foo")), "mode 'foo' is not supported; supported: nearest, linear, cubic");
        refused(
                scaled(5, 2, text("coordinate_transformation_mode", "HALF_PIXEL")),
                "coordinate_transformation_mode 'HALF_PIXEL' is not supported; supported: half_pixel, pytorch_half_pixel,"
                        + " half_pixel_symmetric, align_corners, asymmetric, tf_half_pixel_for_nn, tf_crop_and_resize");
        refused(
                scaled(5, 2, text("nearest_mode", "former")),
                "nearest_mode 'former' is not supported; supported: round_prefer_floor, round_prefer_ceil, floor, ceil");
        refused(
                sampled("NEAREST", "zeros", 0, 10, 0),
                "mode 'NEAREST' is not supported; supported: nearest, linear, cubic");
        refused(
                sampled("nearest", "wrap", 0, 10, 0),
                "padding_mode 'wrap' is not supported; supported: zeros, border, reflection");
    }

    @ParameterizedTest
    @CsvSource({"bilinear, linear", "bicubic, cubic"})
    void formerWordsOfSampledImagesMeanTheSame(String former, String word) throws OnnxException {
        assertArrayEquals(
                sampled(word, "zeros", 0, 10, 0.125f, -0.5625f).run(1, TEN),
                sampled(former, "zeros", 0, 10, 0.125f, -0.5625f).run(1, TEN));
    }
}
