package io.jaspis.attacks;

import io.jaspis.autodiff.Value;

/**
 * The move of a sign gradient ascent in a box, as a graph: along the sign of each element of the gradient (Goodfellow,
 * Shlens &amp; Szegedy 2015, section 4), then back into the box.
 */
public final class SignMove {
    private SignMove() {}

    /**
     * Records the move. An element of the gradient that is zero or no number moves nothing.
     *
     * @param length of the move in each element
     */
    public static Value along(Value gradient, Value point, Value length) {
        // Not the sign, which is NaN where the gradient is.
        Value way = gradient.step().minus(gradient.negate().step());
        return point.plus(way.times(length));
    }

    /** Records the nearest point of a box. */
    public static Value into(Value lower, Value upper, Value point) {
        return point.max(lower).min(upper);
    }
}
