package io.jaspis.certify.branching;

/** What came of a search that splits. */
public sealed interface SplitOutcome {

    /** Domains that were bounded. */
    long domains();

    /** The outcome of a search that goes on from another's, which is null where there was none. */
    SplitOutcome after(SplitOutcome former);

    private static long domains(SplitOutcome former) {
        return former == null ? 0 : former.domains();
    }

    /** No point of the box is unsafe, in real arithmetic. */
    record Proved(long domains) implements SplitOutcome {
        @Override
        public SplitOutcome after(SplitOutcome former) {
            return new Proved(domains + SplitOutcome.domains(former));
        }
    }

    /**
     * Nothing is known.
     *
     * @param worst the least of what is left: on each open domain some row of the unsafe set is at most this far above its
     *     bound, with the sign turned; −∞ where nothing was bounded
     * @param open domains that are left
     */
    record Open(float worst, int open, long domains) implements SplitOutcome {
        @Override
        public SplitOutcome after(SplitOutcome former) {
            return new Open(worst, open, domains + SplitOutcome.domains(former));
        }
    }
}
