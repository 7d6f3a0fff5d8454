package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.floats;
import static io.jaspis.autodiff.onnx.Models.list;
import static io.jaspis.autodiff.onnx.Models.none;
import static io.jaspis.autodiff.onnx.Models.refused;
import static io.jaspis.autodiff.onnx.Models.single;
import static io.jaspis.autodiff.onnx.Models.text;
import static io.jaspis.autodiff.onnx.Models.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a window's attributes mean for sequences, images and volumes alike. */
class WindowFormsTest {
    /** One channel of so many axes of this extent, behind a batch. */
    private static long[] input(int axes, long extent) {
        long[] extents = new long[axes + 2];
        Arrays.fill(extents, extent);
        extents[0] = 1;
        extents[1] = 1;
        return extents;
    }

    /** Ones for so many axes of two taps. */
    private static TensorProto weights(int axes) {
        int[] extents = new int[axes + 2];
        Arrays.fill(extents, 2);
        extents[0] = 1;
        extents[1] = 1;
        float[] ones = new float[1 << axes];
        Arrays.fill(ones, 1);
        return floats("w", extents, ones);
    }

    private static AttributeProto all(String name, int count, long value) {
        long[] values = new long[count];
        Arrays.fill(values, value);
        return list(name, values);
    }

    /** A window operator with its own weights or kernel_shape of 2. */
    private static Models window(String operator, int axes, AttributeProto... more) {
        List<AttributeProto> attributes = new ArrayList<>(List.of(more));
        boolean pools = operator.endsWith("Pool");
        if (pools) {
            attributes.add(all("kernel_shape", axes, 2));
        }
        return single(
                13,
                operator,
                input(axes, 5),
                pools ? List.of() : List.of(weights(axes)),
                attributes.toArray(AttributeProto[]::new));
    }

    private static void shape(Models model, int axes, int extent) throws OnnxException {
        int[] extents = new int[axes + 1];
        Arrays.fill(extents, extent);
        extents[0] = 1;
        assertEquals(Shape.of(extents), Onnx.read(model.bytes()).output("y").shape());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void autoPadIsOneOfItsWords(int axes) {
        for (String operator : List.of("Conv", "ConvTranspose", "MaxPool", "AveragePool")) {
            for (String word : List.of("SAME", "SAMELOWER", "same_upper", "FOO")) {
                refused(window(operator, axes, text("auto_pad", word)), operator, "auto_pad");
            }
        }
        refused(window("ConvTranspose", axes, text("auto_pad", "FOO"), all("output_shape", axes, 6)), "ConvTranspose");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void validHasNoPads(int axes) throws OnnxException {
        AttributeProto pads = all("pads", 2 * axes, 1);
        AttributeProto valid = text("auto_pad", "VALID");
        for (String operator : List.of("Conv", "MaxPool", "AveragePool")) {
            shape(window(operator, axes, all("pads", 2 * axes, 0), valid), axes, 4);
            refused(window(operator, axes, pads, valid), operator, "auto_pad VALID and pads", "say different things");
            shape(window(operator, axes, pads), axes, 6);
            shape(window(operator, axes, pads, text("auto_pad", "")), axes, 6);
        }
        shape(window("ConvTranspose", axes, all("pads", 2 * axes, 0), valid), axes, 6);
        refused(window("ConvTranspose", axes, pads, valid), "ConvTranspose", "auto_pad VALID and pads");
        shape(window("ConvTranspose", axes, pads), axes, 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void kernelShapeIsThatOfTheWeights(int axes) throws OnnxException {
        for (String operator : List.of("Conv", "ConvTranspose")) {
            refused(window(operator, axes, all("kernel_shape", axes, 3)), operator, "kernel_shape");
            shape(window(operator, axes, all("kernel_shape", axes, 2)), axes, operator.equals("Conv") ? 4 : 6);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aBiasIsAList(int axes) throws OnnxException {
        for (String operator : List.of("Conv", "ConvTranspose")) {
            TensorProto column = floats("b", new int[] {1, 1}, 3);
            refused(
                    single(13, operator, input(axes, 2), List.of(weights(axes), column)),
                    operator,
                    "the bias must be [1]");
            float[] ones = new float[1 << axes];
            Arrays.fill(ones, 1);
            float[] biased = single(13, operator, input(axes, 2), List.of(weights(axes), floats("b", 3)))
                    .run(1, ones);
            float[] plain =
                    single(13, operator, input(axes, 2), List.of(weights(axes))).run(1, ones);
            float[] empty = single(13, operator, input(axes, 2), List.of(weights(axes), none()))
                    .run(1, ones);
            assertArrayEquals(plain, empty);
            assertEquals(plain[0] + 3, biased[0]);
        }
    }

    /** The positions that ONNX has, of which each counts as many taps as lie on the volume, or with its padding. */
    @ParameterizedTest
    @CsvSource({"5, 2, 2, 1, 0", "6, 3, 2, 1, 1", "4, 2, 3, 1, 0", "5, 2, 2, 2, 1", "6, 2, 2, 1, 0", "7, 3, 4, 1, 1"})
    void volumesArePooledUpToTheirEnd(int extent, int kernel, int stride, int dilation, int pad) throws OnnxException {
        float[] x = new float[extent * extent * extent];
        for (int i = 0; i < x.length; i++) {
            x[i] = i * 37 % 101 - 50;
        }
        int reach = (kernel - 1) * dilation + 1;
        int positions = Math.ceilDiv(extent + 2 * pad - reach, stride) + 1;
        positions -= (positions - 1) * stride >= extent + pad ? 1 : 0;
        for (String operator : List.of("MaxPool", "AveragePool")) {
            for (boolean counted : List.of(false, true)) {
                List<AttributeProto> attributes = new ArrayList<>(List.of(
                        whole("ceil_mode", 1),
                        all("kernel_shape", 3, kernel),
                        all("strides", 3, stride),
                        all("dilations", 3, dilation),
                        all("pads", 6, pad)));
                if (operator.equals("AveragePool")) {
                    attributes.add(whole("count_include_pad", counted ? 1 : 0));
                }
                float[] y = single(22, operator, input(3, extent), List.of(), attributes.toArray(AttributeProto[]::new))
                        .run(1, x);
                assertEquals(positions * positions * positions, y.length);
                for (int i = 0; i < y.length; i++) {
                    int[] start = {
                        i / positions / positions * stride - pad,
                        i / positions % positions * stride - pad,
                        i % positions * stride - pad
                    };
                    double sum = 0;
                    int taps = 0;
                    double largest = Double.NEGATIVE_INFINITY;
                    for (int tap = 0; tap < kernel * kernel * kernel; tap++) {
                        int a = start[0] + tap / kernel / kernel * dilation;
                        int b = start[1] + tap / kernel % kernel * dilation;
                        int c = start[2] + tap % kernel * dilation;
                        boolean inside = Math.min(a, Math.min(b, c)) >= 0 && Math.max(a, Math.max(b, c)) < extent;
                        boolean padded = Math.max(a, Math.max(b, c)) < extent + pad;
                        taps += inside || counted && padded ? 1 : 0;
                        if (inside) {
                            sum += x[(a * extent + b) * extent + c];
                            largest = Math.max(largest, x[(a * extent + b) * extent + c]);
                        }
                    }
                    assertEquals(operator.equals("MaxPool") ? largest : sum / taps, y[i], 1e-4);
                }
            }
        }
    }

    @Test
    void whatPoolsNoVolumesSaysSo() {
        refused(window("LpPool", 3), "LpPool", "volumes are not supported");
        refused(window("LpPool", 4), "LpPool", "[batch, channels, height, width]");
    }

    /** A window operator over a sequence of this extent, of as many taps. */
    private static Models sequence(int opset, String operator, long extent, int taps, AttributeProto... more) {
        List<AttributeProto> attributes = new ArrayList<>(List.of(more));
        boolean pools = operator.endsWith("Pool");
        if (pools) {
            attributes.add(list("kernel_shape", taps));
        }
        float[] ones = new float[taps];
        Arrays.fill(ones, 1);
        TensorProto weights = floats("w", new int[] {1, 1, taps}, ones);
        return single(
                opset,
                operator,
                input(1, extent),
                pools ? List.of() : List.of(weights),
                attributes.toArray(AttributeProto[]::new));
    }

    /** ONNX Runtime begins behind the first element, or refuses the padding, which would be less than 0. */
    @Test
    void aPoolThatLeavesElementsOverIsRefused() throws OnnxException {
        for (String word : List.of("SAME_UPPER", "SAME_LOWER")) {
            AttributeProto same = text("auto_pad", word);
            for (String operator : List.of("MaxPool", "AveragePool", "LpPool")) {
                refused(
                        sequence(22, operator, 3, 1, same, list("strides", 3)),
                        operator,
                        "auto_pad " + word + " is read in several ways",
                        "leave over 2 of 3 elements",
                        "give pads");
                refused(sequence(22, operator, 4, 1, same, list("strides", 2)), operator, "leave over 1 of 4 elements");
                float[] all =
                        sequence(22, operator, 5, 1, same, list("strides", 2)).run(1, 1, 2, 3, 4, 5);
                assertArrayEquals(new float[] {1, 3, 5}, all, 1e-6f);
            }
            for (String operator : List.of("MaxPool", "AveragePool")) {
                refused(window(operator, 3, same, all("strides", 3, 5)), operator, "auto_pad " + word, "leave over");
            }
        }
    }

    /** Up to two elements more all readers leave behind the last window; of three and more ONNX Runtime leaves some before. */
    @Test
    void aConvolutionLeavesFewElementsOver() throws OnnxException {
        for (String word : List.of("SAME_UPPER", "SAME_LOWER")) {
            AttributeProto same = text("auto_pad", word);
            float[] one = sequence(22, "Conv", 4, 1, same, list("strides", 2)).run(1, 1, 2, 3, 4);
            assertArrayEquals(new float[] {1, 3}, one);
            float[] two = sequence(22, "Conv", 6, 1, same, list("strides", 3)).run(1, 1, 2, 3, 4, 5, 6);
            assertArrayEquals(new float[] {1, 4}, two);
            refused(
                    sequence(22, "Conv", 4, 1, same, list("strides", 4)),
                    "Conv",
                    "auto_pad " + word + " is read in several ways",
                    "leave over 3 of 4 elements");
            refused(window("Conv", 3, same, all("strides", 3, 5)), "Conv", "leave over 3 of 5 elements");
        }
    }

    /** ONNX Runtime leaves the dilation out in pooling and has no such convolution; ONNX's reference has a third shape. */
    @Test
    void autoPadGoesWithNoDilation() throws OnnxException {
        for (String word : List.of("SAME_UPPER", "SAME_LOWER")) {
            AttributeProto same = text("auto_pad", word);
            AttributeProto dilations = list("dilations", 2);
            for (String operator : List.of("MaxPool", "AveragePool", "LpPool", "Conv")) {
                refused(
                        sequence(22, operator, 5, 2, same, dilations),
                        operator,
                        "auto_pad " + word + " is read in several ways",
                        "a dilation, 2",
                        "give pads");
                float[] single = sequence(22, operator, 3, 1, same, dilations).run(1, 1, 2, 3);
                assertArrayEquals(new float[] {1, 2, 3}, single, 1e-6f);
            }
            for (String operator : List.of("MaxPool", "Conv")) {
                refused(window(operator, 3, same, all("dilations", 3, 2)), operator, "a dilation, 2");
            }
        }
    }

    /** ONNX's text and its reference have no position that reaches beyond the input, ONNX Runtime has. */
    @Test
    void validThatIsRoundedUpIsRefused() throws OnnxException {
        AttributeProto valid = text("auto_pad", "VALID");
        AttributeProto up = whole("ceil_mode", 1);
        for (String operator : List.of("MaxPool", "AveragePool", "LpPool")) {
            refused(
                    sequence(22, operator, 5, 2, valid, up, list("strides", 2)),
                    operator,
                    "auto_pad VALID with ceil_mode is read in several ways",
                    "give pads");
            shape(sequence(22, operator, 6, 2, valid, up, list("strides", 2)), 1, 3);
            shape(sequence(22, operator, 5, 2, up, list("strides", 2)), 1, 3);
        }
    }

    /** ONNX Runtime refuses both of convolutions and goes by auto_pad in pooling; ONNX's reference goes by the pads of some. */
    @Test
    void padsAreThoseOfAutoPad() throws OnnxException {
        AttributeProto same = text("auto_pad", "SAME_UPPER");
        for (String operator : List.of("Conv", "ConvTranspose", "MaxPool", "AveragePool", "LpPool")) {
            refused(
                    sequence(22, operator, 5, 2, same, list("pads", 1, 0)),
                    operator,
                    "auto_pad SAME_UPPER and pads [1, 0] say different things",
                    "give one of them");
            shape(sequence(22, operator, 5, 2, same, list("pads", 0, 1)), 1, 5);
        }
        shape(sequence(22, "MaxPool", 5, 2, same, list("pads", 0, 0)), 1, 5);
        refused(sequence(22, "ConvTranspose", 5, 2, same, list("pads", 0, 0)), "ConvTranspose", "say different things");
    }

    /** ONNX's reference puts zeros before and behind, ONNX Runtime none. */
    @Test
    void aTransposeThatLacksElementsIsRefused() throws OnnxException {
        for (String word : List.of("SAME_UPPER", "SAME_LOWER")) {
            AttributeProto same = text("auto_pad", word);
            refused(
                    single(
                            13,
                            "ConvTranspose",
                            input(1, 3),
                            List.of(floats("w", new int[] {1, 1, 1}, 1)),
                            list("strides", 3),
                            same),
                    "auto_pad " + word,
                    "output_shape");
            refused(
                    single(
                            13,
                            "ConvTranspose",
                            input(1, 3),
                            List.of(floats("w", new int[] {1, 1, 1}, 1)),
                            list("strides", 3),
                            list("output_shape", 8),
                            same),
                    "auto_pad " + word,
                    "without auto_pad");
            shape(window("ConvTranspose", 2, same, list("strides", 2, 2)), 2, 10);
        }
        float[] told = single(
                        13,
                        "ConvTranspose",
                        input(1, 3),
                        List.of(floats("w", new int[] {1, 1, 1}, 1)),
                        list("strides", 3),
                        list("output_shape", 9))
                .run(1, 1, 2, 3);
        assertArrayEquals(new float[] {1, 0, 0, 2, 0, 0, 3, 0, 0}, told);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aTransposeIsPaddedByLessThanItsStride(int axes) throws OnnxException {
        AttributeProto strides = all("strides", axes, 2);
        shape(window("ConvTranspose", axes, strides, all("output_padding", axes, 1)), axes, 11);
        refused(
                window("ConvTranspose", axes, strides, all("output_padding", axes, 2)),
                "node 'only' (ConvTranspose)",
                "by output_padding axis 2",
                "from 0 to 1 are supported");
        if (axes < 3) {
            refused(
                    window("ConvTranspose", axes, strides, all("output_shape", axes, 12)),
                    "node 'only' (ConvTranspose)",
                    "by output_shape axis 2",
                    "from 0 to 1 are supported");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aWindowOnPaddingAloneHasNoMaximum(int axes) {
        for (String operator : List.of("MaxPool", "AveragePool")) {
            refused(
                    window(operator, axes, all("pads", 2 * axes, 2)),
                    "node 'only' (" + operator + ")",
                    "a window lies on padding alone");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void windowsLargerThanTheirInputAreToldByTheAxis(int axes) throws OnnxException {
        AttributeProto kernel = all("kernel_shape", axes, 2);
        String[] told = {"reaches over 2 elements", "axis 2 of its input, of 1 and with its padding 1"};
        refused(single(13, "Conv", input(axes, 1), List.of(weights(axes))), "node 'only' (Conv)", told[0], told[1]);
        for (String operator : List.of("MaxPool", "AveragePool")) {
            refused(
                    single(13, operator, input(axes, 1), List.of(), kernel),
                    "node 'only' (" + operator + ")",
                    told[0],
                    told[1]);
            shape(
                    single(
                            13,
                            operator,
                            input(axes, 1),
                            List.of(),
                            kernel,
                            all("strides", axes, 2),
                            whole("ceil_mode", 1)),
                    axes,
                    1);
        }
        shape(single(13, "ConvTranspose", input(axes, 1), List.of(weights(axes))), axes, 2);
    }
}
