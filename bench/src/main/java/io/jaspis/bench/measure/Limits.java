package io.jaspis.bench.measure;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.DoubleSupplier;

/**
 * What this machine can do at most, measured: multiply-adds in registers, and a triad over working sets of several
 * sizes.
 *
 * @param threads how many threads the limits are of
 * @param operations float32 operations a second
 * @param bandwidths by growing working set
 */
public record Limits(int threads, double operations, List<Bandwidth> bandwidths) {
    /** Working sets of a thread that lie in the first cache, half and most of a second, the shared one, and none. */
    private static final int[] SETS = {24 << 10, 512 << 10, 3 << 19, 8 << 20, 96 << 20};

    /**
     * Bytes a second, read and written, at a working set.
     *
     * @param set bytes of all threads together
     */
    public record Bandwidth(long set, double bytes) {}

    /** The limit that binds a piece of work, and the seconds that it takes there. */
    public record Bound(String by, double seconds) {}

    /** What the loops take to be compiled; before that they are a hundred times slower. */
    private static final double WARM_UP = 0.8;

    /** Measures for about this long at each of the points. */
    public static Limits measure(int threads, double seconds) {
        warmUp(Probes.multiplyAdds());
        double operations = best(threads, seconds, Probes::multiplyAdds);
        List<Bandwidth> bandwidths = java.util.Arrays.stream(SETS)
                .mapToObj(set -> new Bandwidth(
                        (long) set * threads, best(threads, seconds, () -> new Probes.Triad(set / 12)::run)))
                .toList();
        return new Limits(threads, operations, bandwidths);
    }

    private static void warmUp(DoubleSupplier probe) {
        long end = System.nanoTime() + (long) (WARM_UP * 1e9);
        while (System.nanoTime() < end) {
            probe.getAsDouble();
        }
    }

    /** Makes what a thread runs: each call does some work and says how much. */
    private interface Probe {
        DoubleSupplier make();
    }

    /** The best rate of several windows: a limit is what the machine does when nothing disturbs it. */
    private static double best(int threads, double seconds, Probe probe) {
        double best = 0;
        int windows = 12;
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

    /** The rate at which a working set of so many bytes can be read and written. */
    public double bandwidth(double bytes) {
        for (Bandwidth level : bandwidths) {
            if (bytes <= level.set()) {
                return level.bytes();
            }
        }
        return bandwidths.getLast().bytes();
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
