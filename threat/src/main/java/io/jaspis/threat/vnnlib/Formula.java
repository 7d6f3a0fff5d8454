package io.jaspis.threat.vnnlib;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** What an assertion says: constraints, joined by "and" and "or". */
abstract sealed class Formula {
    private final int offset;

    private Formula(int offset) {
        this.offset = offset;
    }

    /** Where it stands in the text. */
    int offset() {
        return offset;
    }

    /** All of its parts, or one of them; "all of none" is true and "one of none" false. */
    static final class Junction extends Formula {
        private final boolean all;
        private final List<Formula> parts = new ArrayList<>();

        Junction(boolean all, int offset) {
            super(offset);
            this.all = all;
        }

        boolean all() {
            return all;
        }

        List<Formula> parts() {
            return parts;
        }

        void add(Formula part) {
            parts.add(part);
        }
    }

    /**
     * A linear constraint, {@code Σ coefficient·variable ≥ bound}, or {@code >} where it is strict. Variable j from 0 on is
     * output j, and {@code ~i}, which is below 0, is input i: so they are known before all are declared. Coefficients are
     * not 0; without variables the constraint is true or false.
     */
    static final class Atom extends Formula {
        private final int[] variables;
        private final BigDecimal[] coefficients;
        private final BigDecimal bound;
        private final boolean strict;

        Atom(int[] variables, BigDecimal[] coefficients, BigDecimal bound, boolean strict, int offset) {
            super(offset);
            this.variables = variables;
            this.coefficients = coefficients;
            this.bound = bound;
            this.strict = strict;
        }

        int size() {
            return variables.length;
        }

        int variable(int term) {
            return variables[term];
        }

        BigDecimal coefficient(int term) {
            return coefficients[term];
        }

        BigDecimal bound() {
            return bound;
        }

        boolean strict() {
            return strict;
        }

        /** Whether it is about one input alone, so that it is an end of a box. */
        boolean isEnd() {
            return variables.length == 1 && variables[0] < 0;
        }

        /** Whether a constraint without variables is true. */
        boolean isTrue() {
            return strict ? bound.signum() < 0 : bound.signum() <= 0;
        }
    }
}
