package io.jaspis.threat.vnnlib;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Version 1.0: each number of input and output is declared, X_0, X_1, … and Y_0, Y_1, …. */
final class ScalarVariables implements Variables {
    /** So that an index is a whole number however many digits it has. */
    private static final int MOST_DIGITS = 9;

    private static final int NONE = -1;

    private final Source source;
    private final Map<Integer, Integer> inputs = new HashMap<>();
    private final Map<Integer, Integer> outputs = new HashMap<>();

    ScalarVariables(Source source) {
        this.source = source;
    }

    /** Declares the variable that the current token names. */
    void declare(Tokens tokens) {
        int index = index(tokens);
        if (index == NONE) {
            throw tokens.here("inputs are called X_0, X_1, … and outputs Y_0, Y_1, …, but here is " + tokens.told());
        }
        if (map(tokens).put(index, tokens.start()) != null) {
            throw tokens.here(tokens.text() + " is declared already; declare each variable once");
        }
    }

    private Map<Integer, Integer> map(Tokens tokens) {
        return tokens.letter(0) == 'X' ? inputs : outputs;
    }

    private static int index(Tokens tokens) {
        int n = tokens.length();
        if (tokens.kind() != Tokens.Kind.WORD
                || n < 3
                || n > 2 + MOST_DIGITS
                || tokens.letter(0) != 'X' && tokens.letter(0) != 'Y'
                || tokens.letter(1) != '_'
                || n > 3 && tokens.letter(2) == '0') {
            return NONE;
        }
        int index = 0;
        for (int i = 2; i < n; i++) {
            int digit = tokens.letter(i) - '0';
            if (digit < 0 || digit > 9) {
                return NONE;
            }
            index = 10 * index + digit;
        }
        return index;
    }

    @Override
    public int variable(Tokens tokens) {
        int index = index(tokens);
        if (index == NONE || !map(tokens).containsKey(index)) {
            throw tokens.here(undeclared(tokens, index));
        }
        return tokens.letter(0) == 'X' ? ~index : index;
    }

    private String undeclared(Tokens tokens, int index) {
        if (index == NONE) {
            return tokens.told()
                    + " is neither a number nor a variable; inputs are called X_0, X_1, … and outputs Y_0, Y_1, …";
        }
        String what = tokens.letter(0) == 'X' ? "input" : "output";
        int count = map(tokens).size();
        String known = count == 0
                ? "no " + what + " is"
                : "there " + (count == 1 ? "is " : "are ") + Query.counted(count, what) + ", from "
                        + tokens.text().charAt(0) + "_0 on";
        return tokens.text() + " is not declared before this; " + known
                + "; is this the specification of another network?";
    }

    @Override
    public void requireWhole() {
        requireWhole(inputs, "X_", "input");
        requireWhole(outputs, "Y_", "output");
    }

    private void requireWhole(Map<Integer, Integer> declared, String prefix, String what) {
        if (declared.isEmpty()) {
            throw new VnnLibException(
                    source.name(),
                    "no " + what + " is declared; a specification begins with lines such as (declare-const " + prefix
                            + "0 Real)");
        }
        for (int i = 0; i < declared.size(); i++) {
            if (!declared.containsKey(i)) {
                int beyond = 0;
                for (int index : declared.keySet()) {
                    beyond = Math.max(beyond, index);
                }
                throw source.at(
                        declared.get(beyond),
                        prefix + beyond + " is declared, but " + prefix + i + " is not; " + what
                                + "s are numbered from 0 on without gaps");
            }
        }
    }

    @Override
    public int inputs() {
        return inputs.size();
    }

    @Override
    public int outputs() {
        return outputs.size();
    }

    @Override
    public int declaration(int input) {
        return inputs.get(input);
    }

    @Override
    public String input(int index) {
        return "X_" + index;
    }

    @Override
    public String output(int index) {
        return "Y_" + index;
    }

    @Override
    public List<Variable> tensors() {
        return List.of();
    }
}
