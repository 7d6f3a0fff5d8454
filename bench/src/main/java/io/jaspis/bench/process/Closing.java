package io.jaspis.bench.process;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Something that is closed at the end of a block, or when a signal stops this process before. A signal has all closed that is
 * still open, the latest first, as the ends of nested blocks would.
 */
final class Closing<T> implements AutoCloseable {
    private static final Deque<Closing<?>> OPEN = new ArrayDeque<>();
    private static boolean stopping;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Closing::closeAll, "jaspis-bench-closing"));
    }

    private final T opened;
    private final Consumer<T> end;
    private boolean closed;

    private Closing(T opened, Consumer<T> end) {
        this.opened = opened;
        this.end = end;
    }

    /** Opens something. */
    @FunctionalInterface
    interface Opening<T> {
        T open() throws IOException;
    }

    /**
     * Opens something, unless this process is being stopped: what is being opened when a signal comes is closed, too.
     *
     * @param end what closes it
     */
    static <T> Closing<T> of(Opening<T> opening, Consumer<T> end) throws IOException {
        synchronized (OPEN) {
            if (stopping) {
                throw new IOException("this process is being stopped");
            }
            Closing<T> closing = new Closing<>(opening.open(), end);
            OPEN.push(closing);
            return closing;
        }
    }

    /** Whether this process is being stopped. */
    static boolean stopping() {
        synchronized (OPEN) {
            return stopping;
        }
    }

    private static void closeAll() {
        while (true) {
            Closing<?> latest;
            synchronized (OPEN) {
                stopping = true;
                latest = OPEN.peek();
            }
            if (latest == null) {
                return;
            }
            try {
                latest.close();
            } catch (RuntimeException e) {
                System.err.println("jaspis bench: " + e.getMessage());
            }
        }
    }

    T opened() {
        return opened;
    }

    /** Closes it, unless that was done. Until it is done, a signal waits for it. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            end.accept(opened);
        } finally {
            synchronized (OPEN) {
                OPEN.remove(this);
            }
        }
    }
}
