package io.jaspis.spark.search;

import java.util.function.BooleanSupplier;
import org.apache.spark.SparkContext;

/**
 * Tasks of one run, which are known by a name of their own.
 *
 * @param name that no other run has
 */
record JobGroup(SparkContext context, String name) {
    /** Milliseconds between two looks at the time. */
    private static final long POLL = 20;

    /** Marks the jobs that are begun from here on, until {@link #end}. */
    void begin(String description) {
        context.setJobGroup(name, description, false);
    }

    void end() {
        context.clearJobGroup();
    }

    /** Ends what runs of it. */
    void cancel() {
        context.cancelJobGroup(name);
    }

    /** Waits for tasks; the end of the time ends them, and so does who interrupts the driver. */
    static void await(BooleanSupplier done, Runnable cancel, BooleanSupplier stopped) {
        try {
            while (!done.getAsBoolean()) {
                Thread.sleep(POLL);
                if (stopped.getAsBoolean()) {
                    cancel.run();
                }
            }
        } catch (InterruptedException asked) {
            cancel.run();
            throw interrupted(asked);
        }
    }

    static IllegalStateException interrupted(InterruptedException asked) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("the search was interrupted", asked);
    }

    static IllegalStateException failed(Throwable failure) {
        return new IllegalStateException("a job of Spark failed: " + failure.getMessage(), failure);
    }
}
