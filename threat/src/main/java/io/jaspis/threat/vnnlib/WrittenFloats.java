package io.jaspis.threat.vnnlib;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Floats as decimal numbers with 17 significant digits at most, which tell doubles apart. */
final class WrittenFloats {
    private static final int DIGITS = 17;

    private WrittenFloats() {}

    /** A finite float. */
    static String of(float value) {
        return text(new BigDecimal(value).round(new MathContext(DIGITS, RoundingMode.HALF_EVEN)), value);
    }

    /**
     * A number between two ends that is read as this float, by whoever rounds it to a float at once or to a double before;
     * the nearest to the float that is. With more digits only where an end has more, and no shorter number is between; null where no number is.
     */
    static String between(BigDecimal lower, BigDecimal upper, float value) {
        if (!Float.isFinite(value)) {
            return null;
        }
        BigDecimal exact = new BigDecimal(value);
        BigDecimal number = exact.round(new MathContext(DIGITS, RoundingMode.HALF_EVEN));
        if (number.compareTo(lower) < 0) {
            number = inside(lower, RoundingMode.CEILING, lower, upper);
        } else if (number.compareTo(upper) > 0) {
            number = inside(upper, RoundingMode.FLOOR, lower, upper);
        }
        String text = text(number, value);
        return Float.parseFloat(text) == value && (float) Double.parseDouble(text) == value ? text : null;
    }

    /** An end rounded into the box, or where that goes beyond the other end, as it is. */
    private static BigDecimal inside(BigDecimal end, RoundingMode rounding, BigDecimal lower, BigDecimal upper) {
        BigDecimal rounded = end.round(new MathContext(DIGITS, rounding));
        return rounded.compareTo(lower) < 0 || rounded.compareTo(upper) > 0 ? end : rounded;
    }

    /** Without an exponent, which version 2.0 doesn't have; a negative zero keeps its sign. */
    private static String text(BigDecimal number, float value) {
        if (number.signum() == 0) {
            return Float.floatToRawIntBits(value) < 0 ? "-0.0" : "0.0";
        }
        String text = Numbers.plain(number).toPlainString();
        return text.indexOf('.') < 0 ? text + ".0" : text;
    }
}
