package io.jaspis.check;

/** How votes are judged. */
public enum MethodKind {
    /** By the votes for the prediction alone. */
    ONE_SIDED,
    /** By the votes of every class. */
    TWO_SIDED,
    /** For one radius only, and stopped once that is decided. */
    ADAPTIVE
}
