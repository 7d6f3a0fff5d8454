package io.jaspis.bench.seams;

import java.util.function.BiFunction;

/**
 * A real number, known to lie between two dyadic ones, which are equal where it is known exactly; or one of the three
 * that aren't real but that a file can store: ∞, −∞ and NaN. Arithmetic on those has no value here; they can be moved,
 * negated, compared and be bounds.
 */
record Real(Dyadic lower, Dyadic upper) implements Comparable<Real> {
    static final Real ZERO = exactly(Dyadic.ZERO);
    static final Real ONE = exactly(Dyadic.ONE);
    static final Real INFINITY = new Real(Dyadic.ONE, null);
    static final Real MINUS_INFINITY = new Real(null, Dyadic.ONE);
    static final Real NAN = new Real(null, null);

    static Real exactly(Dyadic number) {
        return new Real(number, number);
    }

    static Real of(double number) {
        if (Double.isNaN(number)) {
            return NAN;
        }
        return Double.isInfinite(number) ? number > 0 ? INFINITY : MINUS_INFINITY : exactly(Dyadic.of(number));
    }

    static Real of(long whole) {
        return exactly(Dyadic.of(whole));
    }

    boolean isFinite() {
        return lower != null && upper != null;
    }

    boolean isExact() {
        return isFinite() && (lower == upper || lower.equals(upper));
    }

    private void finite() {
        if (!isFinite()) {
            throw new UndefinedException("arithmetic with " + this);
        }
    }

    private static Real between(Dyadic lower, Dyadic upper) {
        return new Real(lower, upper.equals(lower) ? lower : upper);
    }

    /** What is known of the results of a function that never falls, from its lower and upper values. */
    Real rising(BiFunction<Dyadic, Boolean, Dyadic> function) {
        finite();
        return between(function.apply(lower, false), function.apply(upper, true));
    }

    Real negate() {
        if (!isFinite()) {
            return this == INFINITY ? MINUS_INFINITY : this == MINUS_INFINITY ? INFINITY : NAN;
        }
        return between(upper.negate(), lower.negate());
    }

    Real plus(Real other) {
        finite();
        other.finite();
        return between(lower.plus(other.lower, false), upper.plus(other.upper, true));
    }

    Real minus(Real other) {
        return plus(other.negate());
    }

    Real times(Real other) {
        finite();
        other.finite();
        if (isExact() && other.isExact()) {
            return between(lower.times(other.lower, false), lower.times(other.lower, true));
        }
        Dyadic least = null;
        Dyadic most = null;
        for (Dyadic a : new Dyadic[] {lower, upper}) {
            for (Dyadic b : new Dyadic[] {other.lower, other.upper}) {
                Dyadic down = a.times(b, false);
                Dyadic up = a.times(b, true);
                least = least == null ? down : least.min(down);
                most = most == null ? up : most.max(up);
            }
        }
        return between(least, most);
    }

    Real reciprocal() {
        return ONE.over(this);
    }

    Real over(Real divisor) {
        finite();
        divisor.finite();
        if (divisor.lower.signum() * divisor.upper.signum() <= 0) {
            throw new UndefinedException("division by zero");
        }
        Dyadic least = null;
        Dyadic most = null;
        for (Dyadic a : new Dyadic[] {lower, upper}) {
            for (Dyadic b : new Dyadic[] {divisor.lower, divisor.upper}) {
                Dyadic down = a.over(b, false);
                Dyadic up = a.over(b, true);
                least = least == null ? down : least.min(down);
                most = most == null ? up : most.max(up);
            }
        }
        return between(least, most);
    }

    Real square() {
        Real size = abs();
        return size.times(size);
    }

    Real squareRoot() {
        finite();
        if (lower.signum() < 0) {
            throw new UndefinedException("the square root of a negative number");
        }
        return rising(Dyadic::squareRoot);
    }

    Real abs() {
        if (this == NAN) {
            throw new UndefinedException("the size of NaN");
        }
        if (!isFinite()) {
            return INFINITY;
        }
        if (lower.signum() >= 0) {
            return this;
        }
        return upper.signum() <= 0
                ? negate()
                : between(Dyadic.ZERO, lower.negate().max(upper));
    }

    Real floor() {
        return rising((x, _) -> x.floor());
    }

    Real ceiling() {
        return rising((x, _) -> x.ceiling());
    }

    Real sign() {
        if (this == NAN) {
            throw new UndefinedException("the sign of NaN");
        }
        return isFinite() ? rising((x, _) -> Dyadic.of(x.signum())) : of(this == INFINITY ? 1 : -1);
    }

    Real max(Real other) {
        if (this == NAN || other == NAN) {
            throw new UndefinedException("the larger of a number and NaN");
        }
        if (!isFinite() || !other.isFinite()) {
            return this == INFINITY || other == MINUS_INFINITY ? this : other;
        }
        return between(lower.max(other.lower), upper.max(other.upper));
    }

    Real min(Real other) {
        return negate().max(other.negate()).negate();
    }

    Real relu() {
        return max(ZERO);
    }

    /** Both ways that a text can be understood. */
    Real hull(Real other) {
        return between(lower.min(other.lower), upper.max(other.upper));
    }

    /** Whether the two are surely equal; whether they are must be certain. */
    boolean equalTo(Real other) {
        if (this == NAN || other == NAN) {
            return false;
        }
        if (!isFinite() || !other.isFinite()) {
            return this == other;
        }
        if (isExact() && other.isExact()) {
            return lower.equals(other.lower);
        }
        if (below(other) || other.below(this)) {
            return false;
        }
        throw new UndefinedException("an equality that can't be settled");
    }

    /**
     * Whether this is above the other.
     *
     * @throws UndefinedException where that can't be settled
     */
    boolean above(Real other) {
        int order = compareTo(other);
        if (order == 0 && isFinite() && other.isFinite() && !(isExact() && other.isExact())) {
            // Touching ends still tell that this isn't above.
            if (upper.compareTo(other.lower) > 0) {
                throw new UndefinedException("a comparison that can't be settled");
            }
        }
        return order > 0;
    }

    /** Whether every number that this may be is less than every one that the other may be. */
    boolean below(Real other) {
        return compareTo(other) < 0;
    }

    /** 0 where it is open which of the two is larger. */
    @Override
    public int compareTo(Real other) {
        if (this == NAN || other == NAN) {
            throw new UndefinedException("a comparison with NaN");
        }
        if (!isFinite() || !other.isFinite()) {
            return Integer.compare(order(), other.order());
        }
        return upper.compareTo(other.lower) < 0 ? -1 : other.upper.compareTo(lower) < 0 ? 1 : 0;
    }

    private int order() {
        return this == INFINITY ? 1 : this == MINUS_INFINITY ? -1 : 0;
    }

    double toDouble() {
        return isFinite() ? (lower.toDouble() + upper.toDouble()) / 2 : this == NAN ? Double.NaN : order() / 0.0;
    }

    @Override
    public String toString() {
        if (!isFinite()) {
            return this == NAN ? "NaN" : order() > 0 ? "Infinity" : "-Infinity";
        }
        return isExact() ? lower.text(30) : "[" + lower.text(30) + ", " + upper.text(30) + "]";
    }
}
