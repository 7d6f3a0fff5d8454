package io.jaspis.bench.seams;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Grows layers of whole numbers that stand for fractions, and goes back to fractions behind each. */
final class QuantisedGrower {
    private final Draft draft;
    private final Forms forms;
    private final int batch;

    /** @param batch the extent of axis 0 that the file fixes; 0 where it is open */
    QuantisedGrower(Draft draft, Forms forms, int batch) {
        this.draft = draft;
        this.forms = forms;
        this.batch = batch;
    }

    /** By the operator that each is for. */
    Map<String, UnaryOperator<String>> layers() {
        Map<String, UnaryOperator<String>> layers = new TreeMap<>();
        layers.put("QuantizeLinear", x -> back(quantised(x, draft.is(0.3))));
        layers.put("DequantizeLinear", this::weighted);
        layers.put("DynamicQuantizeLinear", this::dynamic);
        layers.put("MatMulInteger", this::integerProduct);
        layers.put("ConvInteger", this::integerConvolution);
        layers.put("QLinearMatMul", this::product);
        layers.put("QLinearConv", this::convolution);
        return layers;
    }

    /** A value in steps, with what gives it back. */
    private record Quantised(String steps, String scale, String zero, int axis) {}

    private void requireFloat() {
        if (draft.element != Element.FLOAT || draft.opset < 10) {
            throw Draft.unavailable();
        }
    }

    private Element bytes() {
        return draft.any(Element.UINT8, Element.INT8);
    }

    private String scale(int... shape) {
        long[] bits = new long[FileTensor.size(shape)];
        Arrays.setAll(
                bits, _ -> Numbers.bits(Element.FLOAT, draft.any(0.5, 0.25, 0.1, 0.02, 1.0, 1.0 / 255, 0.0078125)));
        return draft.constant(Element.FLOAT, shape, bits);
    }

    private String zero(Element type, int... shape) {
        long[] bits = new long[FileTensor.size(shape)];
        boolean none = draft.is(0.3);
        Arrays.setAll(bits, _ -> none ? 0 : type.wrapped(draft.random.nextInt(type.isSigned() ? -20 : 0, 140)));
        return draft.constant(type, shape, bits);
    }

    private String wholes(Element type, int... shape) {
        long[] bits = new long[FileTensor.size(shape)];
        Arrays.setAll(bits, _ -> draft.is(0.1) ? draft.any(127, -128, 0) : draft.random.nextInt(-9, 10));
        Arrays.setAll(bits, i -> type.wrapped(type.isSigned() ? bits[i] : bits[i] + 128));
        return draft.constant(type, shape, bits);
    }

    /** With one scale, or one for each place of an axis. */
    private Quantised quantised(String x, boolean perAxis) {
        requireFloat();
        int[] shape = draft.shape(x);
        Element type = bytes();
        if (perAxis && draft.opset >= 13 && shape.length > 1) {
            int axis = draft.random.nextInt(1, shape.length);
            String scale = scale(shape[axis]);
            String zero = zero(type, shape[axis]);
            String steps = draft.node("QuantizeLinear", List.of(x, scale, zero), Attributes.whole("axis", axis));
            return new Quantised(steps, scale, zero, axis);
        }
        String scale = scale();
        if (draft.is(0.15)) {
            return new Quantised(draft.node("QuantizeLinear", List.of(x, scale)), scale, "", -1);
        }
        String zero = zero(type);
        return new Quantised(draft.node("QuantizeLinear", List.of(x, scale, zero)), scale, zero, -1);
    }

    private String back(Quantised x) {
        List<String> inputs = x.zero.isEmpty() ? List.of(x.steps, x.scale) : List.of(x.steps, x.scale, x.zero);
        return x.axis < 0
                ? draft.node("DequantizeLinear", inputs)
                : draft.node("DequantizeLinear", inputs, Attributes.whole("axis", x.axis));
    }

    /** Fractions times weights that are stored as whole numbers. */
    private String weighted(String x) {
        requireFloat();
        int[] shape = draft.shape(x);
        Element type = bytes();
        String weights =
                draft.node("DequantizeLinear", List.of(wholes(type, shape[shape.length - 1], 3), scale(), zero(type)));
        return draft.node("MatMul", List.of(x, weights));
    }

    private String dynamic(String x) {
        requireFloat();
        // One scale for all examples has a meaning for one example alone.
        if (draft.opset < 11 || batch != 1 && draft.is(0.9)) {
            throw Draft.unavailable();
        }
        List<String> all = draft.nodes("DynamicQuantizeLinear", 3, List.of(x));
        return draft.node("DequantizeLinear", List.of(all.get(0), all.get(1), all.get(2)));
    }

    private String integerProduct(String x) {
        Quantised steps = quantised(x, false);
        int[] shape = draft.shape(x);
        Element type = bytes();
        List<String> inputs = new ArrayList<>(List.of(steps.steps, wholes(type, shape[shape.length - 1], 3)));
        if (draft.is(0.7)) {
            inputs.add(steps.zero);
            if (draft.is(0.6)) {
                inputs.add(draft.is(0.4) ? zero(type, 3) : zero(type));
            }
        }
        return scaled(draft.node("MatMulInteger", inputs));
    }

    private String scaled(String sums) {
        String real = draft.node("Cast", List.of(sums), Attributes.whole("to", Element.FLOAT.code()));
        return draft.node("Mul", List.of(real, scale()));
    }

    private String integerConvolution(String given) {
        String x = forms.image(given);
        int[] shape = draft.shape(x);
        Quantised steps = quantised(x, false);
        Element type = bytes();
        List<String> inputs = new ArrayList<>(List.of(steps.steps, wholes(type, 2, shape[1], 2, 2)));
        if (draft.is(0.7)) {
            inputs.add(steps.zero);
            if (draft.is(0.6)) {
                inputs.add(zero(type));
            }
        }
        return scaled(draft.node("ConvInteger", inputs, pads()));
    }

    private AttributeProto pads() {
        return draft.is(0.5) ? Attributes.wholes("pads", 1, 0, 0, 1) : Attributes.wholes("pads", 0, 0, 1, 1);
    }

    private String product(String x) {
        Quantised a = quantised(x, false);
        int[] shape = draft.shape(x);
        Element type = bytes();
        Element result = a.zero.isEmpty() ? Element.UINT8 : draft.value(a.zero).element();
        String zeroOfA = a.zero.isEmpty() ? noZero(Element.UINT8) : a.zero;
        boolean columns = draft.is(0.3);
        String scale = scale();
        String zero = zero(result);
        String steps = draft.node(
                "QLinearMatMul",
                List.of(
                        a.steps,
                        a.scale,
                        zeroOfA,
                        wholes(type, shape[shape.length - 1], 3),
                        columns ? scale(3) : scale(),
                        columns ? zero(type, 3) : zero(type),
                        scale,
                        zero));
        return back(new Quantised(steps, scale, zero, -1));
    }

    private String noZero(Element type) {
        return draft.constant(type, new int[0], new long[] {0});
    }

    private String convolution(String given) {
        String x = forms.image(given);
        int[] shape = draft.shape(x);
        Quantised a = quantised(x, false);
        Element result = a.zero.isEmpty() ? Element.UINT8 : draft.value(a.zero).element();
        Element type = draft.is(0.7) ? Element.INT8 : Element.UINT8;
        boolean channels = draft.is(0.4);
        String scale = scale();
        String zero = zero(result);
        List<String> inputs = new ArrayList<>(List.of(
                a.steps,
                a.scale,
                a.zero.isEmpty() ? noZero(Element.UINT8) : a.zero,
                wholes(type, 2, shape[1], 2, 2),
                channels ? scale(2) : scale(),
                channels ? noZeros(type, 2) : zero(type),
                scale,
                zero));
        if (draft.is(0.5)) {
            inputs.add(wholes(Element.INT32, 2));
        }
        return back(new Quantised(draft.node("QLinearConv", inputs, pads()), scale, zero, -1));
    }

    private String noZeros(Element type, int count) {
        return draft.constant(type, new int[] {count}, new long[count]);
    }
}
