package io.jaspis.certify.linear;

import io.jaspis.autodiff.Value;
import io.jaspis.certify.intervals.Enclosure;
import io.jaspis.certify.linear.Relaxation.Between;
import io.jaspis.certify.linear.Relaxation.Line;
import java.util.function.UnaryOperator;

/**
 * Lines below and above functions of one number between bounds l and u of it. A line of any slope lies above a convex
 * function as soon as it does at both ends, and below it where it is a tangent.
 *
 * @param function the function
 * @param slope its derivative
 */
record Curves(UnaryOperator<Value> function, UnaryOperator<Value> slope) {
    /** Bounds closer than this count as this far apart. */
    static final float NARROW = 1e-9f;

    /** Halvings of the interval in which a tangent's place is sought. */
    private static final int HALVINGS = 12;

    /** The slope of the line from one end to the other. */
    static Value chord(Enclosure bounds, Value atLower, Value atUpper) {
        Value width = bounds.upper().minus(bounds.lower());
        return atUpper.minus(atLower).over(width.max(width.filled(NARROW)));
    }

    private Value chord(Enclosure bounds) {
        return chord(bounds, function.apply(bounds.lower()), function.apply(bounds.upper()));
    }

    private Line tangent(Value place) {
        Value at = slope.apply(place);
        return new Line(at, function.apply(place).minus(at.times(place)));
    }

    /** The line of this slope that meets the function at one end and lies above it at the other. */
    private Line above(Enclosure bounds, Value rising) {
        Value atLower = function.apply(bounds.lower()).minus(rising.times(bounds.lower()));
        Value atUpper = function.apply(bounds.upper()).minus(rising.times(bounds.upper()));
        return new Line(rising, atLower.max(atUpper));
    }

    private Line below(Enclosure bounds, Value rising) {
        Value atLower = function.apply(bounds.lower()).minus(rising.times(bounds.lower()));
        Value atUpper = function.apply(bounds.upper()).minus(rising.times(bounds.upper()));
        return new Line(rising, atLower.min(atUpper));
    }

    /** Of a convex function: the tangent at a place between the bounds, and the chord. */
    Between convex(Enclosure bounds, Value place) {
        return new Between(tangent(place), above(bounds, chord(bounds)));
    }

    /** Of a concave function. */
    Between concave(Enclosure bounds, Value place) {
        return new Between(below(bounds, chord(bounds)), tangent(place));
    }

    /** Of a convex function with a kink, where any slope between those of its two sides gives a line below through the origin. */
    Between convexThroughOrigin(Enclosure bounds, Value rising) {
        return new Between(new Line(rising, null), above(bounds, chord(bounds)));
    }

    Between concaveThroughOrigin(Enclosure bounds, Value rising) {
        return new Between(below(bounds, chord(bounds)), new Line(rising, null));
    }

    static Value middle(Enclosure bounds) {
        return bounds.lower().plus(bounds.upper()).scale(0.5f);
    }

    /**
     * Of a rising function that is convex below 0 and concave above, with f(x) + f(−x) = sum. The line below is the chord
     * where that lies below, else the tangent farthest from the lower end that still lies below at the upper one, but not
     * beyond the middle; the line above is its mirror image.
     */
    Between sigmoidal(Enclosure bounds, float sum) {
        Line lower = belowSigmoidal(bounds);
        Line mirrored = belowSigmoidal(
                new Enclosure(bounds.upper().negate(), bounds.lower().negate()));
        return new Between(
                lower, new Line(mirrored.slope(), mirrored.offset().negate().plus(sum)));
    }

    private Line belowSigmoidal(Enclosure bounds) {
        Value l = bounds.lower();
        Value u = bounds.upper();
        Value chord = chord(bounds);
        Value atUpper = function.apply(u);
        // The chord starts below the function, and so stays below.
        Value whole = slope.apply(l).minus(chord).negate().step().negate().plus(1);
        Value place = l;
        Value end = u.min(u.filled(0)).max(l);
        for (int i = 0; i < HALVINGS; i++) {
            Value half = place.plus(end).scale(0.5f);
            Line line = tangent(half);
            Value reached = line.slope().times(u).plus(line.offset());
            Value fits = reached.minus(atUpper).step().negate().plus(1);
            place = place.plus(fits.times(half.minus(place)));
            end = half.plus(fits.times(end.minus(half)));
        }
        Line tangent = tangent(place.min(middle(bounds)));
        Line straight = below(bounds, chord);
        Value other = whole.negate().plus(1);
        return new Line(
                whole.times(straight.slope()).plus(other.times(tangent.slope())),
                whole.times(straight.offset()).plus(other.times(tangent.offset())));
    }
}
