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
    private static final Stay NESTED = () -> {};

    private final String what;
    private final AtomicReference<Thread> inside = new AtomicReference<>();
    private final Stay outermost = () -> inside.set(null);
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
        Thread caller = Thread.currentThread();
        boolean nested = inside.get() == caller;
        boolean entered = nested || inside.compareAndSet(null, caller);
        if (ended) {
            if (entered && !nested) {
                inside.set(null);
            }
            throw new IllegalStateException("a " + what + " is used that was closed before");
        }
        if (!entered) {
            throw new IllegalStateException("two threads use the same " + what + " at once: give each its own");
        }
        return nested ? NESTED : outermost;
    }

    /** From now on nobody enters; whoever is inside must have left, or be the one that ends it. */
    public void end() {
        ended = true;
    }
}
