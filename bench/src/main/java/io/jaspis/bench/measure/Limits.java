package io.jaspis.bench.measure;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.DoubleSupplier;

/**
 * What this machine can do at most, measured: multiply-adds in registers, and the fastest {@link Sweep} over working
 * sets of many sizes.
 *
 * @param threads how many threads the limits are of
 * @param operations float32 operations a second
 * @param bandwidths by growing working set
 */
public record Limits(int threads, double operations, List<Bandwidth> bandwidths) {
    /** Working sets of a thread, each twice the one before: from what every first-level cache holds to what none does. */
    private static final int SMALLEST = 16 << 10;

    private static final int LARGEST = 128 << 20;
    /** What a level of caches brings at its slowest, as a part of its fastest. */
    private static final double SAME_LEVEL = 0.75;

    /**
     * Bytes a second, read and written, at a working set.
     *
     * @param set bytes of all threads together
     */
    public record Bandwidth(long set, double bytes) {}

    /** The limit that binds a piece of work, and the seconds that it takes there. */
    public record Bound(String by, double seconds) {}

    /** Seconds after which warming up ends, compiled or not. */
    private static final double LONGEST_WARM_UP = 20;

    /** Calls in turn without an object that show that a loop is compiled. */
    private static final int COMPILED_CALLS = 100;

    /** Seconds of a window: no longer than a busy machine lets a thread run at a stretch. */
    private static final double WINDOW = 0.003;

    private static final int LEAST_WINDOWS = 12;

    /** Measures for about this long at each of the points. */
    public static Limits measure(int threads, double seconds) {
        warmUp(Probes.multiplyAdds());
        double operations = best(threads, seconds, Probes::multiplyAdds);
        for (Sweep sweep : Sweep.values()) {
            warmUp(sweep.over(SMALLEST));
        }
        List<Bandwidth> bandwidths = new ArrayList<>();
        for (int set = SMALLEST; set <= LARGEST; set *= 2) {
            double most = 0;
            for (Sweep sweep : Sweep.values()) {
                int bytes = set;
                most = Math.max(most, best(threads, seconds / (2 * Sweep.values().length), () -> sweep.over(bytes)));
            }
            bandwidths.add(new Bandwidth((long) set * threads, most));
        }
        return new Limits(threads, operations, List.copyOf(bandwidths));
    }

    /** Until the loop is compiled, however busy the machine is: before that each vector is an object. */
    private static void warmUp(DoubleSupplier probe) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long end = System.nanoTime() + (long) (LONGEST_WARM_UP * 1e9);
        int clean = 0;
        while (clean < COMPILED_CALLS && System.nanoTime() < end) {
            long before = threads.getCurrentThreadAllocatedBytes();
            probe.getAsDouble();
            clean = threads.getCurrentThreadAllocatedBytes() == before ? clean + 1 : 0;
        }
    }

    /** Makes what a thread runs: each call does some work and says how much. */
    private interface Probe {
        DoubleSupplier make();
    }

    /** The best rate of several windows: a limit is what the machine does when nothing disturbs it. */
    private static double best(int threads, double seconds, Probe probe) {
        double best = 0;
        int windows = Math.max(LEAST_WINDOWS, (int) (seconds / WINDOW));
        DoubleSupplier[] probes = new DoubleSupplier[threads];
        for (int i = 0; i < threads; i++) {
            probes[i] = probe.make();
        }
        for (int window = 0; window < windows; window++) {
            best = Math.max(best, rate(probes, seconds / windows));
        }
        return best;
    }

    private static double rate(DoubleSupplier[] probes, double seconds) {
        DoubleAdder rates = new DoubleAdder();
        CountDownLatch ready = new CountDownLatch(probes.length);
        Thread[] others = new Thread[probes.length];
        for (int i = 0; i < probes.length; i++) {
            DoubleSupplier probe = probes[i];
            others[i] = Thread.ofPlatform().daemon().start(() -> {
                ready.countDown();
                while (ready.getCount() > 0) {
                    Thread.onSpinWait();
                }
                double work = 0;
                long start = System.nanoTime();
                long now;
                do {
                    work += probe.getAsDouble();
                    now = System.nanoTime();
                } while (now - start < seconds * 1e9);
                rates.add(work / (now - start) * 1e9);
            });
        }
        for (Thread thread : others) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while measuring the machine", e);
            }
        }
        return rates.sum();
    }

    /**
     * The rate at which a working set of so many bytes can be read and written at most: that of the largest one measured
     * which isn't larger, or of any beyond that was faster.
     */
    public double bandwidth(double bytes) {
        double most = 0;
        for (Bandwidth measured : bandwidths.reversed()) {
            most = Math.max(most, measured.bytes());
            if (measured.set() <= bytes) {
                return most;
            }
        }
        return most;
    }

    /** The rates by levels of caches: neighbouring working sets of nearly one rate in one, by the largest of them. */
    public List<Bandwidth> levels() {
        List<Bandwidth> levels = new ArrayList<>();
        for (Bandwidth measured : bandwidths) {
            double most = levels.isEmpty() ? 0 : levels.getLast().bytes();
            if (measured.bytes() >= SAME_LEVEL * most && !levels.isEmpty()) {
                most = Math.max(most, levels.removeLast().bytes());
            } else {
                most = 0;
            }
            levels.add(new Bandwidth(measured.set(), Math.max(most, measured.bytes())));
        }
        return levels;
    }

    /** What binds this work, or null where nothing is known of it. */
    public Bound bound(Work work) {
        double byOperations = work.operations() / operations;
        double byBytes = work.bytes() == 0 ? 0 : work.bytes() / bandwidth(work.bytes());
        if (byOperations == 0 && byBytes == 0) {
            return null;
        }
        return byOperations >= byBytes ? new Bound("flops", byOperations) : new Bound("bytes", byBytes);
    }
}
