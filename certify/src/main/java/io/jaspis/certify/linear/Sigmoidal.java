package io.jaspis.certify.linear;

import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Value;
import java.util.Optional;

/**
 * A function that rises all over, is convex below 0 and concave above: height · tanh(steepness · x) + middle. Lines below and
 * above it between bounds of x hold in real arithmetic: of whatever slope, in floats, the offset is the least distance to the
 * function, computed in double with more room than that rounds, and rounded outwards.
 */
record Sigmoidal(double height, double steepness, double middle) {
    private static final Sigmoidal TANH = new Sigmoidal(1, 1, 0);
    private static final Sigmoidal SIGMOID = new Sigmoidal(0.5, 0.5, 0.5);

    /** What no offset of a line exceeds in magnitude. */
    static final float MOST_OFFSET = 2;

    /** More than what doubles round in a distance, relative to its terms. */
    private static final double ROOM = 1e-12;

    /** Halvings of the interval in which a tangent's place is sought. */
    private static final int HALVINGS = 40;

    /** slope · x + offset. */
    record Line(float slope, float offset) {}

    /** The function that a value is of its operand; empty where it is none of these. */
    static Optional<Sigmoidal> of(Value value) {
        return value.op() instanceof Pointwise.Tanh
                ? Optional.of(TANH)
                : value.op() instanceof Pointwise.Sigmoid ? Optional.of(SIGMOID) : Optional.empty();
    }

    private double at(double x) {
        return height * StrictMath.tanh(steepness * x) + middle;
    }

    private double slope(double x) {
        double tanh = StrictMath.tanh(steepness * x);
        return height * steepness * (1 - tanh * tanh);
    }

    /** A line below the function between two bounds, infinite ones too. */
    Line below(float lower, float upper) {
        float slope = finite(lower, upper) ? (float) slopeBelow(lower, upper) : 0;
        double offset = least(slope, lower, upper);
        if (!(Math.abs(offset - middle) < MOST_OFFSET - 0.5)) {
            slope = 0;
            offset = least(0, lower, upper);
        }
        return new Line(slope, Math.nextDown((float) offset));
    }

    /** A line above: the mirror image, as f(x) + f(−x) is twice the middle. */
    Line above(float lower, float upper) {
        Line mirrored = below(-upper, -lower);
        double offset = 2 * middle - (double) mirrored.offset();
        return new Line(mirrored.slope(), Math.nextUp((float) offset));
    }

    private static boolean finite(float lower, float upper) {
        return lower > Float.NEGATIVE_INFINITY && upper < Float.POSITIVE_INFINITY && lower <= upper;
    }

    /**
     * The slope of the chord where that starts below the function, else of the tangent farthest from the lower end that is still below at the
     * upper one, but not beyond the middle (Zhang et al. 2018, section 3.3).
     */
    private double slopeBelow(double lower, double upper) {
        double width = upper - lower;
        if (!(width > 0)) {
            return 0;
        }
        double chord = (at(upper) - at(lower)) / width;
        if (upper > 0 && slope(lower) >= chord) {
            return chord;
        }
        double place = lower;
        double end = Math.min(upper, 0);
        for (int i = 0; i < HALVINGS; i++) {
            double half = 0.5 * (place + end);
            if (at(half) + slope(half) * (upper - half) <= at(upper)) {
                place = half;
            } else {
                end = half;
            }
        }
        return slope(Math.min(place, 0.5 * (lower + upper)));
    }

    /** Less than the function is above slope · x anywhere between the bounds: at an end, or where it has this slope and is convex. */
    private double least(float slope, float lower, float upper) {
        if (slope == 0) {
            // A bound that isn't known leaves the least of all.
            double end = lower > Float.NEGATIVE_INFINITY ? at(lower) : middle - height;
            return end - ROOM;
        }
        double least = Math.min(at(lower) - slope * (double) lower, at(upper) - slope * (double) upper);
        double steepest = height * steepness;
        if (slope < steepest) {
            // 1 / cosh² = slope / steepest
            double secant = Math.sqrt(steepest / slope);
            double place = -StrictMath.log(secant + Math.sqrt((steepest - slope) / slope)) / steepness;
            if (place > lower && place < upper) {
                least = Math.min(least, at(place) - slope * place);
            }
        }
        return least - ROOM * (1 + slope * Math.max(Math.abs((double) lower), Math.abs((double) upper)));
    }
}
