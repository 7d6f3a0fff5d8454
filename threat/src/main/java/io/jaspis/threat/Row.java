package io.jaspis.threat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Objects;

/**
 * A linear constraint on outputs: {@code Σ coefficient·output ≥ bound}, or {@code >} where it is strict.
 *
 * <p>A bound that is written in decimals is kept as it is written. What proves takes {@link #bound}, which is at or below it:
 * where no output satisfies that row, none satisfies the written one. Whether given outputs satisfy the row is decided
 * exactly, by the written bound.
 *
 * @param outputs the indices that have a coefficient, each once
 * @param coefficients one for each of them, finite
 * @param bound finite, at most the written one
 * @param strict whether outputs that are just at the bound don't satisfy the row
 * @param written the bound as it is written
 */
public record Row(int[] outputs, double[] coefficients, double bound, boolean strict, BigDecimal written) {
    public Row {
        outputs = outputs.clone();
        coefficients = coefficients.clone();
        Objects.requireNonNull(written);
        if (outputs.length != coefficients.length) {
            throw new IllegalArgumentException("a row needs a coefficient for each output, but has "
                    + coefficients.length + " for " + outputs.length);
        }
        for (double coefficient : coefficients) {
            requireFinite(coefficient);
        }
        requireIndices(outputs);
        requireFinite(bound);
        if (new BigDecimal(bound).compareTo(written) > 0) {
            throw new IllegalArgumentException("a row's bound " + bound + " is above the written one, " + written);
        }
    }

    /** A row whose bound is a double. */
    public Row(int[] outputs, double[] coefficients, double bound, boolean strict) {
        this(outputs, coefficients, bound, strict, new BigDecimal(requireFinite(bound)));
    }

    /** A row whose bound is written in decimals: {@link #bound} is the largest double that isn't above it. */
    public Row(int[] outputs, double[] coefficients, BigDecimal written, boolean strict) {
        this(outputs, coefficients, Decimals.notAbove(written), strict, written);
    }

    /** A proof and a check would take an output that is there twice in different ways. */
    private static void requireIndices(int[] outputs) {
        int[] sorted = outputs.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < sorted.length; i++) {
            if (sorted[i] < 0) {
                throw new IllegalArgumentException("a row takes outputs from 0 on, but got " + sorted[i]);
            }
            if (i > 0 && sorted[i] == sorted[i - 1]) {
                throw new IllegalArgumentException(
                        "a row takes each output once, but output " + sorted[i] + " is in it twice");
            }
        }
    }

    private static double requireFinite(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("a row takes finite numbers, but got " + number);
        }
        return number;
    }

    /** A copy of the indices. */
    @Override
    public int[] outputs() {
        return outputs.clone();
    }

    /** A copy of the coefficients. */
    @Override
    public double[] coefficients() {
        return coefficients.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row row
                && Arrays.equals(outputs, row.outputs)
                && Arrays.equals(coefficients, row.coefficients)
                && Double.compare(bound, row.bound) == 0
                && strict == row.strict
                && written.equals(row.written);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(outputs), Arrays.hashCode(coefficients), bound, strict, written);
    }

    /** One output at least as large as another. */
    public static Row atLeast(int larger, int smaller) {
        return new Row(new int[] {larger, smaller}, new double[] {1, -1}, 0, false);
    }

    /** The sum that begins with an output: {@code Row.output(0).plus(0.5, 1).minus(2).atLeast(3.25)}. */
    public static Sum output(int index) {
        return new Sum(new int[] {index}, new double[] {1});
    }

    /** The sum that begins with a multiple of an output. */
    public static Sum output(double coefficient, int index) {
        return new Sum(new int[] {index}, new double[] {coefficient});
    }

    /**
     * A sum of multiples of outputs, which becomes a row by what it is compared with.
     *
     * @param outputs the indices that have a coefficient, each once
     * @param coefficients one for each of them, finite
     */
    public record Sum(int[] outputs, double[] coefficients) {
        public Sum {
            outputs = outputs.clone();
            coefficients = coefficients.clone();
        }

        /** A copy of the indices. */
        @Override
        public int[] outputs() {
            return outputs.clone();
        }

        /** A copy of the coefficients. */
        @Override
        public double[] coefficients() {
            return coefficients.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Sum sum
                    && Arrays.equals(outputs, sum.outputs)
                    && Arrays.equals(coefficients, sum.coefficients);
        }

        @Override
        public int hashCode() {
            return Objects.hash(Arrays.hashCode(outputs), Arrays.hashCode(coefficients));
        }

        public Sum plus(int output) {
            return plus(1, output);
        }

        public Sum minus(int output) {
            return plus(-1, output);
        }

        /** The sum with a multiple of an output that it doesn't have yet. */
        public Sum plus(double coefficient, int output) {
            for (int known : outputs) {
                if (known == output) {
                    throw new IllegalArgumentException("output " + output + " is in the sum already");
                }
            }
            int n = outputs.length;
            int[] indices = Arrays.copyOf(outputs, n + 1);
            double[] numbers = Arrays.copyOf(coefficients, n + 1);
            indices[n] = output;
            numbers[n] = coefficient;
            return new Sum(indices, numbers);
        }

        /** {@code sum ≥ bound}. */
        public Row atLeast(double bound) {
            return new Row(outputs, coefficients, bound, false);
        }

        /** {@code sum > bound}. */
        public Row above(double bound) {
            return new Row(outputs, coefficients, bound, true);
        }

        /** {@code sum ≤ bound}. */
        public Row atMost(double bound) {
            return new Row(outputs, negated(), -bound, false);
        }

        /** {@code sum < bound}. */
        public Row below(double bound) {
            return new Row(outputs, negated(), -bound, true);
        }

        private double[] negated() {
            double[] result = new double[coefficients.length];
            for (int i = 0; i < result.length; i++) {
                result[i] = -coefficients[i];
            }
            return result;
        }
    }

    /**
     * Whether outputs satisfy the row exactly as written. With infinite ones both sides are compared as extended real
     * numbers, so that two of the same sign tie; where a number is missing the row doesn't hold.
     */
    public boolean holds(double[] values) {
        return holds(values, new BigDecimal[values.length]);
    }

    /**
     * The same of values of which some are written in decimals, which no double may be.
     *
     * @param decimals the values that are; null where a value is the double itself
     */
    public boolean holds(double[] values, BigDecimal[] decimals) {
        boolean left = false;
        boolean right = false;
        for (int i = 0; i < outputs.length; i++) {
            double value = output(values, i);
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
        int sign = exactLead(values, decimals).signum();
        return strict ? sign > 0 : sign >= 0;
    }

    private double output(double[] values, int i) {
        return values[Fitting.index(outputs[i], values.length, "output")];
    }

    /** How many outputs there must be at least: those up to the last that has a coefficient. */
    int needed() {
        int needed = 0;
        for (int output : outputs) {
            needed = Math.max(needed, output + 1);
        }
        return needed;
    }

    /** Whether the row holds whatever the outputs are, as it has no coefficient but zeros. */
    public boolean holdsAlways() {
        for (double coefficient : coefficients) {
            if (coefficient != 0) {
                return false;
            }
        }
        return strict ? written.signum() < 0 : written.signum() <= 0;
    }

    private BigDecimal exactLead(double[] values, BigDecimal[] decimals) {
        BigDecimal sum = written.negate();
        for (int i = 0; i < outputs.length; i++) {
            if (coefficients[i] != 0) {
                double value = output(values, i);
                BigDecimal exact = decimals[outputs[i]] == null ? new BigDecimal(value) : decimals[outputs[i]];
                sum = sum.add(new BigDecimal(coefficients[i]).multiply(exact));
            }
        }
        return sum;
    }

    /** By how much the left side exceeds the bound, in double precision. */
    public double lead(double[] values) {
        double sum = 0;
        for (int i = 0; i < outputs.length; i++) {
            sum += coefficients[i] * output(values, i);
        }
        return sum - bound;
    }

    /** The largest magnitude among what {@link #lead} adds up: what a rounding of the outputs scales with. */
    public double scale(double[] values) {
        double scale = Math.abs(bound);
        for (int i = 0; i < outputs.length; i++) {
            scale = Math.max(scale, Math.abs(coefficients[i] * output(values, i)));
        }
        return scale;
    }
}
