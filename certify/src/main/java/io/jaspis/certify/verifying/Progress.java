package io.jaspis.certify.verifying;

/** Is told now and then how far a search has come. */
@FunctionalInterface
public interface Progress {
    /** Nobody listens. */
    Progress NONE = (_, _, _) -> {};

    /**
     * @param domains bounded so far
     * @param open that wait
     * @param closed the share of the region that is proved, from 0 to 1
     */
    void told(long domains, int open, double closed);
}
