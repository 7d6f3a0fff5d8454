package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Resize and Upsample: along each axis every element is a sum of fixed parts of the input's. */
final class ResizeOperators {
    private ResizeOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("Resize", ResizeOperators::resize);
        operators.put("Upsample", ResizeOperators::upsample);
    }

    /** How places of the result are places of the input, and what is taken there. */
    private record Rule(
            String mode, String coordinates, String nearest, float cubic, boolean excludes, boolean smooths) {

        /** The place on the input's axis of element i. */
        double place(int i, int extent, int result, double scale, double start, double end) {
            return switch (coordinates) {
                case "half_pixel" -> (i + 0.5) / scale - 0.5;
                case "pytorch_half_pixel" -> result > 1 ? (i + 0.5) / scale - 0.5 : 0;
                case "half_pixel_symmetric" -> {
                    double exact = scale * extent;
                    double offset = extent / 2.0 * (1 - result / exact);
                    yield offset + (i + 0.5) / scale - 0.5;
                }
                case "align_corners" -> result == 1 ? 0 : i * (extent - 1.0) / (result - 1.0);
                case "asymmetric" -> i / scale;
                case "tf_half_pixel_for_nn" -> (i + 0.5) / scale;
                case "tf_crop_and_resize" ->
                    result > 1
                            ? start * (extent - 1) + i * (end - start) * (extent - 1) / (result - 1)
                            : 0.5 * (start + end) * (extent - 1);
                default ->
                    throw new IllegalArgumentException("coordinate_transformation_mode '" + coordinates
                            + "' is not supported; supported: half_pixel, pytorch_half_pixel, half_pixel_symmetric,"
                            + " align_corners, asymmetric, tf_half_pixel_for_nn, tf_crop_and_resize");
            };
        }

        /** Whether places hang on the distance between the result's first and last element. */
        private boolean spansResult() {
            return coordinates.equals("align_corners") || coordinates.equals("tf_crop_and_resize");
        }

        /** The parts of the input's elements at a place. */
        double[] parts(double place, int extent, double scale) {
            double[] parts = new double[extent];
            double stretch = smooths ? Math.min(1, scale) : 1;
            switch (mode) {
                case "nearest" -> parts[Math.clamp(nearest(place), 0, extent - 1)] = 1;
                case "linear" -> add(parts, place, stretch, 1);
                case "cubic" -> add(parts, place, stretch, 2);
                default ->
                    throw new IllegalArgumentException(
                            "mode '" + mode + "' is not supported; supported: nearest, linear, cubic");
            }
            double sum = Arrays.stream(parts).sum();
            if ((excludes || smooths) && sum != 0) {
                Arrays.setAll(parts, i -> parts[i] / sum);
            }
            return parts;
        }

        /** Adds the parts of all elements that the filter, so wide on either side, reaches from a place. */
        private void add(double[] parts, double place, double stretch, int width) {
            int first = (int) Math.ceil(place - width / stretch);
            int last = (int) Math.floor(place + width / stretch);
            for (int i = first; i <= last; i++) {
                double distance = Math.abs(i - place) * stretch;
                double part = mode.equals("linear") ? Math.max(0, 1 - distance) : cubic(distance);
                if (i >= 0 && i < parts.length || !excludes) {
                    parts[Math.clamp(i, 0, parts.length - 1)] += part;
                }
            }
        }

        /** Keys 1981. */
        private double cubic(double x) {
            double a = cubic;
            if (x <= 1) {
                return ((a + 2) * x - (a + 3)) * x * x + 1;
            }
            return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
        }

        private int nearest(double place) {
            return (int)
                    switch (nearest) {
                        case "round_prefer_floor" -> Math.ceil(place - 0.5);
                        case "round_prefer_ceil" -> Math.floor(place + 0.5);
                        case "floor" -> Math.floor(place);
                        case "ceil" -> Math.ceil(place);
                        default ->
                            throw new IllegalArgumentException(
                                    "nearest_mode '" + nearest
                                            + "' is not supported; supported: round_prefer_floor, round_prefer_ceil, floor, ceil");
                    };
        }
    }

    private static List<Term> upsample(Node node) {
        Term.Flowing x = node.flowing(0);
        float[] scales;
        if (node.hasAttribute("scales")) {
            scales = node.reals("scales");
        } else {
            scales = node.floats(1, "the scales").data();
        }
        require(scales.length == x.rank(), "there must be %d scales, but are %d", x.rank(), scales.length);
        Rule rule = new Rule(
                node.text("mode", "nearest").replace("bilinear", "linear"), "asymmetric", "floor", 0, false, false);
        return Node.result(resized(x, rule, scales, null, null, 0));
    }

    private static List<Term> resize(Node node) {
        Term.Flowing x = node.flowing(ComparisonOperators.number(node.term(0)));
        boolean first = node.opset() < 11;
        Rule rule = new Rule(
                node.text("mode", "nearest"),
                first ? "asymmetric" : node.text("coordinate_transformation_mode", "half_pixel"),
                first ? "floor" : node.text("nearest_mode", "round_prefer_floor"),
                node.real("cubic_coeff_a", -0.75f),
                node.flag("exclude_outside"),
                node.flag("antialias"));
        int rank = x.rank();
        int[] axes = node.hasAttribute("axes")
                ? Arrays.stream(node.integers("axes"))
                        .mapToInt(axis -> Node.positive(axis, rank))
                        .toArray()
                : Layout.range(rank);
        int scaling = first ? 1 : 2;
        float[] scales = new float[rank];
        Arrays.fill(scales, 1);
        int[] sizes = null;
        int[] extents = x.extents();
        if (node.has(scaling) && ((Term.Known) known(node, scaling)).size() > 0) {
            float[] given = node.floats(scaling, "the scales").data();
            require(given.length == axes.length, "there must be %d scales, but are %d", axes.length, given.length);
            for (int i = 0; i < axes.length; i++) {
                scales[axes[i]] = given[i];
            }
        } else {
            Term.Integers given = node.integers(3, "the sizes");
            require(given.size() == axes.length, "there must be %d sizes, but are %d", axes.length, given.size());
            sizes = extents.clone();
            for (int i = 0; i < axes.length; i++) {
                boolean batch = axes[i] == x.batch();
                require(
                        batch
                                ? given.isBatch(i) || given.fixed()[i] == Math.max(1, node.batch())
                                : given.perExample()[i] == 0,
                        "the size of axis %d must be the same for all batches",
                        axes[i]);
                sizes[axes[i]] = batch ? x.share() : Node.small(given.fixed()[i], "a size");
            }
            fit(node.text("keep_aspect_ratio_policy", "stretch"), axes, extents, sizes, scales);
        }
        float[] region = null;
        if (!first && node.has(1) && rule.coordinates.equals("tf_crop_and_resize")) {
            float[] given = node.floats(1, "the region").data();
            region = new float[2 * rank];
            Arrays.fill(region, rank, 2 * rank, 1);
            for (int i = 0; i < axes.length; i++) {
                region[axes[i]] = given[i];
                region[axes[i] + rank] = given[i + axes.length];
            }
        }
        Term.Flowing result = resized(x, rule, scales, sizes, region, node.real("extrapolation_value", 0));
        return Node.result(result.with(node.term(0).type()));
    }

    private static Term known(Node node, int input) {
        return node.known(input, "the scales");
    }

    /** The scales of sizes; where the aspect is kept, the sizes too. */
    private static void fit(String policy, int[] axes, int[] extents, int[] sizes, float[] scales) {
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (int axis : axes) {
            scales[axis] = (float) sizes[axis] / extents[axis];
            least = Math.min(least, scales[axis]);
            most = Math.max(most, scales[axis]);
        }
        if (!policy.equals("stretch")) {
            float scale = (float) (policy.equals("not_larger") ? least : most);
            for (int axis : axes) {
                scales[axis] = scale;
                sizes[axis] = (int) Math.floor(scale * extents[axis] + 0.5);
            }
        }
    }

    private static Term.Flowing resized(
            Term.Flowing x, Rule rule, float[] scales, int[] sizes, float[] region, float outside) {
        Value value = x.value();
        int[] extents = x.extents();
        for (int axis = 0; axis < extents.length; axis++) {
            require(scales[axis] > 0 && Float.isFinite(scales[axis]), "scale %d is %s", axis, scales[axis]);
            int result = sizes != null ? sizes[axis] : (int) Math.floor(extents[axis] * scales[axis]);
            require(
                    sizes != null || !rule.spansResult() || isWhole(extents[axis] * scales[axis]),
                    "axis %d would have %s elements; from how many of them coordinate_transformation_mode '%s' counts is"
                            + " taken one way by ONNX's own tests and another by its text, so give sizes or a scale that fits",
                    axis,
                    extents[axis] * scales[axis],
                    rule.coordinates);
            require(result > 0, "nothing would be left of axis %d", axis);
            boolean cropped = region != null && (region[axis] != 0 || region[axis + extents.length] != 1);
            if (result != extents[axis] || scales[axis] != 1 || cropped) {
                require(axis != x.batch(), "it would resize the batch");
                double start = cropped ? region[axis] : 0;
                double end = cropped ? region[axis + extents.length] : 1;
                value = along(value, x.own(axis), rule, result, scales[axis], start, end, region != null, outside);
            }
        }
        return x.with(value);
    }

    /** Whether a product of an extent and a scale is a whole number but for its own rounding upwards. */
    private static boolean isWhole(float extent) {
        return extent - Math.floor(extent) <= 4 * Math.ulp(extent);
    }

    private static Value along(
            Value value,
            int axis,
            Rule rule,
            int result,
            double scale,
            double start,
            double end,
            boolean crops,
            float outside) {
        int extent = value.shape().extent(axis);
        Layout.grown(new int[] {result, extent});
        double[][] parts = new double[result][];
        float[] filling = new float[result];
        boolean filled = false;
        List<Integer> picked = new ArrayList<>();
        for (int i = 0; i < result; i++) {
            double place = rule.place(i, extent, result, scale, start, end);
            if (crops && (place < 0 || place > extent - 1)) {
                parts[i] = new double[extent];
                filling[i] = outside;
                filled = true;
                continue;
            }
            parts[i] = rule.parts(place, extent, scale);
            for (int j = 0; j < extent; j++) {
                if (parts[i][j] == 1) {
                    picked.add(j);
                }
            }
        }
        if (picked.size() == result) {
            return value.gather(axis, picked);
        }
        float[] weights = new float[result * extent];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) parts[i / extent][i % extent];
        }
        Value sums = weighted(value, axis, Tensor.of(Shape.of(result, extent), weights));
        if (!filled || outside == 0) {
            return sums;
        }
        Shape shape = Shape.of(result);
        while (shape.rank() < sums.shape().rank() - axis) {
            shape = shape.insert(shape.rank(), 1);
        }
        return sums.plus(value.trace().constant(Tensor.of(shape, filling)));
    }

    /** Each element of an axis as a sum of weights [result, extent] times the elements of it. */
    static Value weighted(Value x, int axis, Tensor weights) {
        List<Integer> last = new ArrayList<>();
        for (int i = 0; i < x.shape().rank(); i++) {
            if (i != axis) {
                last.add(i);
            }
        }
        last.add(axis);
        List<Integer> back = new ArrayList<>();
        for (int i = 0; i < last.size(); i++) {
            back.add(last.indexOf(i));
        }
        return x.transpose(last).dense(x.trace().constant(weights)).transpose(back);
    }
}
