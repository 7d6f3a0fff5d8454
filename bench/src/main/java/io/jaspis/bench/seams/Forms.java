package io.jaspis.bench.seams;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Nodes in the forms that the draft's opset has: what older ones give as an attribute, newer ones take as an input. */
final class Forms {
    private final Draft draft;
    private final ConstantGrower constants;

    Forms(Draft draft, ConstantGrower constants) {
        this.draft = draft;
        this.constants = constants;
    }

    /** [batch, channels, height, width], with axes of one element where there are fewer; none where there are more. */
    String image(String x) {
        int rank = draft.shape(x).length;
        return switch (rank) {
            case 2 -> withAxes("Unsqueeze", x, 1, 2);
            case 3 -> withAxes("Unsqueeze", x, 1);
            case 4 -> x;
            default -> throw Draft.unavailable();
        };
    }

    String castTo(String x, Element type) {
        Element from = draft.value(x).element();
        if (!draft.has("Cast", from) || !draft.has("Cast", type)) {
            throw new UndefinedException("no cast from " + from + " to " + type);
        }
        return draft.node("Cast", List.of(x), Attributes.whole("to", type.code()));
    }

    /** An operand limited to a range, as the opset has it. */
    String clip(String x, Element type) {
        double least = draft.any(-1.0, 0.0, -0.5, -6.0);
        double most = draft.any(1.0, 0.5, 6.0, 16.0);
        if (draft.opset < 11) {
            return draft.node(
                    "Clip", List.of(x), Attributes.real("min", (float) least), Attributes.real("max", (float) most));
        }
        String lower = draft.is(0.2) ? "" : limit(type, least);
        String upper = draft.is(0.2) ? "" : limit(type, most);
        return draft.node("Clip", upper.isEmpty() && draft.is(0.5) ? List.of(x, lower) : List.of(x, lower, upper));
    }

    private String limit(Element type, double number) {
        if (draft.is(0.1)) {
            return constants.finite(type, new int[0], 2);
        }
        boolean infinite = type.isFloat() && draft.is(0.05);
        long[] bits = {Numbers.bits(type, infinite ? Math.copySign(Double.POSITIVE_INFINITY, number) : number)};
        if (draft.is(0.3)) {
            Element other = draft.any(Element.values());
            if (draft.has("Cast", other)) {
                return castTo(draft.constant(other, new int[0], new long[] {Numbers.bits(other, number)}), type);
            }
        }
        return draft.constant(type, new int[0], bits);
    }

    String slice(String x, int axis, long start, long end, long step) {
        if (draft.opset < 10) {
            if (step != 1) {
                throw new UndefinedException("no steps before opset 10");
            }
            return draft.node(
                    "Slice",
                    List.of(x),
                    Attributes.wholes("starts", start),
                    Attributes.wholes("ends", end),
                    Attributes.wholes("axes", axis));
        }
        List<String> inputs = new ArrayList<>(List.of(
                x, draft.list(new long[] {start}), draft.list(new long[] {end}), draft.list(new long[] {axis})));
        if (step != 1 || draft.is(0.3)) {
            inputs.add(draft.list(new long[] {step}));
        }
        return draft.node("Slice", inputs);
    }

    List<String> split(String x, int axis, int[] sizes) {
        boolean equal = Arrays.stream(sizes).distinct().count() == 1;
        if (equal && draft.opset < 18 && draft.is(0.5)) {
            return draft.nodes("Split", sizes.length, List.of(x), Attributes.whole("axis", axis));
        }
        if (equal && draft.opset >= 18 && draft.is(0.5)) {
            return draft.nodes(
                    "Split",
                    sizes.length,
                    List.of(x),
                    Attributes.whole("axis", axis),
                    Attributes.whole("num_outputs", sizes.length));
        }
        return draft.opset < 13
                ? draft.nodes(
                        "Split",
                        sizes.length,
                        List.of(x),
                        Attributes.whole("axis", axis),
                        Attributes.wholes("split", sizes))
                : draft.nodes("Split", sizes.length, List.of(x, draft.list(sizes)), Attributes.whole("axis", axis));
    }

    /** Squeeze and Unsqueeze have their axes as an attribute before opset 13. */
    String withAxes(String operator, String x, int... axes) {
        int rank = draft.shape(x).length + (operator.equals("Unsqueeze") ? axes.length : 0);
        int[] given = axes.clone();
        if (draft.opset >= 11 && draft.is(0.2)) {
            Arrays.setAll(given, i -> axes[i] - rank);
        }
        return draft.opset < 13
                ? draft.node(operator, List.of(x), Attributes.wholes("axes", given))
                : draft.node(operator, List.of(x, draft.list(given)));
    }

    String pad(String x, int[] pads, String mode, Element type) {
        if (draft.opset < 11) {
            return draft.node(
                    "Pad",
                    List.of(x),
                    Attributes.text("mode", mode),
                    Attributes.wholes("pads", pads),
                    Attributes.real("value", draft.any(0f, 0f, 1f, -0.25f)));
        }
        int rank = pads.length / 2;
        boolean some = draft.opset >= 18 && rank > 1 && draft.is(0.3);
        int[] axes = new int[rank - 1];
        Arrays.setAll(axes, axis -> axis + 1);
        int[] inner = new int[2 * axes.length];
        for (int axis = 1; axis < rank && some; axis++) {
            inner[axis - 1] = pads[axis];
            inner[axes.length + axis - 1] = pads[rank + axis];
        }
        some &= pads[0] == 0 && pads[rank] == 0;
        List<String> inputs = new ArrayList<>(List.of(x, draft.list(some ? inner : pads)));
        if (mode.equals("constant") && draft.is(0.6)) {
            inputs.add(limit(type, draft.any(0.0, 1.0, -0.25, 3.0)));
        }
        if (some) {
            if (inputs.size() == 2) {
                inputs.add("");
            }
            inputs.add(draft.list(axes));
        }
        return draft.node("Pad", inputs, Attributes.text("mode", mode));
    }

    /** A reduction over one axis, which the operators have as an attribute or an input. */
    String reduce(String operator, String x, boolean keep, int... axes) {
        boolean input = draft.opset >= (operator.equals("ReduceSum") ? 13 : 18);
        AttributeProto kept = Attributes.whole("keepdims", keep ? 1 : 0);
        return input
                ? draft.node(operator, List.of(x, draft.list(axes)), kept)
                : draft.node(operator, List.of(x), kept, Attributes.wholes("axes", axes));
    }
}
