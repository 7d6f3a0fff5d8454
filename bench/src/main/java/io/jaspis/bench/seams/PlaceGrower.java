package io.jaspis.bench.seams;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Grows what takes elements from known places or puts them there, and images of another size. */
final class PlaceGrower {
    private final Draft draft;
    private final ConstantGrower constants;
    private final Forms forms;
    private final int batch;

    /** @param batch the extent of axis 0 that the file fixes; 0 where it is open */
    PlaceGrower(Draft draft, ConstantGrower constants, int batch) {
        this.draft = draft;
        this.constants = constants;
        this.forms = constants.forms();
        this.batch = batch;
    }

    /** What names places among all examples has a meaning for one example alone. */
    private void requireOne() {
        if (batch != 1 && draft.is(0.9)) {
            throw Draft.unavailable();
        }
    }

    /** By the operator that each is for. */
    Map<String, UnaryOperator<String>> layers() {
        Map<String, UnaryOperator<String>> layers = new TreeMap<>();
        layers.put("GatherElements", this::elements);
        layers.put("GatherND", this::points);
        layers.put("ScatterElements", x -> scattered("ScatterElements", x, 11, 25));
        layers.put("Scatter", x -> scattered("Scatter", x, 9, 10));
        layers.put("ScatterND", this::scatteredPoints);
        layers.put("Compress", this::compressed);
        layers.put("ReverseSequence", this::reversed);
        layers.put("Trilu", this::triangle);
        layers.put("CumSum", this::cumulative);
        layers.put("DepthToSpace", this::depthToSpace);
        layers.put("SpaceToDepth", this::spaceToDepth);
        layers.put("Resize", this::resized);
        layers.put("Upsample", this::upsampled);
        return layers;
    }

    /** The axis that was drawn last. */
    private int chosen;

    private Draft since(int opset) {
        if (draft.opset < opset) {
            throw Draft.unavailable();
        }
        return draft;
    }

    private int axis(String x) {
        int rank = draft.shape(x).length;
        if (rank < 2) {
            throw Draft.unavailable();
        }
        chosen = draft.random.nextInt(1, rank);
        return chosen;
    }

    /** As many as the array has elements but for one axis, of which it has one or two. */
    private String indices(String x, int axis) {
        int[] shape = draft.shape(x).clone();
        int extent = shape[axis];
        shape[axis] = draft.random.nextInt(1, Math.min(3, extent + 1));
        int count = shape[axis];
        int stride = FileTensor.size(Arrays.copyOfRange(shape, axis + 1, shape.length));
        long[] places = new long[FileTensor.size(shape)];
        // Different ones along the axis, so that scattered elements don't meet.
        Arrays.setAll(places, i -> {
            int place = i / stride % count;
            return draft.is(0.2) ? place - extent : place;
        });
        return draft.constant(Element.INT64, shape, places);
    }

    private String elements(String x) {
        requireOne();
        String indices = indices(x, axis(x));
        return since(11).node("GatherElements", List.of(x, indices), Attributes.whole("axis", chosen));
    }

    private String scattered(String operator, String x, int first, int last) {
        if (draft.opset < first || draft.opset > last) {
            throw Draft.unavailable();
        }
        requireOne();
        String indices = indices(x, axis(x));
        List<AttributeProto> attributes = new ArrayList<>(List.of(Attributes.whole("axis", chosen)));
        if (draft.opset >= 16 && draft.is(0.5)) {
            attributes.add(Attributes.text("reduction", reduction()));
        }
        return draft.node(
                operator,
                List.of(x, indices, constants.weights(draft.shape(indices))),
                attributes.toArray(AttributeProto[]::new));
    }

    private String reduction() {
        return draft.opset >= 18 ? draft.any("add", "mul", "max", "min") : draft.any("add", "mul");
    }

    private String points(String x) {
        requireOne();
        int[] shape = draft.shape(x);
        if (shape.length < 2 || draft.opset < 11) {
            throw Draft.unavailable();
        }
        int count = draft.random.nextInt(1, 4);
        long[] places = new long[2 * count];
        Arrays.setAll(places, i -> i % 2 == 0 ? 0 : draft.random.nextInt(-shape[1], shape[1]));
        String indices = draft.constant(Element.INT64, new int[] {1, count, 2}, places);
        return draft.node("GatherND", List.of(x, indices));
    }

    private String scatteredPoints(String x) {
        requireOne();
        int[] shape = draft.shape(x);
        if (shape.length < 2 || draft.opset < 11) {
            throw Draft.unavailable();
        }
        long[] places = {0, draft.random.nextInt(shape[1])};
        String indices = draft.constant(Element.INT64, new int[] {1, 2}, places);
        int[] rest = Arrays.copyOfRange(shape, 1, shape.length);
        rest[0] = 1;
        String updates = constants.weights(rest);
        return draft.opset >= 16 && draft.is(0.5)
                ? draft.node("ScatterND", List.of(x, indices, updates), Attributes.text("reduction", reduction()))
                : draft.node("ScatterND", List.of(x, indices, updates));
    }

    private String compressed(String x) {
        int extent = draft.shape(x)[axis(x)];
        long[] kept = new long[extent];
        Arrays.setAll(kept, i -> i == 0 || draft.is(0.5) ? 1 : 0);
        return since(9).node(
                        "Compress",
                        List.of(x, draft.constant(Element.BOOL, new int[] {extent}, kept)),
                        Attributes.whole("axis", chosen));
    }

    private String reversed(String x) {
        requireOne();
        int[] shape = draft.shape(x);
        if (shape.length < 2) {
            throw Draft.unavailable();
        }
        return since(10)
                .node(
                        "ReverseSequence",
                        List.of(x, draft.list((long) draft.random.nextInt(1, shape[1] + 1))),
                        Attributes.whole("time_axis", 1),
                        Attributes.whole("batch_axis", 0));
    }

    private String triangle(String x) {
        if (draft.shape(x).length < 3) {
            throw Draft.unavailable();
        }
        AttributeProto upper = Attributes.whole("upper", draft.random.nextInt(2));
        return draft.is(0.4)
                ? since(14).node("Trilu", List.of(x), upper)
                : since(14)
                        .node(
                                "Trilu",
                                List.of(x, draft.constant(Element.INT64, new int[0], new long[] {
                                    draft.random.nextInt(-1, 2)
                                })),
                                upper);
    }

    private String cumulative(String x) {
        String axis = draft.constant(draft.any(Element.INT32, Element.INT64), new int[0], new long[] {axis(x)});
        return since(draft.element == Element.FLOAT || draft.element == Element.DOUBLE ? 11 : 14)
                .node(
                        "CumSum",
                        List.of(x, axis),
                        Attributes.whole("reverse", draft.random.nextInt(2)),
                        Attributes.whole("exclusive", draft.random.nextInt(2)));
    }

    /** With as many channels as blocks need. */
    private String depthToSpace(String given) {
        String x = forms.image(given);
        String deep = draft.node("Tile", List.of(x, draft.list(1L, 4L, 1L, 1L)));
        return draft.opset >= 11
                ? draft.node(
                        "DepthToSpace",
                        List.of(deep),
                        Attributes.whole("blocksize", 2),
                        Attributes.text("mode", draft.any("DCR", "CRD")))
                : draft.node("DepthToSpace", List.of(deep), Attributes.whole("blocksize", 2));
    }

    private String spaceToDepth(String given) {
        String x = forms.image(given);
        String wide = draft.node("Tile", List.of(x, draft.list(1L, 1L, 2L, 2L)));
        return draft.node("SpaceToDepth", List.of(wide), Attributes.whole("blocksize", 2));
    }

    private String upsampled(String given) {
        String x = forms.image(given);
        int[] shape = draft.shape(x);
        if (draft.opset > 9) {
            throw Draft.unavailable();
        }
        float[] scales = {1, 1, draft.any(2f, 1f, 3f), draft.any(2f, 1.5f)};
        AttributeProto mode = Attributes.text("mode", draft.any("nearest", "linear"));
        if (draft.opset < 9) {
            return draft.node("Upsample", List.of(x), mode, Attributes.reals("scales", scales));
        }
        return draft.node("Upsample", List.of(x, floats(scales)), mode);
    }

    private String floats(float... numbers) {
        long[] bits = new long[numbers.length];
        Arrays.setAll(bits, i -> Numbers.bits(Element.FLOAT, numbers[i]));
        return draft.constant(Element.FLOAT, new int[] {bits.length}, bits);
    }

    private String resized(String given) {
        String x = forms.image(given);
        int[] shape = draft.shape(x);
        if (draft.opset < 10) {
            throw Draft.unavailable();
        }
        float[] scales = new float[shape.length];
        int[] sizes = shape.clone();
        for (int axis = 0; axis < scales.length; axis++) {
            boolean stays = axis < shape.length - 2;
            scales[axis] = stays ? 1 : draft.any(2f, 1f, 0.5f, 1.5f, 3f, 0.6f, 1.3f);
            sizes[axis] = stays ? shape[axis] : draft.random.nextInt(1, 2 * shape[axis] + 2);
        }
        if (draft.opset == 10) {
            return draft.node(
                    "Resize", List.of(x, floats(scales)), Attributes.text("mode", draft.any("nearest", "linear")));
        }
        String mode = draft.any("nearest", "nearest", "linear", "cubic");
        String places = draft.any("half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners");
        if (draft.opset >= 19 && draft.is(0.2)) {
            places = "half_pixel_symmetric";
        }
        List<AttributeProto> attributes = new ArrayList<>(
                List.of(Attributes.text("mode", mode), Attributes.text("coordinate_transformation_mode", places)));
        if (mode.equals("nearest")) {
            attributes.add(Attributes.text(
                    "nearest_mode", draft.any("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")));
        } else if (mode.equals("cubic") && draft.is(0.5)) {
            attributes.add(Attributes.whole("exclude_outside", 1));
        }
        String none = draft.opset < 13 ? floats() : "";
        List<String> inputs = draft.is(0.5)
                ? List.of(x, none, floats(scales))
                : List.of(x, none, draft.opset < 13 ? floats() : "", draft.list(sizes));
        return draft.node("Resize", inputs, attributes.toArray(AttributeProto[]::new));
    }
}
