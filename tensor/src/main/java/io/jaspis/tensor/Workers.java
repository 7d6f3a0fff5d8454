package io.jaspis.tensor;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * A fixed pool of threads that share out numbered tasks; the calling thread works too. A run inside a task, and a run
 * while another caller has the pool, is done by the calling thread alone. A run allocates nothing.
 *
 * <p>A run is published through one word, {@code ticket}: its number above, the next task below. Whoever moves the word
 * on by one owns that task. Before the fields of the next run are written, the word is closed under a new number, so a
 * helper that read fields of one run with the ticket of another fails to move it.
 */
public final class Workers implements AutoCloseable {
    private static final long SPIN_NANOSECONDS = 40_000;
    private static final long NUMBER = 1L << 32;
    private static final int CLOSED = Integer.MAX_VALUE;

    private static volatile Workers shared;

    private final int threads;
    private final Helper[] helpers;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicLong ticket = new AtomicLong(CLOSED);
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile IntConsumer task;
    private volatile int tasks;
    private volatile Thread waiting;
    private volatile boolean closed;

    private Workers(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("a pool needs at least one thread, not " + threads);
        }
        this.threads = threads;
        this.helpers = new Helper[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Helper(this, i + 1);
        }
        for (Helper helper : helpers) {
            helper.start();
        }
    }

    /** A pool of this many threads, the caller of {@link #run} among them; close it when it is no longer needed. */
    public static Workers of(int threads) {
        return new Workers(threads);
    }

    /** The pool of the whole process: a thread for each processor, or as many as {@code jaspis.threads} says. */
    public static Workers shared() {
        Workers pool = shared;
        return pool != null ? pool : createShared();
    }

    private static synchronized Workers createShared() {
        if (shared == null) {
            String wanted = System.getProperty("jaspis.threads");
            shared = of(wanted == null ? Runtime.getRuntime().availableProcessors() : parse(wanted));
        }
        return shared;
    }

    private static int parse(String wanted) {
        try {
            int threads = Integer.parseInt(wanted.strip());
            if (threads >= 1) {
                return threads;
            }
        } catch (NumberFormatException notANumber) {
            // said below, in words
        }
        throw new IllegalArgumentException("jaspis.threads must be a whole number from 1, but is '" + wanted + "'");
    }

    public int threads() {
        return threads;
    }

    /**
     * Runs {@code task} once with each number from 0 to {@code tasks − 1} and returns when all are done. What a task
     * throws is thrown here once all have ended; of several failures one is chosen.
     */
    public void run(int tasks, IntConsumer task) {
        if (tasks <= 1 || helpers.length == 0 || closed || !busy.compareAndSet(false, true)) {
            alone(tasks, task);
            return;
        }
        Throwable thrown;
        try {
            publish(tasks, task);
            while (step()) {
                // each step is one task
            }
            await();
            thrown = failure.getAndSet(null);
        } finally {
            this.task = null;
            busy.set(false);
        }
        if (thrown != null) {
            throw Workers.<RuntimeException>unchecked(thrown);
        }
    }

    private static void alone(int tasks, IntConsumer task) {
        Throwable thrown = null;
        for (int i = 0; i < tasks; i++) {
            try {
                task.accept(i);
            } catch (Throwable failed) {
                thrown = failed;
            }
        }
        if (thrown != null) {
            throw Workers.<RuntimeException>unchecked(thrown);
        }
    }

    /** A task can throw only what is unchecked, so this cast never lies to a caller. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private void publish(int count, IntConsumer work) {
        long number = (ticket.get() & -NUMBER) + NUMBER;
        ticket.set(number | CLOSED);
        task = work;
        tasks = count;
        pending.set(count);
        ticket.set(number + NUMBER);
        int useful = Math.min(helpers.length, count - 1);
        for (int i = 0; i < useful; i++) {
            if (helpers[i].parked) {
                LockSupport.unpark(helpers[i]);
            }
        }
    }

    /** Takes and does one task; false when none is left. */
    private boolean step() {
        while (true) {
            long seen = ticket.get();
            IntConsumer work = task;
            int next = (int) seen;
            if (next >= tasks) {
                return false;
            }
            if (ticket.compareAndSet(seen, seen + 1)) {
                perform(work, next);
                return true;
            }
        }
    }

    private void perform(IntConsumer work, int number) {
        try {
            work.accept(number);
        } catch (Throwable thrown) {
            failure.compareAndSet(null, thrown);
        } finally {
            if (pending.decrementAndGet() == 0) {
                Thread caller = waiting;
                if (caller != null) {
                    LockSupport.unpark(caller);
                }
            }
        }
    }

    private void await() {
        if (pending.get() == 0) {
            return;
        }
        long start = System.nanoTime();
        while (pending.get() != 0) {
            if (System.nanoTime() - start < SPIN_NANOSECONDS) {
                Thread.onSpinWait();
            } else {
                waiting = Thread.currentThread();
                if (pending.get() != 0) {
                    LockSupport.park(this);
                }
                waiting = null;
            }
        }
    }

    private boolean idle() {
        return (int) ticket.get() >= tasks;
    }

    /** Ends the threads. A later run is done by its caller alone. */
    @Override
    public void close() {
        closed = true;
        for (Helper helper : helpers) {
            LockSupport.unpark(helper);
        }
    }

    /** A thread of the pool: it works while there are tasks, then watches for a while, then sleeps. */
    private static final class Helper extends Thread {
        private final Workers workers;
        private volatile boolean parked;

        Helper(Workers workers, int number) {
            super("jaspis-worker-" + number);
            this.workers = workers;
            setDaemon(true);
        }

        @Override
        public void run() {
            while (!workers.closed) {
                while (workers.step()) {
                    // each step is one task
                }
                watch();
            }
        }

        private void watch() {
            long start = System.nanoTime();
            while (System.nanoTime() - start < SPIN_NANOSECONDS) {
                if (!workers.idle()) {
                    return;
                }
                Thread.onSpinWait();
            }
            parked = true;
            if (workers.idle() && !workers.closed) {
                LockSupport.park(workers);
            }
            parked = false;
            Thread.interrupted();
        }
    }
}
