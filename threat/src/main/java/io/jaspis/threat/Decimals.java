package io.jaspis.threat;

import java.math.BigDecimal;

/** Doubles and floats beside a decimal number. */
public final class Decimals {
    private Decimals() {}

    /** A number as a person would type it: without a fraction that says nothing. */
    public static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** The double that reads as a float does: that of the shortest decimal number that tells the float from others. */
    public static double shortest(float value) {
        return Double.parseDouble(Float.toString(value));
    }

    /** The largest double at or below a number; minus infinity where it is below all finite ones. */
    public static double notAbove(BigDecimal number) {
        double nearest = Math.min(number.doubleValue(), Double.MAX_VALUE);
        return nearest > Double.NEGATIVE_INFINITY && new BigDecimal(nearest).compareTo(number) > 0
                ? Math.nextDown(nearest)
                : nearest;
    }

    /** The smallest double at or above a number; infinity where it is above all finite ones. */
    public static double notBelow(BigDecimal number) {
        return -notAbove(number.negate());
    }

    /** The largest float at or below a number. */
    public static float floatNotAbove(BigDecimal number) {
        float nearest = number.floatValue();
        if (Float.isInfinite(nearest)) {
            return nearest > 0 ? Float.MAX_VALUE : nearest;
        }
        return new BigDecimal(nearest).compareTo(number) > 0 ? Math.nextDown(nearest) : nearest;
    }

    /**
     * A number as people write it: a decimal, or a fraction such as {@code 8/255}.
     *
     * @throws NumberFormatException where it is neither or isn't finite, saying so
     */
    public static double read(String text) {
        String[] parts = text.split("/", -1);
        double value;
        try {
            value = Double.parseDouble(parts[0].strip());
            value /= parts.length == 2 ? Double.parseDouble(parts[1].strip()) : 1;
        } catch (NumberFormatException e) {
            throw (NumberFormatException)
                    new NumberFormatException("'" + text + "' is neither a number nor a fraction such as 8/255")
                            .initCause(e);
        }
        if (parts.length > 2 || !Double.isFinite(value)) {
            throw new NumberFormatException("'" + text + "' is not a finite number");
        }
        return value;
    }

    /** Whether a number is a double, so that nothing is rounded away. */
    public static boolean isDouble(BigDecimal number) {
        double nearest = number.doubleValue();
        return Double.isFinite(nearest) && new BigDecimal(nearest).compareTo(number) == 0;
    }
}
