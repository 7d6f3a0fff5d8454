package io.jaspis.threat.vnnlib;

import io.jaspis.threat.vnnlib.Answer.Verdict;
import io.jaspis.threat.vnnlib.Tokens.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads an answer: a word, and behind {@code sat} the numbers of all variables in the order of their declaration. */
final class ClaimParser {
    private final Source source;
    private final Tokens tokens;
    private final Query query;

    ClaimParser(Source source, Query query) {
        this.source = source;
        this.tokens = new Tokens(source);
        this.query = query;
    }

    Claim claim() {
        tokens.next();
        Verdict verdict = verdict();
        if (verdict == Verdict.ERROR) {
            return new Claim(verdict, List.of(), List.of());
        }
        tokens.next();
        if (verdict != Verdict.SAT) {
            requireEnd();
            return new Claim(verdict, List.of(), List.of());
        }
        BigDecimal[] numbers = tokens.kind() == Kind.OPEN ? pairs() : assignments();
        requireEnd();
        List<BigDecimal> all = Arrays.asList(numbers);
        return new Claim(verdict, all.subList(0, query.inputs()), all.subList(query.inputs(), numbers.length));
    }

    private Verdict verdict() {
        if (tokens.kind() == Kind.WORD) {
            String word = tokens.text();
            // Behind error may stand what failed.
            Optional<Verdict> verdict = word.startsWith("error") ? Optional.of(Verdict.ERROR) : Verdict.of(word);
            if (verdict.isPresent()) {
                return verdict.get();
            }
        }
        List<String> words = Verdict.words();
        throw tokens.here("an answer begins with " + String.join(", ", words.subList(0, words.size() - 1)) + " or "
                + words.getLast() + ", but here is " + tokens.told());
    }

    private void requireEnd() {
        if (tokens.kind() != Kind.END) {
            throw tokens.here("the answer ends here, but there is " + tokens.told());
        }
    }

    /** {@code ((X_0 0.5) … (Y_0 1.5))}. */
    private BigDecimal[] pairs() {
        BigDecimal[] numbers = new BigDecimal[query.inputs() + query.outputs()];
        ScalarVariables variables = new ScalarVariables(source);
        while (tokens.next() == Kind.OPEN) {
            tokens.next();
            variables.declare(tokens);
            int variable = variables.variable(tokens);
            int index = variable < 0 ? ~variable : query.inputs() + variable;
            if (variable < 0 ? index >= query.inputs() : index >= numbers.length) {
                throw tokens.here(tokens.text() + " is not a variable of " + query.name());
            }
            tokens.next();
            numbers[index] = number();
            if (tokens.next() != Kind.CLOSE) {
                throw tokens.here("a variable has one number, but here is " + tokens.told());
            }
        }
        if (tokens.kind() != Kind.CLOSE) {
            throw tokens.here("expected (, a variable and its number, but here is " + tokens.told());
        }
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == null) {
                String missing = i < query.inputs() ? "X_" + i : "Y_" + (i - query.inputs());
                throw tokens.here("the counterexample has no " + missing);
            }
        }
        tokens.next();
        return numbers;
    }

    private BigDecimal number() {
        if (tokens.kind() != Kind.WORD || !Numbers.begin(tokens)) {
            throw tokens.here("expected a number, but here is " + tokens.told());
        }
        return Numbers.of(tokens);
    }

    /** Name, type and extents of each variable, then its numbers. */
    private BigDecimal[] assignments() {
        if (query.variables().isEmpty()) {
            throw tokens.here("expected ((X_0 and a number, but here is " + tokens.told());
        }
        List<BigDecimal> numbers = new ArrayList<>();
        for (Variable variable : query.variables()) {
            head(variable);
            for (int i = 0; i < variable.size(); i++) {
                numbers.add(number());
                tokens.next();
            }
        }
        return numbers.toArray(new BigDecimal[0]);
    }

    private void head(Variable variable) {
        if (!tokens.is(variable.name())) {
            throw tokens.here("expected the variable " + variable.name() + ", but here is " + tokens.told());
        }
        if (tokens.next() != Kind.WORD || tokens.next() != Kind.LEFT_BRACKET) {
            throw tokens.here(
                    "expected the type and the extents of " + variable.name() + ", but here is " + tokens.told());
        }
        while (tokens.kind() != Kind.RIGHT_BRACKET && tokens.kind() != Kind.END) {
            tokens.next();
        }
        tokens.next();
    }
}
