package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import java.util.Arrays;

/**
 * How far the axes of a value are resized.
 *
 * @param scales of each axis
 * @param sizes that each axis gets; null where the scales say it
 * @param region the part of each axis that is resized: the starts of all, then their ends, as shares of the axis; null for
 *     all of each
 * @param outside what elements of a region beyond the value become
 */
record Resizing(Fraction[] scales, int[] sizes, float[] region, float outside) {
    /** That of scales alone. */
    static Resizing by(Fraction[] scales) {
        return new Resizing(scales, null, null, 0);
    }

    /** Whether an axis has a region that isn't the whole of it. */
    boolean crops(int axis) {
        return region != null && (region[axis] != 0 || region[axis + region.length / 2] != 1);
    }

    /** Whether an axis of so many elements becomes another than it is. */
    boolean changes(int axis, int extent, int result) {
        return result != extent || !keeps(axis) || crops(axis);
    }

    /** Whether the scale of an axis is 1. */
    boolean keeps(int axis) {
        return scales[axis].equals(Fraction.ONE);
    }

    /** An axis of so many elements that becomes one of so many. */
    ResizedAxis of(int axis, int extent, int result) {
        boolean own = crops(axis);
        Fraction start = own ? Fraction.of(region[axis]) : Fraction.ZERO;
        Fraction end = own ? Fraction.of(region[axis + scales.length]) : Fraction.ONE;
        return new ResizedAxis(extent, result, scales[axis], start, end);
    }

    /** How many elements an axis gets. */
    int result(int axis, int extent, ResizeRule rule) {
        Fraction scale = scales[axis];
        // ONNX Runtime takes this product in float32.
        float count = extent * scale.nearest();
        int result = sizes != null ? sizes[axis] : (int) Math.floor(count);
        int exact = scale.times(Fraction.of(extent)).floor();
        require(
                sizes != null || result == exact,
                "axis %d would have %d elements by float32, as in ONNX Runtime, and %d by the exact scale; give sizes",
                axis,
                result,
                exact);
        boolean fits = sizes == null
                ? isWhole(count)
                : !ResizedAxis.whole(extent, result, scale).isMoved();
        require(
                !rule.coordinates().spansResult() || fits,
                "axis %d would have %s elements; from how many of them coordinate_transformation_mode '%s' counts is"
                        + " taken one way by ONNX's own tests and another by its text, so give sizes or a scale that fits",
                axis,
                count,
                rule.coordinates().word());
        require(result > 0, "nothing would be left of axis %d", axis);
        return result;
    }

    /** Refuses what would move elements though each axis has as many as before. */
    void requireUnmoved() {
        for (int axis = 0; axis < scales.length; axis++) {
            require(
                    !crops(axis),
                    "its region would be resized to as many elements as there were on every axis, which ONNX Runtime leaves as"
                            + " they are and ONNX's text doesn't");
        }
        require(
                Arrays.stream(scales).allMatch(Fraction.ONE::equals),
                "its scales would move elements though every axis has as many as before, which ONNX Runtime leaves as they are"
                        + " and ONNX's text doesn't; give scales of 1");
    }

    /** Refuses an axis that ONNX Runtime leaves as it is, and ONNX's text doesn't. */
    void requireAgreement(int axis, int extent, int result, ResizeRule rule) {
        boolean kept = keeps(axis);
        require(
                !crops(axis) || !kept,
                "axis %d has a region but the scale 1: ONNX Runtime leaves such an axis as it is and ONNX's text doesn't; cut it by"
                        + " Slice",
                axis);
        require(
                !rule.smooths() || kept || result != extent,
                "axis %d would be smoothed by antialias but keep its %d elements, and ONNX Runtime leaves such an axis as it is"
                        + " and ONNX's text doesn't; give it the scale 1",
                axis,
                extent);
    }

    /** Whether a product of an extent and a scale is a whole number but for its own rounding upwards. */
    private static boolean isWhole(float extent) {
        return extent - Math.floor(extent) <= 4 * Math.ulp(extent);
    }
}
