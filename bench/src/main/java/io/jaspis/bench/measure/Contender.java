package io.jaspis.bench.measure;

import java.io.IOException;

/** Something that computes one thing, as often as asked, always from the same operands. For one thread. */
public interface Contender extends AutoCloseable {

    /** Computes once, or queues it; this is what is timed, to the return of {@link #finish}. */
    void run() throws Exception;

    /** Returns when all that was queued is done. */
    default void finish() throws Exception {}

    /** What the last run gave, to be compared with what others give. */
    float[] result() throws Exception;

    /** The bytes that hold all intermediate values of a run, where known, else 0. */
    default long arenaBytes() {
        return 0;
    }

    @Override
    default void close() throws IOException {}
}
