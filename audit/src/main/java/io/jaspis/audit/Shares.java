package io.jaspis.audit;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Shares of a whole as percentages, all rounded to the nearest and with as many decimals as keep any two counts apart: equal
 * counts always read the same, different ones never do, and only nothing and all read as 0 % and 100 %.
 *
 * @param whole the largest number of examples that shares are told of beside each other, at least 0
 */
public record Shares(long whole) {
    private static final String UNKNOWN = "–";

    public Shares {
        if (whole < 0) {
            throw new IllegalArgumentException("shares of " + whole + " examples");
        }
    }

    /** So many of the whole. */
    public String of(long count) {
        return of(count, whole);
    }

    /** The same for a terminal, where the narrow space before the sign may have no width of its own. */
    public String terminal(long count) {
        return of(count).replace('\u202F', ' ');
    }

    /**
     * So many of a part of it, such as a class.
     *
     * @param part at most the whole
     */
    public String of(long count, long part) {
        if (count < 0 || count > part || part > whole) {
            throw new IllegalArgumentException(count + " of " + part + " among " + whole);
        }
        return part == 0
                ? UNKNOWN
                : percent(BigDecimal.valueOf(count)
                        .movePointRight(2)
                        .divide(BigDecimal.valueOf(part), decimals(), RoundingMode.HALF_UP));
    }

    /** From where to where, rounded outward. */
    public String of(Interval interval) {
        BigDecimal lower = rounded(interval.lower(), RoundingMode.FLOOR);
        BigDecimal upper = rounded(interval.upper(), RoundingMode.CEILING);
        return lower.toPlainString() + "–" + percent(upper);
    }

    /** A difference of shares in points of a percentage. */
    public String points(double difference) {
        return rounded(difference, RoundingMode.HALF_UP).toPlainString();
    }

    /** The same with the sign of what is above zero, too. */
    public String signed(double difference) {
        BigDecimal points = rounded(difference, RoundingMode.HALF_UP);
        return (points.signum() > 0 ? "+" : "") + points.toPlainString();
    }

    private BigDecimal rounded(double share, RoundingMode way) {
        return new BigDecimal(share).movePointRight(2).setScale(decimals(), way);
    }

    private static String percent(BigDecimal value) {
        return value.toPlainString() + "\u202F%";
    }

    /** The fewest, but at least one, whose last digit is worth no more than one example. */
    private int decimals() {
        int decimals = 1;
        for (long apart = 1000; apart < whole && decimals < 16; apart *= 10) {
            decimals++;
        }
        return decimals;
    }
}
