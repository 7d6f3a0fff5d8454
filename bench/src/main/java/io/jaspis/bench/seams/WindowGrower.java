package io.jaspis.bench.seams;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Grows convolutions and pooling over images and sequences. */
final class WindowGrower {
    private final Draft draft;
    private final ConstantGrower constants;

    WindowGrower(Draft draft, ConstantGrower constants) {
        this.draft = draft;
        this.constants = constants;
    }

    private boolean has(String operator) {
        return draft.has(operator, draft.element);
    }

    String convolution(String x) {
        int[] shape = draft.shape(x);
        int axes = shape.length - 2;
        boolean turned = draft.is(0.3);
        String operator = turned ? "ConvTranspose" : "Conv";
        if (!has(operator)) {
            throw Draft.unavailable();
        }
        int in = shape[1];
        int groups = in % 2 == 0 && draft.is(0.3) ? 2 : 1;
        int out = groups * draft.random.nextInt(1, 3);
        int[] weights = new int[axes + 2];
        weights[0] = turned ? in : out;
        weights[1] = turned ? out / groups : in / groups;
        List<AttributeProto> attributes = new ArrayList<>();
        for (int axis = 0; axis < axes; axis++) {
            weights[2 + axis] = draft.random.nextInt(1, 4);
        }
        if (draft.is(0.5)) {
            attributes.add(Attributes.wholes("kernel_shape", Arrays.copyOfRange(weights, 2, weights.length)));
        }
        if (groups > 1 || draft.is(0.2)) {
            attributes.add(Attributes.whole("group", groups));
        }
        window(attributes, axes, turned, true);
        List<String> inputs = new ArrayList<>(List.of(x, constants.weights(weights)));
        if (draft.is(0.6)) {
            inputs.add(constants.weights(out));
        }
        return draft.node(operator, inputs, attributes.toArray(AttributeProto[]::new));
    }

    private void window(List<AttributeProto> attributes, int axes, boolean turned, boolean dilates) {
        if (draft.is(0.5)) {
            attributes.add(Attributes.wholes("strides", some(axes, 1, draft.is(0.2) ? 5 : 3)));
        }
        if (dilates && draft.is(0.2)) {
            attributes.add(Attributes.wholes("dilations", some(axes, 1, 3)));
        }
        if (draft.is(0.4)) {
            attributes.add(Attributes.wholes("pads", some(2 * axes, 0, 2)));
        } else if (draft.is(0.3)
                && attributes.stream().noneMatch(each -> each.getName().equals("dilations"))) {
            attributes.add(Attributes.text(
                    "auto_pad",
                    turned ? draft.any("NOTSET", "VALID") : draft.any("SAME_UPPER", "SAME_LOWER", "VALID")));
        }
    }

    private int[] some(int count, int least, int beyond) {
        int[] numbers = new int[count];
        Arrays.setAll(numbers, _ -> draft.random.nextInt(least, beyond));
        return numbers;
    }

    String pool(String x) {
        int axes = draft.shape(x).length - 2;
        boolean maximum = draft.is(0.5);
        if (!has("MaxPool")) {
            throw Draft.unavailable();
        }
        List<AttributeProto> attributes = new ArrayList<>();
        attributes.add(Attributes.wholes("kernel_shape", some(axes, 1, 4)));
        window(attributes, axes, false, draft.opset >= (maximum ? 10 : 19));
        if (draft.opset >= 10 && draft.is(0.2)) {
            attributes.add(Attributes.whole("ceil_mode", 1));
        }
        if (!maximum && draft.is(0.4)) {
            attributes.add(Attributes.whole("count_include_pad", 1));
        }
        return draft.node(maximum ? "MaxPool" : "AveragePool", List.of(x), attributes.toArray(AttributeProto[]::new));
    }

    String global(String x) {
        if (!has("GlobalMaxPool")) {
            throw Draft.unavailable();
        }
        return draft.node(draft.any("GlobalMaxPool", "GlobalAveragePool"), List.of(x));
    }
}
