package io.jaspis.certify.branching;

/** What came of a search that splits. */
public sealed interface SplitOutcome {

    /** Domains that were bounded. */
    long domains();

    /** No point of the box is unsafe, in real arithmetic. */
    record Proved(long domains) implements SplitOutcome {}

    /**
     * Nothing is known.
     *
     * @param worst the least bound of what is left open: by so much at most, rounding aside, some row of the unsafe set is
     *     kept all over it
     * @param open domains that are left
     */
    record Open(float worst, int open, long domains) implements SplitOutcome {}
}
