package io.jaspis.threat.vnnlib;

import java.util.List;

/** The inputs and outputs that a file declares, as its version writes them. */
interface Variables {
    /**
     * The variable that begins at the current token; goes on to its last token.
     *
     * @return the number of an output, or {@code ~i} of input i
     */
    int variable(Tokens tokens);

    int inputs();

    int outputs();

    /** Where an input is declared. */
    int declaration(int input);

    /** An input as the file writes it. */
    String input(int index);

    /** An output as the file writes it. */
    String output(int index);

    /** What VNN-LIB 2.0 declares; empty for version 1.0. */
    List<Variable> tensors();

    /** Refuses what is declared where something is missing in it. */
    void requireWhole();
}
