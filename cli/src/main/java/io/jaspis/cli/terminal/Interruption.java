package io.jaspis.cli.terminal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Ctrl-C while a long command runs: the work is told to stop, and the exit waits until what is done is written. */
public final class Interruption implements BooleanSupplier, AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final AtomicBoolean asked = new AtomicBoolean();
    private final Supplier<String> kept;
    /** What is written already, as a sentence; null before the results are. */
    private volatile String written;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupted, "jaspis-interruption");

    /** Of work of which nothing is kept before its end. */
    public Interruption() {
        this(() -> "");
    }

    /** @param kept what is kept all the same where the results are written too late, and how to go on, as a sentence; or "" */
    public Interruption(Supplier<String> kept) {
        this.kept = kept;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether to stop. */
    @Override
    public boolean getAsBoolean() {
        return asked.get();
    }

    private void interrupted() {
        asked.set(true);
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("jaspis: " + unwritten());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The results are written, and what is told after them may be cut short; as a sentence that says where they are. */
    public void written(String results) {
        written = results;
    }

    /** What is told where patience is at its end. */
    String unwritten() {
        String results = written;
        if (results != null) {
            return "stopped before all was told; " + results;
        }
        String rest = kept.get();
        return "stopped before the results were written" + (rest.isEmpty() ? "" : "; " + rest);
    }

    /** Everything is written and told. */
    @Override
    public void close() {
        ended.countDown();
        if (!asked.get()) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The exit has begun already; the hook sees that all is written.
            }
        }
    }
}
