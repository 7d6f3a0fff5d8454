package io.jaspis.tensor;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets one thread at a time use what isn't made for more, and nobody after its end. Two at once would read each other's
 * numbers, and nothing would show it: the second is refused instead. One after the other may be different threads, and each
 * sees what those before it did.
 *
 * <pre>{@code
 * try (var _ = user.enter()) {
 *     …
 * }
 * }</pre>
 */
public final class OneThread {
    private final String what;
    private final AtomicReference<Thread> inside = new AtomicReference<>();
    private volatile boolean ended;

    /** A stay, which ends by being closed. */
    public interface Stay extends AutoCloseable {
        @Override
        void close();
    }

    /** @param what is used, for messages, such as "prover" */
    public OneThread(String what) {
        this.what = what;
    }

    /**
     * Enters, also where the same thread is inside already.
     *
     * @throws IllegalStateException where another thread is inside, or all is over
     */
    public Stay enter() {
        if (ended) {
            throw new IllegalStateException("a " + what + " is used that was closed before");
        }
        Thread caller = Thread.currentThread();
        if (inside.get() == caller) {
            return () -> {};
        }
        if (!inside.compareAndSet(null, caller)) {
            throw new IllegalStateException("two threads use the same " + what + " at once: give each its own");
        }
        return () -> inside.set(null);
    }

    /** From now on nobody enters. */
    public void end() {
        ended = true;
    }
}
