package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.extents;
import static io.jaspis.autodiff.onnx.Models.floats;
import static io.jaspis.autodiff.onnx.Models.list;
import static io.jaspis.autodiff.onnx.Models.numbers;
import static io.jaspis.autodiff.onnx.Models.real;
import static io.jaspis.autodiff.onnx.Models.refused;
import static io.jaspis.autodiff.onnx.Models.single;
import static io.jaspis.autodiff.onnx.Models.text;
import static io.jaspis.autodiff.onnx.Models.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Operators as the first opsets have them. */
class FormerFormsTest {
    @Test
    void aTypeIsCastToByItsName() throws OnnxException {
        float[] y = Models.of(1, -1, 2)
                .node("Cast", "x", "i", text("to", "INT32"))
                .node("Cast", "i", "y", text("to", "FLOAT"))
                .run(1, 1.7f, -1.7f);
        assertArrayEquals(numbers(1, -1), y);
        for (String name : List.of("float", "STRING", "BFLOAT16", "1")) {
            refused(
                    single(5, "Cast", extents(-1, 2), List.of(), text("to", name)),
                    "(Cast)",
                    "attribute to is '" + name + "'",
                    "before opset 6");
        }
    }

    @Test
    void partsAreFloatingPointNumbers() throws OnnxException {
        Models given = Models.of(1, -1, 4)
                .constant(floats("parts", 1, 3))
                .node("Split", "x parts", "first y", whole("axis", 1));
        assertArrayEquals(numbers(2, 3, 4), given.run(1, 1, 2, 3, 4));
        Models listed = Models.of(1, -1, 4).node("Split", "x", "first y", whole("axis", 1), list("split", 3, 1));
        assertArrayEquals(numbers(4), listed.run(1, 1, 2, 3, 4));
        Models equal = Models.of(1, -1, 4).node("Split", "x", "first y", whole("axis", 1));
        assertArrayEquals(numbers(3, 4), equal.run(1, 1, 2, 3, 4));
    }

    @Test
    void partsThatAreNotSaidClearlyAreRefused() {
        Models fraction = Models.of(1, -1, 4)
                .constant(floats("parts", 1.5f, 2.5f))
                .node("Split", "x parts", "first y", whole("axis", 1));
        refused(fraction, "(Split)", "element 0 is 1.5");
        Models twice = Models.of(1, -1, 4)
                .constant(floats("parts", 1, 3))
                .node("Split", "x parts", "first y", whole("axis", 1), list("split", 1, 3));
        refused(twice, "(Split)", "only one can be meant");
        refused(Models.of(1, -1, 4).node("Split", "x", "first y"), "(Split)", "of opset 1", "axis");
    }

    @Test
    void oneAxisIsRepeated() throws OnnxException {
        Models model = single(1, "Tile", extents(-1, 2), List.of(floats("tiles", 2), floats("axis", 1)));
        assertArrayEquals(numbers(1, 2, 1, 2), model.run(1, 1, 2));
    }

    /** The example of ONNX's text. */
    @Test
    void imagesGrowByAScaleOfEachSide() throws OnnxException {
        Models model =
                single(1, "Upsample", extents(-1, 1, 2, 2), List.of(), real("height_scale", 2), real("width_scale", 2));
        assertArrayEquals(numbers(1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4), model.run(1, 1, 2, 3, 4));
        Models wide = single(
                1,
                "Upsample",
                extents(-1, 1, 1, 2),
                List.of(),
                text("mode", "bilinear"),
                real("height_scale", 1),
                real("width_scale", 2));
        assertArrayEquals(numbers(1, 2, 3, 3), wide.run(1, 1, 3));
        refused(
                single(1, "Upsample", extents(-1, 1, 2), List.of(), real("height_scale", 1), real("width_scale", 2)),
                "(Upsample)",
                "[batch, channels, height, width]");
    }

    /** Opset 1 says bilinear for linear. */
    @Test
    void upsampleMakesNoLessAndHasTheModesOfItsOpset() {
        refused(
                single(
                        1,
                        "Upsample",
                        extents(-1, 1, 4, 4),
                        List.of(),
                        real("height_scale", 0.5f),
                        real("width_scale", 1)),
                "(Upsample)",
                "scale 2 is 0.5, but must be 1 or more");
        refused(
                single(
                        1,
                        "Upsample",
                        extents(-1, 1, 1, 2),
                        List.of(),
                        text("mode", "linear"),
                        real("height_scale", 1),
                        real("width_scale", 2)),
                "mode 'linear' is not supported; supported: nearest, bilinear");
        refused(
                single(9, "Upsample", extents(-1, 1, 2), List.of(floats("s", 1, 1, 2)), text("mode", "bilinear")),
                "mode 'bilinear' is not supported; supported: nearest, linear");
    }

    /** (1^1.5 + 4^1.5)^(1 / 1.5) is 9^(2/3). */
    @Test
    void normsMayBeOfAnyRealNumber() throws OnnxException {
        Models pooled = single(
                1,
                "LpPool",
                extents(-1, 1, 4),
                List.of(),
                list("kernel_shape", 2),
                list("strides", 2),
                real("p", 1.5f));
        assertArrayEquals(numbers(4.3267487f, 4), pooled.run(1, 1, -4, 1e-30f, 4), 1e-5f);
        Models usual = single(1, "LpPool", extents(-1, 1, 2), List.of(), list("kernel_shape", 2));
        assertArrayEquals(numbers(5), usual.run(1, 3, -4), 1e-5f);
        refused(single(1, "LpPool", extents(-1, 1, 2), List.of()), "(LpPool)", "kernel_shape is missing");
        Models global = single(1, "GlobalLpPool", extents(-1, 1, 2), List.of(), real("p", 1));
        assertArrayEquals(numbers(7), global.run(1, 3, -4), 1e-5f);
        Models root = single(1, "GlobalLpPool", extents(-1, 1, 2), List.of());
        assertArrayEquals(numbers(5), root.run(1, 3, -4), 1e-5f);
    }

    /** (1⁴ + 2⁴)^¼ and (1⁶ + 2⁶)^⅙; the norm of zeros is 0. */
    @Test
    void normsMayBeOfEvenNumbers() throws OnnxException {
        Models fourth = single(1, "GlobalLpPool", extents(-1, 1, 2), List.of(), real("p", 4));
        assertArrayEquals(numbers(2.0305432f), fourth.run(1, 1, -2), 1e-5f);
        assertArrayEquals(numbers(0), fourth.run(1, 0, 0));
        Models sixth = single(1, "GlobalLpPool", extents(-1, 1, 2), List.of(), real("p", 6));
        assertArrayEquals(numbers(2.0051749f), sixth.run(1, 1, -2), 1e-5f);
    }

    @Test
    void operatorsThatAnOpsetLacksAreToldWithThoseThatHaveThem() {
        refused(
                single(8, "Erf", extents(-1, 2), List.of()),
                "(Erf)",
                "opset 8 has no operator Erf, which there is from opset 9 on");
        refused(
                single(11, "Scatter", extents(-1, 2), List.of()),
                "(Scatter)",
                "opset 11 has no operator Scatter any more, which there was up to opset 10");
    }
}
