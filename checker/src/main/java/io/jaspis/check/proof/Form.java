package io.jaspis.check.proof;

import java.util.Arrays;

/**
 * A number as a sum of multiples of variables and a constant, all of them ranges: Σ aᵢ·vᵢ + b. A variable may occur more than
 * once; it does in no form that is {@link #merged}.
 */
final class Form {
    private static final int[] NO_VARIABLES = {};
    private static final double[] NO_COEFFICIENTS = {};

    static final Form ZERO = new Form(Range.ZERO);

    private int[] variables = NO_VARIABLES;
    private double[] lower = NO_COEFFICIENTS;
    /** The very array of {@link #lower} as long as all coefficients are single numbers. */
    private double[] upper = lower;

    private int terms;
    private Range constant;

    private Form(Range constant) {
        this.constant = constant;
    }

    static Form of(Range constant) {
        return new Form(constant);
    }

    static Form ofVariable(int number) {
        Form form = new Form(Range.ZERO);
        form.append(number, Range.ONE);
        return form;
    }

    int terms() {
        return terms;
    }

    boolean isConstant() {
        return terms == 0;
    }

    Range constant() {
        return constant;
    }

    int variable(int term) {
        return variables[term];
    }

    double lower(int term) {
        return lower[term];
    }

    double upper(int term) {
        return upper[term];
    }

    private Range coefficient(int term) {
        return new Range(lower[term], upper[term]);
    }

    private void append(int variable, Range coefficient) {
        if (terms == variables.length) {
            int more = Math.max(4, 2 * terms);
            boolean exact = lower == upper;
            variables = Arrays.copyOf(variables, more);
            lower = Arrays.copyOf(lower, more);
            upper = exact ? lower : Arrays.copyOf(upper, more);
        }
        if (lower == upper && coefficient.lower() != coefficient.upper()) {
            upper = lower.clone();
        }
        variables[terms] = variable;
        lower[terms] = coefficient.lower();
        upper[terms] = coefficient.upper();
        terms++;
    }

    /** Adds a multiple of another form to this one, which nobody else has seen yet. */
    void add(Form other, Range factor) {
        if (factor.is(0)) {
            return;
        }
        for (int i = 0; i < other.terms; i++) {
            append(other.variables[i], other.coefficient(i).times(factor));
        }
        constant = constant.plus(other.constant.times(factor));
    }

    Form plus(Form other, Range factor) {
        Form sum = new Form(constant);
        sum.variables = Arrays.copyOf(variables, terms + other.terms);
        sum.lower = Arrays.copyOf(lower, terms + other.terms);
        sum.upper = lower == upper ? sum.lower : Arrays.copyOf(upper, terms + other.terms);
        sum.terms = terms;
        sum.add(other, factor);
        return sum;
    }

    Form times(Range factor) {
        return ZERO.plus(this, factor);
    }

    /** The same with each variable once, in ascending order, and none whose coefficient is zero. */
    Form merged() {
        boolean ascending = true;
        for (int i = 0; i < terms && ascending; i++) {
            ascending = (i == 0 || variables[i - 1] < variables[i]) && !(lower[i] == 0 && upper[i] == 0);
        }
        if (ascending) {
            return this;
        }
        // Numbers of variables above, places below: one sort, and equal variables stay in their order.
        long[] order = new long[terms];
        for (int i = 0; i < terms; i++) {
            order[i] = (long) variables[i] << 32 | i;
        }
        Arrays.sort(order);
        Form merged = new Form(constant);
        for (int i = 0; i < terms; ) {
            int variable = (int) (order[i] >> 32);
            Range sum = coefficient((int) order[i++]);
            while (i < terms && (int) (order[i] >> 32) == variable) {
                sum = sum.plus(coefficient((int) order[i++]));
            }
            if (!sum.is(0)) {
                merged.append(variable, sum);
            }
        }
        return merged;
    }
}
