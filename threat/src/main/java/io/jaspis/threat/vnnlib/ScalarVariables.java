package io.jaspis.threat.vnnlib;

import java.util.Arrays;
import java.util.List;

/** Version 1.0: each number of input and output is declared, X_0, X_1, … and Y_0, Y_1, …. */
final class ScalarVariables implements Variables {
    /** So that an index is a whole number however many digits it has. */
    private static final int MOST_DIGITS = 9;

    private static final int MOST_VARIABLES = 1 << 22;

    private static final int NONE = -1;

    private final Source source;
    private final Declared inputs = new Declared();
    private final Declared outputs = new Declared();

    ScalarVariables(Source source) {
        this.source = source;
    }

    /** The numbers of the variables of one kind, and where each is declared. */
    private static final class Declared {
        /** Above 0 where there is one: the offset and 1. */
        private int[] places = new int[64];

        private int count;
        private int largest = NONE;

        boolean has(int index) {
            return index >= 0 && index < places.length && places[index] > 0;
        }

        void add(int index, int offset) {
            if (index >= places.length) {
                places = Arrays.copyOf(places, Math.max(index + 1, 2 * places.length));
            }
            places[index] = offset + 1;
            count++;
            largest = Math.max(largest, index);
        }

        int place(int index) {
            return places[index] - 1;
        }
    }

    /** Declares the variable that the current token names. */
    void declare(Tokens tokens) {
        int index = index(tokens);
        if (index == NONE) {
            throw tokens.here("inputs are called X_0, X_1, … and outputs Y_0, Y_1, …, but here is " + tokens.told());
        }
        if (index >= MOST_VARIABLES) {
            throw tokens.here("more than " + MOST_VARIABLES + " variables of a kind are not supported");
        }
        Declared declared = declared(tokens);
        if (declared.has(index)) {
            throw tokens.here(tokens.text() + " is declared already; declare each variable once");
        }
        declared.add(index, tokens.start());
    }

    private Declared declared(Tokens tokens) {
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
        if (!declared(tokens).has(index)) {
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
        int count = declared(tokens).count;
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

    private void requireWhole(Declared declared, String prefix, String what) {
        if (declared.count == 0) {
            throw new VnnLibException(
                    source.name(),
                    "no " + what + " is declared; a specification begins with lines such as (declare-const " + prefix
                            + "0 Real)");
        }
        for (int i = 0; i < declared.largest; i++) {
            if (!declared.has(i)) {
                throw source.at(
                        declared.place(declared.largest),
                        prefix + declared.largest + " is declared, but " + prefix + i + " is not; " + what
                                + "s are numbered from 0 on without gaps");
            }
        }
    }

    @Override
    public int inputs() {
        return inputs.count;
    }

    @Override
    public int outputs() {
        return outputs.count;
    }

    @Override
    public int declaration(int input) {
        return inputs.place(input);
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
