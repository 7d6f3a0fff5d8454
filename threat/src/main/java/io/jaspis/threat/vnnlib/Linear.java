package io.jaspis.threat.vnnlib;

import io.jaspis.threat.vnnlib.Formula.Atom;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** A term while it is read: a number, and multiples of variables, numbered as {@link Atom} does. Most have one or none. */
final class Linear {
    private static final BigDecimal MINUS_ONE = BigDecimal.ONE.negate();

    private BigDecimal constant;
    private boolean single;
    private int variable;
    private BigDecimal coefficient = BigDecimal.ZERO;
    private TreeMap<Integer, BigDecimal> others;

    private Linear(BigDecimal constant) {
        this.constant = constant;
    }

    static Linear number(BigDecimal number) {
        return new Linear(number);
    }

    static Linear variable(int variable) {
        Linear result = new Linear(BigDecimal.ZERO);
        result.single = true;
        result.variable = variable;
        result.coefficient = BigDecimal.ONE;
        return result;
    }

    /** Whether no variable is in it. */
    boolean isNumber() {
        return !single && others == null;
    }

    private boolean isVariable() {
        return single && constant.signum() == 0 && coefficient == BigDecimal.ONE;
    }

    BigDecimal number() {
        return constant;
    }

    Linear times(BigDecimal factor) {
        Linear result = new Linear(BigDecimal.ZERO);
        result.add(this, factor);
        return result;
    }

    /** Adds a multiple of another term. */
    void add(Linear other, BigDecimal factor) {
        constant = constant.add(other.constant.multiply(factor));
        if (other.single) {
            add(other.variable, other.coefficient.multiply(factor));
        } else if (other.others != null) {
            for (Map.Entry<Integer, BigDecimal> term : other.others.entrySet()) {
                add(term.getKey(), term.getValue().multiply(factor));
            }
        }
    }

    private void add(int index, BigDecimal factor) {
        if (others == null && (!single || variable == index)) {
            single = true;
            variable = index;
            coefficient = coefficient.add(factor);
            return;
        }
        if (others == null) {
            others = new TreeMap<>();
            others.put(variable, coefficient);
            single = false;
        }
        BigDecimal known = others.get(index);
        others.put(index, known == null ? factor : known.add(factor));
    }

    /** Brings what was computed into the form that numbers have. */
    Linear plain() {
        constant = Numbers.plain(constant);
        return this;
    }

    /** Whether it has become longer than numbers are computed with. */
    boolean isTooLong() {
        if (Numbers.tooLong(constant) || Numbers.tooLong(coefficient)) {
            return true;
        }
        if (others != null) {
            for (BigDecimal factor : others.values()) {
                if (Numbers.tooLong(factor)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The constraint that this is at least as large as the other. */
    Atom atLeast(Linear other, boolean strict, int offset) {
        // Nearly all constraints are about a variable and a number.
        if (isVariable() && other.isNumber()) {
            return new Atom(new int[] {variable}, new BigDecimal[] {BigDecimal.ONE}, other.constant, strict, offset);
        }
        if (isNumber() && other.isVariable()) {
            return new Atom(
                    new int[] {other.variable}, new BigDecimal[] {MINUS_ONE}, constant.negate(), strict, offset);
        }
        Linear difference = new Linear(BigDecimal.ZERO);
        difference.add(this, BigDecimal.ONE);
        difference.add(other, MINUS_ONE);
        return difference.positive(strict, offset);
    }

    private Atom positive(boolean strict, int offset) {
        int[] variables = new int[others == null ? 1 : others.size()];
        BigDecimal[] coefficients = new BigDecimal[variables.length];
        int n = 0;
        if (single && coefficient.signum() != 0) {
            variables[n] = variable;
            coefficients[n++] = Numbers.plain(coefficient);
        }
        if (others != null) {
            for (Map.Entry<Integer, BigDecimal> term : others.entrySet()) {
                if (term.getValue().signum() != 0) {
                    variables[n] = term.getKey();
                    coefficients[n++] = Numbers.plain(term.getValue());
                }
            }
        }
        return new Atom(
                Arrays.copyOf(variables, n),
                Arrays.copyOf(coefficients, n),
                Numbers.plain(constant.negate()),
                strict,
                offset);
    }
}
