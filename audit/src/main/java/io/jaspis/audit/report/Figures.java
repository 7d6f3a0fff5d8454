package io.jaspis.audit.report;

import io.jaspis.audit.ByteSteps;
import io.jaspis.audit.Shares;
import io.jaspis.threat.Decimals;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * Numbers as reports write them, each rounded as its kind allows: who writes one says whether it was measured, bounds something
 * from below or above, or was asked for. Shares of a count are {@link Shares}.
 */
final class Figures {
    private static final String UNKNOWN = "–";
    private static final int DIGITS = 4;
    /** Characters of a radius that nobody typed. */
    private static final int LONG = 10;

    /** As many as tell any two numbers apart. */
    private static final int MOST_DIGITS = 17;

    private Figures() {}

    /** A probability in whole per cent, rounded down: nothing but certainty reads as 100 %, and what is possible not as 0 %. */
    static String probability(double value) {
        if (Double.isNaN(value)) {
            return UNKNOWN;
        }
        BigDecimal whole = BigDecimal.valueOf(value).movePointRight(2).setScale(0, RoundingMode.FLOOR);
        return (whole.signum() == 0 && value > 0 ? "< 1" : whole.toPlainString()) + "\u202F%";
    }

    /** What was measured, and bounds nothing: the nearest with up to four significant digits. */
    static String nearest(double value) {
        return rounded(value, DIGITS, RoundingMode.HALF_EVEN);
    }

    /** What something is at least, such as a certified radius: never more than it is. */
    static String atLeast(double bound) {
        return rounded(bound, DIGITS, RoundingMode.FLOOR);
    }

    /** What was measured and is within a limit, with so many digits that it is so as it reads, too. */
    static String within(double value, double limit) {
        int digits = DIGITS;
        while (digits < MOST_DIGITS
                && value <= limit
                && decimal(value, digits, RoundingMode.HALF_EVEN).compareTo(new BigDecimal(limit)) > 0) {
            digits++;
        }
        return rounded(value, digits, RoundingMode.HALF_EVEN);
    }

    /** What was asked for: it reads as the very number, to people and as an option. */
    static String asked(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return nearest(value);
        }
        BigDecimal shortest = BigDecimal.valueOf(value).stripTrailingZeros();
        return written(value, shortest, shortest.precision());
    }

    /** The same of a float32 number. */
    static String asked(float value) {
        return asked(Decimals.shortest(value));
    }

    /** Two different numbers with as many digits as make them read differently, at least the usual ones. */
    static String[] apart(double one, double other) {
        int digits = DIGITS;
        while (digits < MOST_DIGITS && nearest(one, digits).equals(nearest(other, digits))) {
            digits++;
        }
        return new String[] {nearest(one, digits), nearest(other, digits)};
    }

    private static String nearest(double value, int digits) {
        return rounded(value, digits, RoundingMode.HALF_EVEN);
    }

    private static String rounded(double value, int digits, RoundingMode way) {
        if (Double.isNaN(value)) {
            return UNKNOWN;
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "−∞";
        }
        return written(value, decimal(value, digits, way), digits).replace('-', '−');
    }

    private static BigDecimal decimal(double value, int digits, RoundingMode way) {
        return new BigDecimal(value).round(new MathContext(digits, way));
    }

    /** With an exponent and all digits where it would be long without. */
    private static String written(double value, BigDecimal rounded, int digits) {
        boolean plain = value == 0 || Math.abs(value) >= 1e-4 && Math.abs(value) < 1e7;
        return rounded.signum() == 0
                ? "0"
                : plain
                        ? rounded.stripTrailingZeros().toPlainString()
                        : String.format(Locale.ROOT, "%." + (digits - 1) + "e", rounded);
    }

    /**
     * A radius that was asked for: where it is a fraction of 255, in float32 or float64, with quarters at most above, as that, behind the
     * nearest decimal number.
     */
    static String radius(double epsilon) {
        double steps = ByteSteps.nearest(epsilon);
        double exact = ByteSteps.radius(steps);
        boolean fraction = steps > 0
                && (exact == epsilon || (float) exact == epsilon)
                && BigDecimal.valueOf(epsilon).stripTrailingZeros().scale() > 4;
        return fraction ? nearest(epsilon) + " (" + asked(steps) + "/255)" : asked(epsilon);
    }

    /** A radius that was asked for or made of one: of the latter no more digits than tell it apart. */
    static String madeRadius(double epsilon) {
        String all = radius(epsilon);
        return all.length() <= LONG || all.endsWith(")") ? all : nearest(epsilon);
    }

    /** The sign of a norm, such as L∞. */
    static String norm(String norm) {
        return switch (norm) {
            case "inf" -> "L∞";
            case "1" -> "L₁";
            case "2" -> "L₂";
            default -> "L" + norm;
        };
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    static String duration(double seconds) {
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        return whole < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole / 60 % 60);
    }
}
