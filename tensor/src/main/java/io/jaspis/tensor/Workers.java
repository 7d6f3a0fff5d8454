package io.jaspis.tensor;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * A pool of threads that share out numbered tasks; the calling thread works too. A run inside a task, and a run while
 * another caller has the pool, is done by the calling thread alone. Threads start with the first run that has work for
 * them, and end after two seconds without, so that a forgotten pool keeps no class loaded; but for starting them, a run
 * allocates nothing.
 *
 * <p>A run is published through one word, {@code ticket}: its number above, the next task below. Whoever moves the word
 * on by one owns that task. Before the fields of the next run are written, the word is closed under a new number, so a
 * helper that read fields of one run with the ticket of another fails to move it.
 */
public final class Workers implements AutoCloseable {
    /** So long a thread watches without a pause for what it waits for. */
    private static final long SPIN_NANOSECONDS = 40_000;

    /**
     * So long it watches in all, from then on only while no other thread wants its processor: to be woken takes some 50 µs,
     * and what callers do alone between two runs is often as long.
     */
    private static final long WATCH_NANOSECONDS = 500_000;

    /** To give way that long is to have another thread do its share of work, milliseconds perhaps: to be woken is quicker. */
    private static final long CROWDED_NANOSECONDS = 100_000;

    /** So long nobody gives way after that. */
    private static final long CALM_NANOSECONDS = 100_000_000;

    private static final long IDLE_NANOSECONDS = 2_000_000_000;
    /** Of a borrowed thread, which others may be waiting for. */
    private static final long BORROWED_NANOSECONDS = 50_000_000;

    private static final long NUMBER = 1L << 32;
    private static final int CLOSED = Integer.MAX_VALUE;

    private static volatile Workers shared;

    private final int threads;
    private final long idle;
    private final Helper[] helpers;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicLong ticket = new AtomicLong(CLOSED);
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile IntConsumer task;
    private volatile int tasks;
    private volatile Thread waiting;
    /** Who has the pool. */
    private volatile Thread caller;

    private volatile boolean closed;
    /** Until when nobody gives way. */
    private volatile long crowded = System.nanoTime();
    /** Whether who gave way last had to wait long. */
    private volatile boolean late;

    private Workers(int threads, long idle, Executor owner) {
        if (threads < 1) {
            throw new IllegalArgumentException("a pool needs at least one thread, not " + threads);
        }
        this.threads = threads;
        this.idle = idle;
        this.helpers = new Helper[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Helper(this, owner != null ? owner : ownThreads(i + 1), owner != null);
        }
    }

    /** Starts a thread of the pool's own. */
    private static Executor ownThreads(int number) {
        Thread.Builder threads =
                Thread.ofPlatform().name("jaspis-worker-" + number).daemon().inheritInheritableThreadLocals(false);
        return helper -> {
            Thread started = threads.unstarted(helper);
            // Whoever starts it may be an application whose class loader it would keep.
            started.setContextClassLoader(null);
            started.start();
        };
    }

    /** A pool of this many threads, the caller of {@link #run} among them; close it when it is no longer needed. */
    public static Workers of(int threads) {
        return new Workers(threads, IDLE_NANOSECONDS, null);
    }

    /**
     * A pool that starts no threads of its own: up to {@code threads − 1} helpers run in an executor of the caller's. Each
     * has one of its threads while there are tasks, and for a twentieth of a second more; one that gets it too late for any
     * gives it back. Where the executor refuses it or is busy, the callers of {@link #run} do its share.
     */
    public static Workers of(int threads, Executor owner) {
        return new Workers(threads, BORROWED_NANOSECONDS, Objects.requireNonNull(owner));
    }

    /** The same, whose threads end after so long without tasks. */
    static Workers of(int threads, long idleNanoseconds) {
        return new Workers(threads, idleNanoseconds, null);
    }

    /**
     * The pool of the whole process: a thread for each processor, or as many as {@code jaspis.threads} says. If it was
     * closed, a new one.
     *
     * @throws PropertyException if the property is no whole number from 1
     */
    public static Workers shared() {
        Workers pool = shared;
        return pool != null && !pool.closed ? pool : createShared();
    }

    private static synchronized Workers createShared() {
        if (shared == null || shared.closed) {
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
        throw new PropertyException("jaspis.threads must be a whole number from 1, but is '" + wanted + "'");
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
        caller = Thread.currentThread();
        try {
            publish(tasks, task);
            while (step()) {
                // each step is one task
            }
            await();
            thrown = failure.getAndSet(null);
        } finally {
            this.task = null;
            caller = null;
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
            helpers[i].call();
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
                Thread parked = waiting;
                if (parked != null) {
                    LockSupport.unpark(parked);
                }
            }
        }
    }

    private void await() {
        if (pending.get() == 0) {
            return;
        }
        long start = System.nanoTime();
        boolean interrupted = false;
        while (pending.get() != 0) {
            if (!pause(start)) {
                waiting = Thread.currentThread();
                if (pending.get() != 0) {
                    LockSupport.park(this);
                    // An interrupted thread isn't parked.
                    interrupted |= Thread.interrupted();
                }
                waiting = null;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Passes a moment of watching that began then; false when it has been long enough. */
    private boolean pause(long start) {
        long before = System.nanoTime();
        if (before - start < SPIN_NANOSECONDS) {
            Thread.onSpinWait();
            return true;
        }
        if (before - start >= WATCH_NANOSECONDS || before - crowded < 0) {
            return false;
        }
        Thread.yield();
        long after = System.nanoTime();
        // The collector, too, keeps a thread that long, but seldom twice.
        boolean again = late;
        late = after - before > CROWDED_NANOSECONDS;
        if (again && late) {
            crowded = after + CALM_NANOSECONDS;
        }
        return true;
    }

    private boolean idle() {
        return (int) ticket.get() >= tasks;
    }

    /** Ends the threads. A later run is done by its caller alone. */
    @Override
    public void close() {
        closed = true;
        for (Helper helper : helpers) {
            helper.wake();
        }
    }

    /**
     * A thread of the pool, or the place of one that has ended: it works while there are tasks, then watches for a
     * while, then sleeps, and ends if it isn't woken.
     */
    private static final class Helper implements Runnable {
        private static final int ENDED = 0;
        private static final int AWAKE = 1;
        private static final int ASLEEP = 2;

        private final Workers workers;
        private final Executor threads;
        private final boolean borrows;
        private final AtomicInteger state = new AtomicInteger(ENDED);
        private volatile Thread thread;

        /** @param borrows whether its threads are others', who may be waiting for them */
        Helper(Workers workers, Executor threads, boolean borrows) {
            this.workers = workers;
            this.threads = threads;
            this.borrows = borrows;
        }

        /** Sees to it that the thread looks for tasks; called by whoever has the pool. */
        void call() {
            int seen = state.get();
            if (seen == ASLEEP && state.compareAndSet(ASLEEP, AWAKE)) {
                LockSupport.unpark(thread);
            } else if (seen != AWAKE && state.compareAndSet(ENDED, AWAKE)) {
                start();
            }
        }

        private void start() {
            try {
                threads.execute(this);
            } catch (Throwable noThreadToHave) {
                // The others do its share, and the next run tries again. An executor may refuse by anything, and the
                // tasks are open to
                // others already.
                state.set(ENDED);
            }
        }

        void wake() {
            if (state.compareAndSet(ASLEEP, AWAKE)) {
                LockSupport.unpark(thread);
            }
        }

        @Override
        public void run() {
            if (workers.caller == Thread.currentThread()) {
                // The caller works anyway, and would wait here for tasks that only it can bring.
                state.set(ENDED);
                return;
            }
            thread = Thread.currentThread();
            boolean late = borrows;
            while (!workers.closed) {
                while (workers.step()) {
                    late = false;
                }
                if (!watch() && !(late ? stays() : sleep())) {
                    return;
                }
            }
            state.set(ENDED);
        }

        /** Ends, but for a task that was brought to it before others could see that; whether there was one. */
        private boolean stays() {
            state.set(ENDED);
            // Whoever saw it awake had opened its tasks before; whoever sees it ended starts it anew.
            if (workers.idle() || !state.compareAndSet(ENDED, AWAKE)) {
                return false;
            }
            // Another thread may have been this helper in the meantime.
            thread = Thread.currentThread();
            return true;
        }

        /** Whether a task came while it watched. */
        private boolean watch() {
            long start = System.nanoTime();
            do {
                if (!workers.idle()) {
                    return true;
                }
            } while (workers.pause(start));
            return false;
        }

        /** Whether it was woken in time. */
        private boolean sleep() {
            state.set(ASLEEP);
            long start = System.nanoTime();
            boolean interrupted = false;
            try {
                while (state.get() == ASLEEP) {
                    if (!workers.idle() || workers.closed) {
                        state.compareAndSet(ASLEEP, AWAKE);
                        return true;
                    }
                    long left = workers.idle - (System.nanoTime() - start);
                    if (left <= 0 && state.compareAndSet(ASLEEP, ENDED)) {
                        return false;
                    }
                    LockSupport.parkNanos(workers, Math.max(1, left));
                    // Nobody could park who is interrupted; whose thread it is learns of it afterwards.
                    interrupted |= Thread.interrupted();
                }
                return true;
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
