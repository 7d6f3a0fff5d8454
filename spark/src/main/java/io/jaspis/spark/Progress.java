package io.jaspis.spark;

/** Is told on the driver how far a job is, after each task. */
@FunctionalInterface
public interface Progress {
    /** Nobody listens. */
    Progress NONE = _ -> {};

    void told(Count count);

    /**
     * How many examples are done of how many; those of a task that was done again count twice.
     *
     * @param proved how many have a certificate
     * @param broken how many an attack broke
     */
    record Count(long done, int asked, long proved, long broken) {}
}
