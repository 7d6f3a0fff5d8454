package io.jaspis.opencl;

import io.jaspis.autodiff.plan.Execution;

/**
 * An execution whose {@link #run} only queues work. Reading an output waits for it; who reads none, but wants to know
 * how long a run takes, waits here.
 */
public interface Queued extends Execution {

    /** Returns when all that was queued is done. */
    void finish();
}
