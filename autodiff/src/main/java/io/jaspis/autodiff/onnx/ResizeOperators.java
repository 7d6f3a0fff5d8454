package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
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

    /** How opset 10 chooses the nearest element, which has no attribute for it: upwards where there are fewer than before. */
    private static final String FORMER = "";

    /** A place that is so near to the middle between two elements counts as the middle in ONNX Runtime. */
    private static final Fraction CLOSE = Fraction.ONE.over(Fraction.of(1_000_000));

    /** Ends of regions that are whole in such parts make products that float32 has. */
    private static final int ROUND = 1 << 10;

    private static final List<String> NEAREST = List.of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil");

    /** How places of the result are places of the input, and what is taken there. */
    private record Rule(
            String mode, String coordinates, String nearest, float cubic, boolean excludes, boolean smooths) {

        /**
         * The place on the input's axis of element i. The nearest element is chosen by the place as float32 arithmetic has it,
         * since a place on the edge between two is on either side of it by rounding alone.
         */
        Fraction place(int i, int extent, int result, Fraction scale, Fraction start, Fraction end) {
            Fraction exact = exact(i, extent, result, scale, start, end);
            if (!mode.equals("nearest")) {
                return exact;
            }
            Fraction rounded = Fraction.of(rounded(i, extent, result, scale.nearest(), start.nearest(), end.nearest()));
            if (coordinates.equals("half_pixel_symmetric")
                    && (isMoved(extent, result, scale) || !rounded.equals(exact))) {
                // In which order the terms of this place are added, and so rounded, isn't known of ONNX Runtime.
                Fraction slack = Fraction.of(4 * Math.ulp((float) extent));
                require(
                        chosen(rounded.minus(slack), extent, scale) == chosen(rounded.plus(slack), extent, scale),
                        "which of %d elements is the nearest to the place %s hangs on rounding with"
                                + " coordinate_transformation_mode 'half_pixel_symmetric'",
                        extent,
                        rounded.nearest());
            }
            return rounded;
        }

        private int chosen(Fraction place, int extent, Fraction scale) {
            return Math.clamp(nearest(place, scale), 0, extent - 1);
        }

        private float rounded(int i, int extent, int result, float scale, float start, float end) {
            float half = (i + 0.5f) / scale - 0.5f;
            return switch (coordinates) {
                case "half_pixel" -> half;
                case "pytorch_half_pixel" -> result > 1 ? half : 0;
                case "half_pixel_symmetric" -> extent / 2f * (1 - result / (scale * extent)) + half;
                case "align_corners" -> result == 1 ? 0 : (float) i * (extent - 1) / (result - 1);
                case "asymmetric" -> i / scale;
                case "tf_half_pixel_for_nn" -> (i + 0.5f) / scale;
                case "tf_crop_and_resize" ->
                    result > 1
                            ? start * (extent - 1) + i * (end - start) * (extent - 1) / (result - 1)
                            : 0.5f * (start + end) * (extent - 1);
                default -> throw unknown();
            };
        }

        private IllegalArgumentException unknown() {
            return new IllegalArgumentException("coordinate_transformation_mode '" + coordinates
                    + "' is not supported; supported: half_pixel, pytorch_half_pixel, half_pixel_symmetric,"
                    + " align_corners, asymmetric, tf_half_pixel_for_nn, tf_crop_and_resize");
        }

        private Fraction exact(int i, int extent, int result, Fraction scale, Fraction start, Fraction end) {
            Fraction half = Fraction.of(i).plus(Fraction.HALF).over(scale).minus(Fraction.HALF);
            return switch (coordinates) {
                case "half_pixel" -> half;
                case "pytorch_half_pixel" -> result > 1 ? half : Fraction.ZERO;
                case "half_pixel_symmetric" -> {
                    Fraction ratio = Fraction.of(result).over(scale.times(Fraction.of(extent)));
                    Fraction offset = Fraction.of(extent).times(Fraction.HALF).times(Fraction.ONE.minus(ratio));
                    yield offset.plus(half);
                }
                case "align_corners" ->
                    result == 1
                            ? Fraction.ZERO
                            : Fraction.of((long) i * (extent - 1)).over(Fraction.of(result - 1));
                case "asymmetric" -> Fraction.of(i).over(scale);
                case "tf_half_pixel_for_nn" ->
                    Fraction.of(i).plus(Fraction.HALF).over(scale);
                case "tf_crop_and_resize" -> cropped(i, extent, result, start, end);
                default -> throw unknown();
            };
        }

        /** Whether an element of a region lies beyond the input's, of which rounding mustn't decide. */
        boolean isOutside(int i, int extent, int result, Fraction scale, Fraction start, Fraction end) {
            float rounded = rounded(i, extent, result, scale.nearest(), start.nearest(), end.nearest());
            Fraction exact = exact(i, extent, result, scale, start, end);
            boolean outside = isOutside(exact, extent);
            // Whether a place at an end is beyond it hangs on the order of steps, but for ends that no step rounds.
            Fraction slack = start.isWholeIn(ROUND) && end.isWholeIn(ROUND)
                    ? Fraction.ZERO
                    : Fraction.of(4 * Math.ulp((float) extent));
            require(
                    isOutside(Fraction.of(rounded), extent) == outside
                            && isOutside(exact.plus(slack), extent) == outside
                            && isOutside(exact.minus(slack), extent) == outside,
                    "whether the place %s of its region is one of %d elements hangs on rounding; move the region",
                    rounded,
                    extent);
            return outside;
        }

        /**
         * Refuses the only element of a result whose place readers take in different ways: ONNX Runtime's is 0, and that of ONNX's
         * reference evaluator before the first element where the extents and the scale fit, else where it would be among others.
         */
        void requireSettled(Fraction[] parts, int extent, int result, Fraction scale) {
            if (result == 1 && coordinates.equals("pytorch_half_pixel")) {
                Fraction other = isMoved(extent, result, scale)
                        ? Fraction.HALF.over(scale).minus(Fraction.HALF)
                        : Fraction.HALF.minus(Fraction.ONE);
                require(
                        Arrays.equals(parts, parts(other, extent, scale)),
                        "where the one element that is left of %d is taken with coordinate_transformation_mode 'pytorch_half_pixel'"
                                + " differs from reader to reader; give 'half_pixel'",
                        extent);
            }
        }

        private static boolean isOutside(Fraction place, int extent) {
            return place.signum() < 0 || place.compareTo(Fraction.of(extent - 1)) > 0;
        }

        private static Fraction cropped(int i, int extent, int result, Fraction start, Fraction end) {
            Fraction span = Fraction.of(extent - 1);
            if (result == 1) {
                return start.plus(end).times(Fraction.HALF).times(span);
            }
            Fraction step = end.minus(start).times(span).over(Fraction.of(result - 1));
            return start.times(span).plus(Fraction.of(i).times(step));
        }

        /** Whether float32 arithmetic has the parts of all elements without rounding, in whatever steps. */
        boolean isExact(int extent, int result, Fraction scale) {
            boolean scales = !coordinates.equals("align_corners");
            if (mode.equals("nearest")) {
                return true;
            }
            if (smooths
                    || excludes
                    || coordinates.equals("tf_crop_and_resize")
                    || coordinates.equals("half_pixel_symmetric") && isMoved(extent, result, scale)
                    || scales && !(scale.isFloat() && Fraction.ONE.over(scale).isFloat())
                    || !Fraction.of(cubic).isWholeIn(WeightedSums.CUBIC)) {
                return false;
            }
            boolean cubes = mode.equals("cubic");
            for (int i = 0; i < result; i++) {
                Fraction place = exact(i, extent, result, scale, Fraction.ZERO, Fraction.ONE);
                float rounded = rounded(i, extent, result, scale.nearest(), 0, 1);
                if (!WeightedSums.isExact(place, rounded, cubes) || cubes && !WeightedSums.isAmongFour(place, extent)) {
                    return false;
                }
            }
            return true;
        }

        private static boolean isMoved(int extent, int result, Fraction scale) {
            return !scale.times(Fraction.of(extent)).equals(Fraction.of(result));
        }

        /** Whether places hang on the distance between the result's first and last element. */
        private boolean spansResult() {
            return coordinates.equals("align_corners") || coordinates.equals("tf_crop_and_resize");
        }

        /** The parts of the input's elements at a place; those that are 0 are left out. */
        Fraction[] parts(Fraction place, int extent, Fraction scale) {
            Fraction[] parts = new Fraction[extent];
            Fraction stretch = smooths ? scale.min(Fraction.ONE) : Fraction.ONE;
            switch (mode) {
                case "nearest" -> parts[chosen(place, extent, scale)] = Fraction.ONE;
                case "linear" -> add(parts, place, stretch, 1);
                case "cubic" -> add(parts, place, stretch, 2);
                default ->
                    throw new IllegalArgumentException(
                            "mode '" + mode + "' is not supported; supported: nearest, linear, cubic");
            }
            Fraction sum = Fraction.ZERO;
            for (Fraction part : parts) {
                sum = part == null ? sum : sum.plus(part);
            }
            for (int i = 0; i < extent && (excludes || smooths) && sum.signum() != 0; i++) {
                parts[i] = parts[i] == null ? null : parts[i].over(sum);
            }
            return parts;
        }

        /** Adds the parts of all elements that the filter, so wide on either side, reaches from a place. */
        private void add(Fraction[] parts, Fraction place, Fraction stretch, int width) {
            Fraction reach = Fraction.of(width).over(stretch);
            int first = place.minus(reach).ceiling();
            int last = place.plus(reach).floor();
            for (int i = first; i <= last; i++) {
                Fraction distance = Fraction.of(i).minus(place).absolute().times(stretch);
                Fraction part =
                        mode.equals("linear") ? Fraction.ONE.minus(distance).max(Fraction.ZERO) : cubic(distance);
                if (part.signum() != 0 && (i >= 0 && i < parts.length || !excludes)) {
                    int to = Math.clamp(i, 0, parts.length - 1);
                    parts[to] = parts[to] == null ? part : parts[to].plus(part);
                }
            }
        }

        /** Keys 1981. */
        private Fraction cubic(Fraction x) {
            Fraction a = Fraction.of(cubic);
            Fraction square = x.times(x);
            if (x.compareTo(Fraction.ONE) <= 0) {
                Fraction inner = a.plus(Fraction.of(2)).times(x).minus(a.plus(Fraction.of(3)));
                return inner.times(square).plus(Fraction.ONE);
            }
            if (x.compareTo(Fraction.of(2)) >= 0) {
                return Fraction.ZERO;
            }
            Fraction outer = square.times(x)
                    .minus(Fraction.of(5).times(square))
                    .plus(Fraction.of(8).times(x))
                    .minus(Fraction.of(4));
            return a.times(outer);
        }

        private int nearest(Fraction place, Fraction scale) {
            int below = place.floor();
            boolean half = place.minus(Fraction.of(below))
                            .minus(Fraction.HALF)
                            .absolute()
                            .compareTo(CLOSE)
                    <= 0;
            return switch (nearest) {
                case FORMER -> scale.compareTo(Fraction.ONE) < 0 ? place.ceiling() : place.floor();
                case "round_prefer_floor" ->
                    half ? below : place.minus(Fraction.HALF).ceiling();
                case "round_prefer_ceil" ->
                    half ? below + 1 : place.plus(Fraction.HALF).floor();
                case "floor" -> place.floor();
                case "ceil" -> place.ceiling();
                default -> throw new IllegalStateException(nearest);
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
                node.text("mode", "nearest").replace("bilinear", "linear"), "asymmetric", FORMER, 0, false, false);
        requireFractions(node);
        return Node.result(resized(node, x, rule, exact(scales), null, null, 0));
    }

    private static List<Term> resize(Node node) {
        Term.Flowing x = node.flowing(ComparisonOperators.number(node.term(0)));
        boolean first = node.opset() < 11;
        Rule rule = new Rule(
                node.text("mode", "nearest"),
                first ? "asymmetric" : node.text("coordinate_transformation_mode", "half_pixel"),
                first ? FORMER : nearest(node),
                node.real("cubic_coeff_a", -0.75f),
                node.flag("exclude_outside"),
                node.flag("antialias"));
        requireFractions(node);
        int rank = x.rank();
        int[] axes = node.hasAttribute("axes")
                ? Arrays.stream(node.integers("axes"))
                        .mapToInt(axis -> Node.positive(axis, rank))
                        .toArray()
                : Layout.range(rank);
        int scaling = first ? 1 : 2;
        Fraction[] scales = new Fraction[rank];
        Arrays.fill(scales, Fraction.ONE);
        int[] sizes = null;
        int[] extents = x.extents();
        if (node.has(scaling) && ((Term.Known) known(node, scaling)).size() > 0) {
            require(
                    !node.has(3) || ((Term.Known) known(node, 3)).size() == 0,
                    "it has both scales and sizes, of which ONNX allows one");
            float[] given = node.floats(scaling, "the scales").data();
            require(given.length == axes.length, "there must be %d scales, but are %d", axes.length, given.length);
            for (int i = 0; i < axes.length; i++) {
                scales[axes[i]] = exact(given)[i];
            }
        } else {
            Term.Integers given = node.integers(3, "the sizes");
            require(given.size() == axes.length, "there must be %d sizes, but are %d", axes.length, given.size());
            sizes = extents.clone();
            for (int i = 0; i < axes.length; i++) {
                boolean batch = axes[i] == x.batch();
                if (batch) {
                    requireBatch(node, given, i);
                } else {
                    require(
                            given.perExample()[i] == 0,
                            "the size of axis %d must be the same for all batches",
                            axes[i]);
                }
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
        Term.Flowing result = resized(node, x, rule, scales, sizes, region, node.real("extrapolation_value", 0));
        return Node.result(result.with(node.term(0).type()));
    }

    private static void requireFractions(Node node) {
        if (!node.text("mode", "nearest").equals("nearest")) {
            node.requireFractions(0);
        }
    }

    private static void requireBatch(Node node, Term.Integers sizes, int index) {
        require(
                sizes.isBatch(index, node.batch()) || node.batch() > 0 || sizes.perExample()[index] != 0,
                "its sizes fix the batch at %d, which the input leaves open; fix it there too, by --shape",
                sizes.fixed()[index]);
        require(sizes.isBatch(index, node.batch()), "it would resize the batch");
    }

    private static String nearest(Node node) {
        String given = node.text("nearest_mode", "round_prefer_floor");
        require(
                NEAREST.contains(given),
                "nearest_mode '%s' is not supported; supported: %s",
                given,
                String.join(", ", NEAREST));
        return given;
    }

    private static Term known(Node node, int input) {
        return node.known(input, "the scales");
    }

    private static Fraction[] exact(float[] scales) {
        Fraction[] exact = new Fraction[scales.length];
        for (int axis = 0; axis < exact.length; axis++) {
            require(scales[axis] > 0 && Float.isFinite(scales[axis]), "scale %d is %s", axis, scales[axis]);
            exact[axis] = Fraction.of(scales[axis]);
        }
        return exact;
    }

    /** The scales of sizes; where the aspect is kept, the sizes too. */
    private static void fit(String policy, int[] axes, int[] extents, int[] sizes, Fraction[] scales) {
        Fraction least = null;
        Fraction most = Fraction.ZERO;
        for (int axis : axes) {
            require(sizes[axis] > 0, "nothing would be left of axis %d", axis);
            scales[axis] = Fraction.of(sizes[axis]).over(Fraction.of(extents[axis]));
            least = least == null ? scales[axis] : least.min(scales[axis]);
            most = most.max(scales[axis]);
        }
        require(
                List.of("stretch", "not_larger", "not_smaller").contains(policy),
                "keep_aspect_ratio_policy '%s' is not supported; supported: stretch, not_larger, not_smaller",
                policy);
        if (!policy.equals("stretch")) {
            Fraction scale = policy.equals("not_larger") ? least : most;
            for (int axis : axes) {
                scales[axis] = scale;
                sizes[axis] = scale.times(Fraction.of(extents[axis]))
                        .plus(Fraction.HALF)
                        .floor();
            }
        }
    }

    private static Term.Flowing resized(
            Node node, Term.Flowing x, Rule rule, Fraction[] scales, int[] sizes, float[] region, float outside) {
        Value value = x.value();
        int[] extents = x.extents();
        int[] results = new int[extents.length];
        boolean cropped = false;
        for (int axis = 0; axis < extents.length; axis++) {
            // ONNX Runtime takes this product in float32.
            float count = extents[axis] * scales[axis].nearest();
            results[axis] = sizes != null ? sizes[axis] : (int) Math.floor(count);
            int exact = scales[axis].times(Fraction.of(extents[axis])).floor();
            require(
                    sizes != null || results[axis] == exact,
                    "axis %d would have %d elements by float32, as in ONNX Runtime, and %d by the exact scale; give sizes",
                    axis,
                    results[axis],
                    exact);
            boolean fits = sizes == null ? isWhole(count) : !Rule.isMoved(extents[axis], results[axis], scales[axis]);
            require(
                    !rule.spansResult() || fits,
                    "axis %d would have %s elements; from how many of them coordinate_transformation_mode '%s' counts is"
                            + " taken one way by ONNX's own tests and another by its text, so give sizes or a scale that fits",
                    axis,
                    count,
                    rule.coordinates);
            require(results[axis] > 0, "nothing would be left of axis %d", axis);
            boolean changes = results[axis] != extents[axis] || !scales[axis].equals(Fraction.ONE);
            require(axis != x.batch() || !changes && !isCropped(region, axis), "it would resize the batch");
            cropped |= isCropped(region, axis);
        }
        if (Arrays.equals(results, extents)) {
            require(
                    !cropped,
                    "its region would be resized to as many elements as there were on every axis, which ONNX Runtime leaves as"
                            + " they are and ONNX's text doesn't");
            require(
                    Arrays.stream(scales).allMatch(Fraction.ONE::equals),
                    "its scales would move elements though every axis has as many as before, which ONNX Runtime leaves as they are"
                            + " and ONNX's text doesn't; give scales of 1");
            return x;
        }
        for (int axis = 0; axis < extents.length; axis++) {
            boolean own = isCropped(region, axis);
            boolean kept = scales[axis].equals(Fraction.ONE);
            require(
                    !own || !kept,
                    "axis %d has a region but the scale 1: ONNX Runtime leaves such an axis as it is and ONNX's text doesn't; cut it by"
                            + " Slice",
                    axis);
            require(
                    !rule.smooths || kept || results[axis] != extents[axis],
                    "axis %d would be smoothed by antialias but keep its %d elements, and ONNX Runtime leaves such an axis as it is"
                            + " and ONNX's text doesn't; give it the scale 1",
                    axis,
                    extents[axis]);
            if (!kept) {
                Fraction start = own ? Fraction.of(region[axis]) : Fraction.ZERO;
                Fraction end = own ? Fraction.of(region[axis + extents.length]) : Fraction.ONE;
                if (!rule.isExact(extents[axis], results[axis], scales[axis])) {
                    node.deriveWeights();
                }
                value = along(
                        value, x.own(axis), rule, results[axis], scales[axis], start, end, region != null, outside);
            }
        }
        return x.with(value);
    }

    /** Whether an axis has a region that isn't the whole of it. */
    private static boolean isCropped(float[] region, int axis) {
        return region != null && (region[axis] != 0 || region[axis + region.length / 2] != 1);
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
            Fraction scale,
            Fraction start,
            Fraction end,
            boolean crops,
            float outside) {
        int extent = value.shape().extent(axis);
        Layout.grown(new int[] {result, extent});
        Fraction[][] parts = new Fraction[result][];
        float[] filling = new float[result];
        boolean filled = false;
        List<Integer> picked = new ArrayList<>();
        for (int i = 0; i < result; i++) {
            Fraction place = rule.place(i, extent, result, scale, start, end);
            if (crops && rule.isOutside(i, extent, result, scale, start, end)) {
                parts[i] = new Fraction[extent];
                filling[i] = outside;
                filled = true;
                continue;
            }
            parts[i] = rule.parts(place, extent, scale);
            rule.requireSettled(parts[i], extent, result, scale);
            for (int j = 0; j < extent; j++) {
                if (Fraction.ONE.equals(parts[i][j])) {
                    picked.add(j);
                }
            }
        }
        if (picked.size() == result) {
            return value.gather(axis, picked);
        }
        Value sums = WeightedSums.of(value, axis, parts);
        if (!filled || outside == 0) {
            return sums;
        }
        return sums.plus(value.trace().constant(Tensor.of(WeightedSums.along(sums.shape(), axis), filling)));
    }
}
