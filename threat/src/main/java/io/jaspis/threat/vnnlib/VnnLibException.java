package io.jaspis.threat.vnnlib;

import io.jaspis.autodiff.InputException;

/** A specification, or an answer to one, that can't be used: the message says which file, where in it, what, and what to do. */
public final class VnnLibException extends InputException {
    private static final long serialVersionUID = 1;

    private final int line;
    private final int column;

    /** Of a whole file. */
    VnnLibException(String name, String what) {
        super(name + ": " + what);
        this.line = 0;
        this.column = 0;
    }

    /** Of a place in a file, both counted from 1. */
    VnnLibException(String name, int line, int column, String what) {
        super(name + ", line " + line + ", column " + column + ": " + what);
        this.line = line;
        this.column = column;
    }

    /** From 1 on; 0 where the whole file is meant. */
    public int line() {
        return line;
    }

    /** In characters from 1 on; 0 where the whole file is meant. */
    public int column() {
        return column;
    }
}
