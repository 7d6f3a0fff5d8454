package io.jaspis.threat;

import java.math.BigDecimal;

/**
 * A linear constraint on outputs: {@code Σ coefficient·output ≥ bound}, or {@code >} where it is strict.
 *
 * @param outputs the indices that have a coefficient, each once
 * @param coefficients one for each of them, finite
 * @param bound finite
 */
public record Row(int[] outputs, double[] coefficients, double bound, boolean strict) {
    public Row {
        outputs = outputs.clone();
        coefficients = coefficients.clone();
        if (outputs.length != coefficients.length) {
            throw new IllegalArgumentException("a row needs a coefficient for each output, but has "
                    + coefficients.length + " for " + outputs.length);
        }
        for (double coefficient : coefficients) {
            requireFinite(coefficient);
        }
        requireFinite(bound);
    }

    private static void requireFinite(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("a row takes finite numbers, but got " + number);
        }
    }

    /** One output at least as large as another. */
    public static Row atLeast(int larger, int smaller) {
        return new Row(new int[] {larger, smaller}, new double[] {1, -1}, 0, false);
    }

    /**
     * Whether outputs satisfy the row exactly as written. With infinite ones both sides are compared as extended real
     * numbers, so that two of the same sign tie; where a number is missing the row doesn't hold.
     */
    public boolean holds(double[] values) {
        boolean left = false;
        boolean right = false;
        for (int i = 0; i < outputs.length; i++) {
            double value = values[outputs[i]];
            if (Double.isNaN(value)) {
                return false;
            }
            if (Double.isInfinite(value) && coefficients[i] != 0) {
                left |= coefficients[i] > 0 == value > 0;
                right |= coefficients[i] > 0 != value > 0;
            }
        }
        if (left || right) {
            return left && (!right || !strict);
        }
        int sign = exactLead(values).signum();
        return strict ? sign > 0 : sign >= 0;
    }

    private BigDecimal exactLead(double[] values) {
        BigDecimal sum = new BigDecimal(bound).negate();
        for (int i = 0; i < outputs.length; i++) {
            if (coefficients[i] != 0) {
                sum = sum.add(new BigDecimal(coefficients[i]).multiply(new BigDecimal(values[outputs[i]])));
            }
        }
        return sum;
    }

    /** By how much the left side exceeds the bound, in double precision. */
    public double lead(double[] values) {
        double sum = 0;
        for (int i = 0; i < outputs.length; i++) {
            sum += coefficients[i] * values[outputs[i]];
        }
        return sum - bound;
    }

    /** The largest magnitude among what {@link #lead} adds up: what a rounding of the outputs scales with. */
    public double scale(double[] values) {
        double scale = Math.abs(bound);
        for (int i = 0; i < outputs.length; i++) {
            scale = Math.max(scale, Math.abs(coefficients[i] * values[outputs[i]]));
        }
        return scale;
    }
}
