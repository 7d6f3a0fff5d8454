package io.jaspis.threat.vnnlib;

import io.jaspis.threat.vnnlib.Formula.Atom;
import io.jaspis.threat.vnnlib.Formula.Junction;
import io.jaspis.threat.vnnlib.Tokens.Kind;
import java.math.BigDecimal;

/** Reads a specification of either version: its declarations, and its assertions as one formula. */
final class Parser {
    /** Deeper than anybody writes, and few enough calls for any stack. */
    private static final int DEEPEST = 400;

    private final Source source;
    private final Tokens tokens;
    private final Junction assertions = new Junction(true, 0);
    private ScalarVariables scalars;
    private TensorVariables tensors;
    private Variables variables;

    Parser(Source source) {
        this.source = source;
        this.tokens = new Tokens(source);
    }

    /** All of the text. */
    Query query() {
        if (tokens.next() == Kind.END) {
            throw new VnnLibException(source.name(), "the file is empty, or has comments alone");
        }
        while (tokens.kind() != Kind.END) {
            if (tokens.kind() != Kind.OPEN) {
                throw tokens.here("expected ( and a command such as assert, but here is " + tokens.told());
            }
            tokens.next();
            command();
            if (tokens.kind() != Kind.CLOSE) {
                throw tokens.here("the command ends with ), but here is " + tokens.told());
            }
            tokens.next();
        }
        if (variables == null) {
            variables = new ScalarVariables(source);
        }
        variables.requireWhole();
        if (assertions.parts().isEmpty()) {
            throw new VnnLibException(
                    source.name(), "nothing is asserted; add (assert …) for the inputs and for what is unsafe");
        }
        return new Regions(source, variables).query(assertions);
    }

    /** Reads a command from its name to before its last parenthesis. */
    private void command() {
        if (tokens.is("assert")) {
            if (variables == null) {
                throw tokens.here("declare the variables before the first assertion");
            }
            tokens.next();
            assertions.add(formula(false, 0));
            tokens.next();
        } else if (tokens.is("declare-const")) {
            declareScalar(false);
        } else if (tokens.is("declare-fun")) {
            declareScalar(true);
        } else if (tokens.is("declare-network")) {
            declareNetwork();
        } else if (tokens.is("vnnlib-version")) {
            version();
        } else {
            throw tokens.here("unknown command " + tokens.told()
                    + "; known are declare-const, declare-fun, declare-network, vnnlib-version and assert");
        }
    }

    private void version() {
        tokens.next();
        if (!tokens.is("<2.0>") && !tokens.is("<1.0>")) {
            throw tokens.here("version " + tokens.told() + " of VNN-LIB is not supported; <1.0> and <2.0> are");
        }
        tokens.next();
    }

    private void declareScalar(boolean function) {
        if (tensors != null) {
            throw tokens.here("a network is declared already, as VNN-LIB 2.0 does; take either version's declarations");
        }
        if (scalars == null) {
            scalars = new ScalarVariables(source);
            variables = scalars;
        }
        tokens.next();
        scalars.declare(tokens);
        tokens.next();
        if (function) {
            if (tokens.kind() != Kind.OPEN || tokens.next() != Kind.CLOSE) {
                throw tokens.here("a variable is a function without arguments, (), but here is " + tokens.told());
            }
            tokens.next();
        }
        if (!tokens.is("Real")) {
            throw tokens.here("variables are of type Real, but here is " + tokens.told());
        }
        tokens.next();
    }

    private void declareNetwork() {
        if (scalars != null) {
            throw tokens.here(
                    "variables are declared already, as VNN-LIB 1.0 does; take either version's declarations");
        }
        if (tensors == null) {
            tensors = new TensorVariables(source);
            variables = tensors;
        }
        tensors.declareNetwork(tokens);
    }

    /** Reads a formula, or its negation, up to its last token. */
    private Formula formula(boolean negated, int depth) {
        int offset = tokens.start();
        if (tokens.is("true") || tokens.is("false")) {
            return new Junction(tokens.is("true") != negated, offset);
        }
        if (tokens.kind() != Kind.OPEN) {
            throw tokens.here("expected a constraint such as (<= X_0 0.5), but here is " + tokens.told());
        }
        requireFlat(depth);
        tokens.next();
        if (tokens.is("and")) {
            return junction(!negated, negated, offset, depth);
        }
        if (tokens.is("or")) {
            return junction(negated, negated, offset, depth);
        }
        if (tokens.is("not")) {
            tokens.next();
            Formula inner = formula(!negated, depth + 1);
            if (tokens.next() != Kind.CLOSE) {
                throw tokens.here("not has one operand, but here is " + tokens.told());
            }
            return inner;
        }
        return comparison(negated, offset, depth);
    }

    private void requireFlat(int depth) {
        if (depth > DEEPEST) {
            throw tokens.here("parentheses are nested more than " + DEEPEST + " deep; write it flatter");
        }
    }

    private Formula junction(boolean all, boolean negated, int offset, int depth) {
        String word = tokens.text();
        Junction junction = new Junction(all, offset);
        while (tokens.next() != Kind.CLOSE) {
            junction.add(formula(negated, depth + 1));
        }
        if (junction.parts().isEmpty()) {
            throw source.at(offset, word + " has no operands");
        }
        return junction;
    }

    private enum Comparison {
        AT_MOST,
        AT_LEAST,
        BELOW,
        ABOVE,
        EQUAL,
        UNEQUAL
    }

    private Comparison operator() {
        if (tokens.is("<=")) {
            return Comparison.AT_MOST;
        }
        if (tokens.is(">=")) {
            return Comparison.AT_LEAST;
        }
        if (tokens.is("<")) {
            return Comparison.BELOW;
        }
        if (tokens.is(">")) {
            return Comparison.ABOVE;
        }
        if (tokens.is("==") || tokens.is("=")) {
            return Comparison.EQUAL;
        }
        if (tokens.is("!=")) {
            return Comparison.UNEQUAL;
        }
        throw tokens.here("unknown operator " + tokens.told() + "; known are and, or, not, <=, >=, <, >, ==, = and !=");
    }

    private Formula comparison(boolean negated, int offset, int depth) {
        Comparison operator = operator();
        String word = tokens.text();
        tokens.next();
        Linear left = term(depth + 1);
        tokens.next();
        Linear right = term(depth + 1);
        if (tokens.next() != Kind.CLOSE) {
            throw tokens.here(word + " compares two terms, but here is " + tokens.told());
        }
        Formula formula = switch (operator) {
            case AT_MOST -> constraint(right, left, negated, false, offset);
            case AT_LEAST -> constraint(left, right, negated, false, offset);
            case BELOW -> constraint(right, left, negated, true, offset);
            case ABOVE -> constraint(left, right, negated, true, offset);
            case EQUAL -> both(left, right, negated, offset);
            case UNEQUAL -> both(left, right, !negated, offset);
        };
        return formula;
    }

    /** That one term is at least as large as another, or larger; or the negation of that. */
    private static Atom constraint(Linear larger, Linear smaller, boolean negated, boolean strict, int offset) {
        return negated ? smaller.atLeast(larger, !strict, offset) : larger.atLeast(smaller, strict, offset);
    }

    /** That two terms are equal, or that they aren't. */
    private static Junction both(Linear left, Linear right, boolean negated, int offset) {
        Junction both = new Junction(!negated, offset);
        both.add(constraint(left, right, negated, false, offset));
        both.add(constraint(right, left, negated, false, offset));
        return both;
    }

    /** Reads a term up to its last token. */
    private Linear term(int depth) {
        if (tokens.kind() == Kind.WORD) {
            return Numbers.begin(tokens)
                    ? Linear.number(Numbers.of(tokens))
                    : Linear.variable(variables.variable(tokens));
        }
        if (tokens.kind() != Kind.OPEN) {
            throw tokens.here("expected a number, a variable or a term in parentheses, but here is " + tokens.told());
        }
        requireFlat(depth);
        int offset = tokens.start();
        tokens.next();
        Linear result;
        if (tokens.is("+")) {
            result = sum(BigDecimal.ONE, depth);
        } else if (tokens.is("-")) {
            result = sum(BigDecimal.ONE.negate(), depth);
        } else if (tokens.is("*")) {
            result = product(depth);
        } else {
            throw tokens.here("unknown operation " + tokens.told() + "; known are +, - and *");
        }
        if (result.isTooLong()) {
            throw source.at(offset, "the numbers of this term have too many digits to be computed with");
        }
        return result.plain();
    }

    /** The first operand and the others, each times the sign; a first operand alone is times the sign too. */
    private Linear sum(BigDecimal sign, int depth) {
        Linear first = operand(depth);
        Linear result = Linear.number(BigDecimal.ZERO);
        if (tokens.next() == Kind.CLOSE) {
            result.add(first, sign);
            return result;
        }
        result.add(first, BigDecimal.ONE);
        while (tokens.kind() != Kind.CLOSE) {
            result.add(term(depth + 1), sign);
            tokens.next();
        }
        return result;
    }

    private Linear product(int depth) {
        Linear result = operand(depth);
        while (tokens.next() != Kind.CLOSE) {
            int offset = tokens.start();
            Linear factor = term(depth + 1);
            if (!factor.isNumber() && !result.isNumber()) {
                throw source.at(offset, "a product of variables; only sums of variables times numbers are supported");
            }
            result = factor.isNumber() ? result.times(factor.number()) : factor.times(result.number());
            if (result.isTooLong()) {
                throw source.at(offset, "the numbers of this product have too many digits to be computed with");
            }
        }
        return result;
    }

    private Linear operand(int depth) {
        if (tokens.next() == Kind.CLOSE) {
            throw tokens.here("an operand is missing");
        }
        return term(depth + 1);
    }
}
