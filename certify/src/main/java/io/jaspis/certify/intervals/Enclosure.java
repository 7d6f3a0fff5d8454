package io.jaspis.certify.intervals;

import io.jaspis.autodiff.Value;
import java.util.function.UnaryOperator;

/**
 * Two values between which a third lies, element by element. Where both are one value, the third is that value exactly.
 */
public record Enclosure(Value lower, Value upper) {
    public Enclosure {
        if (!lower.type().equals(upper.type())) {
            throw new IllegalArgumentException(
                    "bounds must be of one type, but are " + lower.type() + " and " + upper.type());
        }
    }

    /** What is left of these bounds where others hold too. */
    public Enclosure within(Enclosure other) {
        return new Enclosure(lower.max(other.lower), upper.min(other.upper));
    }

    /** A value known exactly. */
    public static Enclosure exactly(Value value) {
        return new Enclosure(value, value);
    }

    public boolean exact() {
        return lower == upper;
    }

    /** The enclosure under a function that rises and never rounds. */
    Enclosure map(UnaryOperator<Value> rising) {
        Value first = rising.apply(lower);
        return exact() ? exactly(first) : new Enclosure(first, rising.apply(upper));
    }

    /** The enclosure under a function that falls and never rounds. */
    Enclosure mapFalling(UnaryOperator<Value> falling) {
        Value first = falling.apply(upper);
        return exact() ? exactly(first) : new Enclosure(first, falling.apply(lower));
    }

    /** Bounds of a sum, rounded either way. */
    Enclosure plus(Enclosure other) {
        return new Enclosure(lower.plus(other.lower), upper.plus(other.upper));
    }

    /** Bounds of a sum with a number, rounded either way. */
    Enclosure plus(float amount) {
        return new Enclosure(lower.plus(amount), upper.plus(amount));
    }

    /** Bounds of a difference, rounded either way. */
    Enclosure minus(Enclosure other) {
        return new Enclosure(lower.minus(other.upper), upper.minus(other.lower));
    }

    Enclosure negated() {
        return new Enclosure(upper.negate(), lower.negate());
    }

    /** These bounds moved outward by so many floats, to cover the rounding they were computed with. */
    Enclosure rounded(int steps) {
        return rounded(lower, upper, steps);
    }

    /** Bounds moved outward by so many floats, to cover the rounding they were computed with. */
    static Enclosure rounded(Value lower, Value upper, int steps) {
        return new Enclosure(lower.roundDown(steps), upper.roundUp(steps));
    }
}
