package io.jaspis.audit.report;

import io.jaspis.audit.Shares;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as reports write them; shares of a count are {@link Shares}. */
final class Figures {
    private static final String UNKNOWN = "–";
    private static final int DIGITS = 4;

    /** As many as tell any two numbers apart. */
    private static final int MOST_DIGITS = 17;

    private Figures() {}

    /** A probability in whole per cent, rounded down: nothing but certainty reads as 100 %. */
    static String probability(double value) {
        return Double.isNaN(value) ? UNKNOWN : (int) Math.floor(value * 100 + 1e-7) + "\u202F%";
    }

    /** A number with up to four significant digits. */
    static String number(double value) {
        return number(value, DIGITS);
    }

    /** Two different numbers with as many digits as make them read differently, at least the usual ones. */
    static String[] apart(double one, double other) {
        int digits = DIGITS;
        while (digits < MOST_DIGITS && number(one, digits).equals(number(other, digits))) {
            digits++;
        }
        return new String[] {number(one, digits), number(other, digits)};
    }

    private static String number(double value, int digits) {
        if (Double.isNaN(value)) {
            return UNKNOWN;
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "−∞";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        boolean plain = value == 0 || Math.abs(value) >= 1e-4 && Math.abs(value) < 1e7;
        String text = rounded.signum() == 0
                ? "0"
                : plain
                        ? rounded.stripTrailingZeros().toPlainString()
                        : String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
        return text.replace('-', '−');
    }

    /** A radius, as a fraction of 255 too where that is what was meant. */
    static String radius(double epsilon) {
        double levels = epsilon * 255;
        boolean fraction = levels >= 0.5
                && Math.abs(levels - Math.rint(levels)) < 1e-4
                && BigDecimal.valueOf(epsilon).stripTrailingZeros().scale() > 4;
        return number(epsilon) + (fraction ? " (" + Math.round(levels) + "/255)" : "");
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
                ? "%d min %02d s".formatted(whole / 60, whole % 60)
                : "%d h %02d min".formatted(whole / 3600, whole / 60 % 60);
    }
}
