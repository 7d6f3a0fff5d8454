package io.jaspis.check.proof;

/**
 * What an input can be, and how far it may move.
 *
 * @param unit how far it may move where ε is 1; 0 where it stays as it is
 * @param lower the least that it can be
 * @param upper the most
 * @param whole whether it can only be a whole number
 * @param way in which it may move
 * @param group of inputs of which exactly one is 1 and the others are 0, where it is one of these; else empty
 */
public record Axis(double unit, float lower, float upper, boolean whole, Way way, String group) {

    /** In which direction an input may be moved. */
    public enum Way {
        EITHER,
        UP,
        DOWN
    }

    public Axis {
        if (!(unit >= 0) || Double.isInfinite(unit)) {
            throw new IllegalArgumentException("unit is " + unit + ", but must be a finite number from 0 on");
        }
        if (!(lower < upper)) {
            throw new IllegalArgumentException("lower is " + lower + ", but must be below upper, which is " + upper);
        }
    }

    /** One that may be anything in a range. */
    public static Axis between(float lower, float upper) {
        return new Axis(1, lower, upper, false, Way.EITHER, "");
    }

    /** The least that it can be where it is this and moves by so much in units of its own, rounded down. */
    double least(float centre, double epsilon) {
        if (way == Way.UP) {
            return centre;
        }
        double end = Math.max(
                lower,
                Range.of(centre).plus(Range.of(-epsilon).times(Range.of(unit))).lower());
        return whole ? Math.ceil(end) : end;
    }

    /** The most, rounded up. */
    double most(float centre, double epsilon) {
        if (way == Way.DOWN) {
            return centre;
        }
        double end = Math.min(
                upper,
                Range.of(centre).plus(Range.of(epsilon).times(Range.of(unit))).upper());
        return whole ? Math.floor(end) : end;
    }
}
