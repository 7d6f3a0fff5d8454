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
    /** Since this opset Upsample has a scale of each axis. */
    private static final int SCALES_OF_ALL_AXES = 7;

    private ResizeOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("Resize", ResizeOperators::resize);
        operators.put("Upsample", ResizeOperators::upsample);
    }

    private static List<Term> upsample(Node node) {
        Term.Flowing x = node.flowing(0);
        float[] scales = upsampleScales(node, x);
        require(scales.length == x.rank(), "there must be %d scales, but are %d", x.rank(), scales.length);
        for (int axis = 0; axis < scales.length; axis++) {
            require(
                    scales[axis] >= 1,
                    "scale %d is %s, but must be 1 or more; Resize makes less of an axis",
                    axis,
                    scales[axis]);
        }
        ResizeRule rule = new ResizeRule(
                upsampleMode(node), ResizeCoordinates.ASYMMETRIC, ResizeRule.Nearest.FORMER, 0, false, false);
        requireFractions(node, rule);
        return Node.result(resized(node, x, rule, Resizing.by(exact(scales))));
    }

    /** What is taken at a place, whose linear form the first form of Upsample calls bilinear. */
    private static ResizeRule.Mode upsampleMode(Node node) {
        String linear = node.opset() < SCALES_OF_ALL_AXES ? "bilinear" : "linear";
        String word = node.text("mode", "nearest");
        require(
                word.equals("nearest") || word.equals(linear),
                "mode '%s' is not supported; supported: nearest, %s",
                word,
                linear);
        return word.equals("nearest") ? ResizeRule.Mode.NEAREST : ResizeRule.Mode.LINEAR;
    }

    /** The scales of all axes, which the first form of Upsample has of an image's height and width alone. */
    private static float[] upsampleScales(Node node, Term.Flowing x) {
        if (node.opset() >= SCALES_OF_ALL_AXES) {
            return node.hasAttribute("scales")
                    ? node.reals("scales")
                    : node.floats(1, "the scales").data();
        }
        require(
                x.rank() == 4,
                "its input must be [batch, channels, height, width], but is %s",
                x.value().type());
        return new float[] {1, 1, node.real("height_scale", 1), node.real("width_scale", 1)};
    }

    private static List<Term> resize(Node node) {
        Term.Flowing x = node.flowing(ComparisonOperators.number(node.term(0)));
        boolean first = node.opset() < 11;
        ResizeRule rule = resizeRule(node, first);
        requireFractions(node, rule);
        int[] axes = node.hasAttribute("axes")
                ? Arrays.stream(node.integers("axes"))
                        .mapToInt(axis -> Node.positive(axis, x.rank()))
                        .toArray()
                : Layout.range(x.rank());
        int scaling = first ? 1 : 2;
        Fraction[] scales = new Fraction[x.rank()];
        Arrays.fill(scales, Fraction.ONE);
        int[] sizes = null;
        if (node.has(scaling) && ((Term.Known) known(node, scaling)).size() > 0) {
            scale(node, scaling, axes, scales);
        } else {
            sizes = sizes(node, x, axes);
            fit(policy(node), axes, x.extents(), sizes, scales);
        }
        boolean cut = !first && node.has(1) && rule.coordinates() == ResizeCoordinates.TF_CROP_AND_RESIZE;
        float[] region = cut ? region(node, axes, x.rank()) : null;
        Resizing resizing = new Resizing(scales, sizes, region, node.real("extrapolation_value", 0));
        return Node.result(resized(node, x, rule, resizing).with(node.term(0).type()));
    }

    /** @param first whether it is the first form of Resize, which has no choice of places */
    private static ResizeRule resizeRule(Node node, boolean first) {
        return new ResizeRule(
                ResizeRule.Mode.of(node.text("mode", "nearest")),
                first
                        ? ResizeCoordinates.ASYMMETRIC
                        : ResizeCoordinates.of(node.text("coordinate_transformation_mode", "half_pixel")),
                first
                        ? ResizeRule.Nearest.FORMER
                        : ResizeRule.Nearest.of(node.text("nearest_mode", "round_prefer_floor")),
                node.real("cubic_coeff_a", -0.75f),
                node.flag("exclude_outside"),
                node.flag("antialias"));
    }

    /** Gives these axes the scales of an operand. */
    private static void scale(Node node, int operand, int[] axes, Fraction[] scales) {
        require(
                !node.has(3) || ((Term.Known) known(node, 3)).size() == 0,
                "it has both scales and sizes, of which ONNX allows one");
        float[] given = node.floats(operand, "the scales").data();
        require(given.length == axes.length, "there must be %d scales, but are %d", axes.length, given.length);
        Fraction[] exact = exact(given);
        for (int i = 0; i < axes.length; i++) {
            scales[axes[i]] = exact[i];
        }
    }

    /** The sizes of all axes: of these the given ones, of the others those that they have. */
    private static int[] sizes(Node node, Term.Flowing x, int[] axes) {
        Term.Integers given = node.integers(3, "the sizes");
        require(given.size() == axes.length, "there must be %d sizes, but are %d", axes.length, given.size());
        int[] sizes = x.extents();
        for (int i = 0; i < axes.length; i++) {
            boolean batch = axes[i] == x.batch();
            if (batch) {
                requireBatch(node, given, i);
            } else {
                require(given.perExample()[i] == 0, "the size of axis %d must be the same for all batches", axes[i]);
            }
            sizes[axes[i]] = batch ? x.share() : Node.small(given.fixed()[i], "a size");
        }
        return sizes;
    }

    private static Policy policy(Node node) {
        String word = node.text("keep_aspect_ratio_policy", "stretch");
        Policy policy = ResizeRule.named("keep_aspect_ratio_policy", word, List.of(Policy.values()));
        require(
                policy == Policy.STRETCH || !node.hasAttribute("axes") || areFromZero(node.integers("axes")),
                "keep_aspect_ratio_policy '%s' has axes counted from the last, %s, which ONNX Runtime leaves out of it and"
                        + " ONNX's text doesn't; count them from 0",
                word,
                Arrays.toString(node.integers("axes")));
        return policy;
    }

    /** The region of all axes, where it is given of these. */
    private static float[] region(Node node, int[] axes, int rank) {
        float[] given = node.floats(1, "the region").data();
        float[] region = new float[2 * rank];
        Arrays.fill(region, rank, 2 * rank, 1);
        for (int i = 0; i < axes.length; i++) {
            region[axes[i]] = given[i];
            region[axes[i] + rank] = given[i + axes.length];
        }
        return region;
    }

    private static boolean areFromZero(long[] axes) {
        return Arrays.stream(axes).allMatch(axis -> axis >= 0);
    }

    private static void requireFractions(Node node, ResizeRule rule) {
        if (rule.mode() != ResizeRule.Mode.NEAREST) {
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

    /** Which scale all axes have where they keep their aspect. */
    private enum Policy {
        STRETCH,
        NOT_LARGER,
        NOT_SMALLER
    }

    /** The scales of sizes; where the aspect is kept, the sizes too. */
    private static void fit(Policy policy, int[] axes, int[] extents, int[] sizes, Fraction[] scales) {
        Fraction least = null;
        Fraction most = Fraction.ZERO;
        for (int axis : axes) {
            require(sizes[axis] > 0, "nothing would be left of axis %d", axis);
            scales[axis] = Fraction.of(sizes[axis]).over(Fraction.of(extents[axis]));
            least = least == null ? scales[axis] : least.min(scales[axis]);
            most = most.max(scales[axis]);
        }
        if (policy != Policy.STRETCH) {
            Fraction scale = policy == Policy.NOT_LARGER ? least : most;
            for (int axis : axes) {
                scales[axis] = scale;
                sizes[axis] = scale.times(Fraction.of(extents[axis]))
                        .plus(Fraction.HALF)
                        .floor();
            }
        }
    }

    private static Term.Flowing resized(Node node, Term.Flowing x, ResizeRule rule, Resizing resizing) {
        int[] extents = x.extents();
        int[] results = new int[extents.length];
        for (int axis = 0; axis < extents.length; axis++) {
            results[axis] = resizing.result(axis, extents[axis], rule);
            require(
                    axis != x.batch() || !resizing.changes(axis, extents[axis], results[axis]),
                    "it would resize the batch");
        }
        if (Arrays.equals(results, extents)) {
            resizing.requireUnmoved();
            return x;
        }
        Value value = x.value();
        for (int axis = 0; axis < extents.length; axis++) {
            resizing.requireAgreement(axis, extents[axis], results[axis], rule);
            if (!resizing.keeps(axis)) {
                ResizedAxis resized = resizing.of(axis, extents[axis], results[axis]);
                if (!rule.isExact(resized)) {
                    node.deriveWeights();
                }
                value = along(value, x.own(axis), rule, resized, resizing);
            }
        }
        return x.with(value);
    }

    private static Value along(Value value, int axis, ResizeRule rule, ResizedAxis resized, Resizing resizing) {
        int extent = resized.extent();
        int result = resized.result();
        Layout.grown(new int[] {result, extent});
        Fraction[][] parts = new Fraction[result][];
        float[] filling = new float[result];
        boolean filled = false;
        List<Integer> picked = new ArrayList<>();
        for (int i = 0; i < result; i++) {
            Fraction place = rule.place(i, resized);
            if (resizing.region() != null && rule.isOutside(i, resized)) {
                parts[i] = new Fraction[extent];
                filling[i] = resizing.outside();
                filled = true;
                continue;
            }
            parts[i] = rule.parts(place, resized);
            rule.requireSettled(parts[i], resized);
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
        if (!filled || resizing.outside() == 0) {
            return sums;
        }
        return sums.plus(value.trace().constant(Tensor.of(WeightedSums.along(sums.shape(), axis), filling)));
    }
}
