package io.jaspis.threat.vnnlib;

import io.jaspis.threat.vnnlib.Formula.Atom;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/** A term while it is read: a number, and multiples of variables, numbered as {@link Atom} does. Most have one or none. */
final class Linear {
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
        if (single && other.isNumber() && constant.signum() == 0 && coefficient == BigDecimal.ONE) {
            return new Atom(new int[] {variable}, new BigDecimal[] {BigDecimal.ONE}, other.constant, strict, offset);
        }
        Linear difference = new Linear(BigDecimal.ZERO);
        difference.add(this, BigDecimal.ONE);
        difference.add(other, BigDecimal.ONE.negate());
        return difference.positive(strict, offset);
    }

    private Atom positive(boolean strict, int offset) {
        TreeMap<Integer, BigDecimal> terms = new TreeMap<>();
        if (single) {
            terms.put(variable, coefficient);
        } else if (others != null) {
            terms.putAll(others);
        }
        terms.values().removeIf(factor -> factor.signum() == 0);
        int[] variables = new int[terms.size()];
        BigDecimal[] coefficients = new BigDecimal[variables.length];
        int at = 0;
        for (Map.Entry<Integer, BigDecimal> term : terms.entrySet()) {
            variables[at] = term.getKey();
            coefficients[at++] = Numbers.plain(term.getValue());
        }
        return new Atom(variables, coefficients, Numbers.plain(constant.negate()), strict, offset);
    }
}
