package io.jaspis.audit.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * Numbers as reports write them. A share is rounded so that it never claims more than was found: a lower bound down, an
 * upper bound up, and a gap that exists is never shown as zero.
 */
record Figures(int decimals) {
    private static final String UNKNOWN = "–";
    /** Far above the rounding error of a quotient of counts, far below the last digit shown. */
    private static final double SLACK = 1e-7;

    /** With as many decimals as a share of so many examples needs. */
    static Figures of(int examples) {
        return new Figures(examples <= 1000 ? 1 : 2);
    }

    /** A share as a percentage, rounded to the nearest, though never to all or nothing unless it is that. */
    String share(double share) {
        double units = Math.rint(share * 100 * scale());
        boolean falselyAll = share < 1 && units == 100 * scale();
        boolean falselyNone = share > 0 && units == 0;
        return percent(share, falselyAll ? units - 1 : falselyNone ? 1 : units);
    }

    String lower(double share) {
        return percent(share, Math.floor(share * 100 * scale() + SLACK));
    }

    String upper(double share) {
        return percent(share, Math.ceil(share * 100 * scale() - SLACK));
    }

    /** A share that must not look like nothing unless it is. */
    String gap(double share) {
        boolean hidden = share > 0 && Math.rint(share * 100 * scale()) == 0;
        return hidden ? "< " + percent(share, 1) : percent(share, Math.rint(share * 100 * scale()));
    }

    private String percent(double share, double units) {
        // Adding zero makes the −0 that rounding up can give a plain 0.
        return Double.isNaN(share)
                ? UNKNOWN
                : String.format(Locale.ROOT, "%." + decimals + "f\u202F%%", units / scale() + 0.0);
    }

    private double scale() {
        return Math.pow(10, decimals);
    }

    /** A number with up to four significant digits. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return UNKNOWN;
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "−∞";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(4, RoundingMode.HALF_EVEN));
        boolean plain = value == 0 || Math.abs(value) >= 1e-4 && Math.abs(value) < 1e7;
        String text = rounded.signum() == 0
                ? "0"
                : plain ? rounded.stripTrailingZeros().toPlainString() : String.format(Locale.ROOT, "%.3e", value);
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
