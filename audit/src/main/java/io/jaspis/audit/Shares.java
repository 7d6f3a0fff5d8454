package io.jaspis.audit;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Shares of a whole as percentages, all rounded to the nearest and with as many decimals as keep any two counts apart: equal
 * counts always read the same, different ones never do, and only nothing and all read as 0 % and 100 %. Of shares that are no
 * count of the whole, too, only nothing and all read so, and ends of intervals are rounded outward.
 *
 * @param whole the largest number of examples that shares are told of beside each other, at least 0
 */
public record Shares(long whole) {
    private static final String UNKNOWN = "–";
    private static final String SIGN = "\u202F%";
    private static final BigDecimal ALL = BigDecimal.valueOf(100);
    /** Of shares that are measured, and of those that are proved so far. */
    private static final int MEASURED = 2;

    private static final int PROVED = 4;
    /** Significant ones of bounds. */
    private static final int BOUND_DIGITS = 2;

    private static final int MOST_DECIMALS = 20;

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
        return terminal(of(count));
    }

    /** A share that is written already, for a terminal. */
    public static String terminal(String share) {
        return share.replace('\u202F', ' ');
    }

    /** What was measured over as many as the whole, such as a mean over epochs or draws: the nearest. */
    public String measured(double share) {
        return Double.isNaN(share)
                ? UNKNOWN
                : percent(rounded(exact(share), Math.max(MEASURED, decimals()), RoundingMode.HALF_UP));
    }

    /** What is proved so far of a whole that isn't counted: rounded down. */
    public static String proved(double share) {
        return percent(rounded(exact(share), PROVED, RoundingMode.FLOOR));
    }

    /** What a share that isn't counted is at most: two significant digits, rounded up. */
    public static String atMost(double share) {
        BigDecimal exact = exact(share);
        int decimals = BOUND_DIGITS - exact.precision() + exact.scale();
        return percent(rounded(exact, Math.max(0, decimals), RoundingMode.CEILING));
    }

    /** What was asked for, such as a limit or how sure an interval is: all its digits. */
    public static String asked(double share) {
        BigDecimal shortest = shortest(share).stripTrailingZeros();
        return percent(shortest.setScale(Math.max(0, shortest.scale())));
    }

    /** So many of the whole, with more decimals where these show on which side of a limit it is. */
    public String beside(double limit, long count) {
        return beside(limit, (double) count / whole, RoundingMode.HALF_UP);
    }

    /** The lower end of an interval, or what a share is at least, likewise. */
    public String lowerBeside(double limit, double end) {
        return beside(limit, end, RoundingMode.FLOOR);
    }

    /** The upper end of an interval, likewise. */
    public String upperBeside(double limit, double end) {
        return beside(limit, end, RoundingMode.CEILING);
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
        BigDecimal lower = rounded(exact(interval.lower()), decimals(), RoundingMode.FLOOR);
        BigDecimal upper = rounded(exact(interval.upper()), decimals(), RoundingMode.CEILING);
        return lower.toPlainString() + "–" + percent(upper);
    }

    /** A difference of shares in points of a percentage. */
    public String points(double difference) {
        return difference(difference, RoundingMode.HALF_UP).toPlainString();
    }

    /** The same with the sign of what is above zero, too. */
    public String signed(double difference) {
        return signed(difference, RoundingMode.HALF_UP);
    }

    /** The lower end of an interval of differences. */
    public String signedLower(double end) {
        return signed(end, RoundingMode.FLOOR);
    }

    /** The upper end of one. */
    public String signedUpper(double end) {
        return signed(end, RoundingMode.CEILING);
    }

    private String signed(double difference, RoundingMode way) {
        BigDecimal points = difference(difference, way);
        return (points.signum() > 0 ? "+" : "") + points.toPlainString();
    }

    private BigDecimal difference(double difference, RoundingMode way) {
        return exact(difference).setScale(decimals(), way);
    }

    private String beside(double limit, double share, RoundingMode way) {
        if (Double.isNaN(share)) {
            return UNKNOWN;
        }
        BigDecimal value = shortest(share);
        BigDecimal bar = shortest(limit);
        int decimals = decimals();
        BigDecimal rounded = rounded(value, decimals, way);
        while (decimals < MOST_DECIMALS && rounded.compareTo(bar) != value.compareTo(bar)) {
            decimals++;
            rounded = rounded(value, decimals, way);
        }
        return percent(rounded);
    }

    /** With more decimals where it would read as nothing or all and isn't. */
    private static BigDecimal rounded(BigDecimal value, int decimals, RoundingMode way) {
        int more = decimals;
        BigDecimal rounded = value.setScale(more, way);
        while (more < MOST_DECIMALS && isEnd(rounded) && !isEnd(value)) {
            more++;
            rounded = value.setScale(more, way);
        }
        return rounded;
    }

    private static boolean isEnd(BigDecimal value) {
        return value.signum() == 0 || value.compareTo(ALL) == 0;
    }

    private static BigDecimal exact(double share) {
        return new BigDecimal(share).movePointRight(2);
    }

    /** As the number is typed. */
    private static BigDecimal shortest(double share) {
        return BigDecimal.valueOf(share).movePointRight(2);
    }

    private static String percent(BigDecimal value) {
        return value.toPlainString() + SIGN;
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
