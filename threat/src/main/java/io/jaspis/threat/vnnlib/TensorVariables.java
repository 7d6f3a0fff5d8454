package io.jaspis.threat.vnnlib;

import io.jaspis.threat.vnnlib.Tokens.Kind;
import java.util.ArrayList;
import java.util.List;

/** Version 2.0: a network is declared with its tensors, whose elements are X[i,j]. */
final class TensorVariables implements Variables {
    private static final long MOST_ELEMENTS = 1L << 28;

    private final Source source;
    private Variable input;
    private Variable output;
    private int place;

    TensorVariables(Source source) {
        this.source = source;
    }

    /** Reads a network's declaration from its first word to before its last parenthesis. */
    void declareNetwork(Tokens tokens) {
        if (input != null) {
            throw tokens.here("a second network is declared; only queries about one network are supported");
        }
        expect(tokens, Kind.WORD, "the network's name");
        while (tokens.next() == Kind.OPEN) {
            tokens.next();
            if (tokens.is("declare-input")) {
                refuseSecond(tokens, input, "input");
                place = tokens.start();
                input = declared(tokens);
            } else if (tokens.is("declare-output")) {
                refuseSecond(tokens, output, "output");
                output = declared(tokens);
            } else if (tokens.is("declare-hidden")) {
                throw tokens.here("hidden nodes of a network are not supported; constrain its input and output alone");
            } else if (tokens.is("equal-to") || tokens.is("isomorphic-to")) {
                throw tokens.here(
                        "networks that are compared with another are not supported; only queries about one network are");
            } else {
                throw tokens.here(
                        "a network is declared by declare-input and declare-output, but here is " + tokens.told());
            }
        }
        if (tokens.kind() != Kind.CLOSE) {
            throw tokens.here("a network's declaration goes on with ( or ends with ), but here is " + tokens.told());
        }
        if (input == null || output == null) {
            throw tokens.here("the network has no declare-" + (input == null ? "input" : "output"));
        }
    }

    private static void refuseSecond(Tokens tokens, Variable first, String what) {
        if (first != null) {
            throw tokens.here(
                    "a second " + what + " of the network; only networks of one input and one output are supported");
        }
    }

    private Variable declared(Tokens tokens) {
        expect(tokens, Kind.WORD, "the variable's name");
        String name = tokens.text();
        if (!isName(name)) {
            throw tokens.here(
                    tokens.told() + " is no name; names begin with a letter, and have letters, digits and _ alone");
        }
        if (input != null && input.name().equals(name)
                || output != null && output.name().equals(name)) {
            throw tokens.here(name + " is declared already; declare each variable once");
        }
        expect(tokens, Kind.WORD, "the type of the variable's elements");
        String type = tokens.text();
        if (!type.equals("real") && !type.equals("Real") && !type.equals("float32")) {
            throw tokens.here(
                    "elements of type " + tokens.told()
                            + " are not supported, since bounds hold for real numbers and float32; write real if that is meant");
        }
        expect(tokens, Kind.LEFT_BRACKET, "[ and the tensor's extents");
        List<Integer> extents = new ArrayList<>();
        long size = 1;
        while (tokens.next() != Kind.RIGHT_BRACKET) {
            if (!extents.isEmpty()) {
                if (tokens.kind() != Kind.COMMA) {
                    throw tokens.here("extents are separated by commas and end with ], but here is " + tokens.told());
                }
                tokens.next();
            }
            int extent = whole(tokens);
            if (extent < 1) {
                throw tokens.here("an extent is a whole number of at least 1, but here is " + tokens.told());
            }
            extents.add(extent);
            size *= extent;
            if (size > MOST_ELEMENTS) {
                throw tokens.here(name + " has more than " + MOST_ELEMENTS + " elements, more than are supported");
            }
        }
        tokens.next();
        if (tokens.kind() == Kind.STRING) {
            tokens.next();
        } else if (tokens.is("initialized")) {
            throw tokens.here("inputs that are initialized by the model are not supported");
        }
        if (tokens.kind() != Kind.CLOSE) {
            throw tokens.here("the variable's declaration ends with ), but here is " + tokens.told());
        }
        return new Variable(name, type, extents);
    }

    private static void expect(Tokens tokens, Kind kind, String what) {
        if (tokens.next() != kind) {
            throw tokens.here("expected " + what + ", but here is " + tokens.told());
        }
    }

    private static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            boolean alphabetic = letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z';
            if (!alphabetic && (i == 0 || letter != '_' && !(letter >= '0' && letter <= '9'))) {
                return false;
            }
        }
        return true;
    }

    /** The token as a whole number, or −1. */
    private static int whole(Tokens tokens) {
        if (tokens.kind() != Kind.WORD || tokens.length() > 9) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < tokens.length(); i++) {
            int digit = tokens.letter(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }

    @Override
    public int variable(Tokens tokens) {
        boolean ofInput = input != null && tokens.is(input.name());
        if (!ofInput && !(output != null && tokens.is(output.name()))) {
            throw tokens.here(tokens.told() + " is neither a number nor a variable; "
                    + (input == null
                            ? "declare the network before the first assertion"
                            : "the variables are " + input.name() + " and " + output.name()));
        }
        Variable variable = ofInput ? input : output;
        int index = element(variable, tokens);
        return ofInput ? ~index : index;
    }

    private static int element(Variable variable, Tokens tokens) {
        int index = 0;
        for (int axis = 0; axis < variable.extents().size(); axis++) {
            tokens.next();
            if (tokens.kind() != (axis == 0 ? Kind.LEFT_BRACKET : Kind.COMMA)) {
                throw tokens.here(indices(variable) + ", but here is " + tokens.told());
            }
            tokens.next();
            int at = whole(tokens);
            int extent = variable.extents().get(axis);
            if (at < 0 || at >= extent) {
                throw tokens.here("index " + tokens.told() + " of axis " + axis + " of " + variable.name()
                        + " is not from 0 to " + (extent - 1));
            }
            index = index * extent + at;
        }
        if (!variable.extents().isEmpty() && tokens.next() != Kind.RIGHT_BRACKET) {
            throw tokens.here(indices(variable) + ", but here is " + tokens.told());
        }
        return index;
    }

    private static String indices(Variable variable) {
        return "an element of " + variable.name() + " has "
                + Query.counted(variable.extents().size(), "whole number") + " in brackets, as " + variable.element(0);
    }

    @Override
    public void requireWhole() {
        if (input == null) {
            throw new VnnLibException(source.name(), "no network is declared; add (declare-network …)");
        }
    }

    @Override
    public int inputs() {
        return input.size();
    }

    @Override
    public int outputs() {
        return output.size();
    }

    @Override
    public int declaration(int index) {
        return place;
    }

    @Override
    public String input(int index) {
        return input.element(index);
    }

    @Override
    public String output(int index) {
        return output.element(index);
    }

    @Override
    public List<Variable> tensors() {
        return List.of(input, output);
    }
}
