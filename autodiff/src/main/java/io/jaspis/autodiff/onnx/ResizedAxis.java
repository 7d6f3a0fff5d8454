package io.jaspis.autodiff.onnx;

/**
 * One axis before and after it is resized.
 *
 * @param extent before
 * @param result the extent after
 * @param start where the region that is resized begins, in parts of the axis; {@code end} likewise
 */
record ResizedAxis(int extent, int result, Fraction scale, Fraction start, Fraction end) {

    /** An axis of which no part is cut off. */
    static ResizedAxis whole(int extent, int result, Fraction scale) {
        return new ResizedAxis(extent, result, scale, Fraction.ZERO, Fraction.ONE);
    }

    /** The same axis without its region. */
    ResizedAxis whole() {
        return whole(extent, result, scale);
    }

    /** Whether the scale makes another number of elements, or a part of one more. */
    boolean isMoved() {
        return !scale.times(Fraction.of(extent)).equals(Fraction.of(result));
    }
}
