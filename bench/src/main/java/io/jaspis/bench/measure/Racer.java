package io.jaspis.bench.measure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** A contender in a race: how many runs make one timing, and what was measured so far. */
final class Racer implements AutoCloseable {
    /** A timing shorter than this would measure the clock. */
    private static final double SHORTEST_TIMING = 50e-6;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Entrant entrant;
    private final Contender contender;
    private final LongSupplier nanoseconds;
    private final List<Double> rounds = new ArrayList<>();
    private int runsPerTiming = 1;
    private double latest;
    private long allocated;

    Racer(Entrant entrant, LongSupplier nanoseconds) throws Exception {
        this.entrant = entrant;
        this.nanoseconds = nanoseconds;
        this.contender = entrant.opening().open();
    }

    Entrant entrant() {
        return entrant;
    }

    Contender contender() {
        return contender;
    }

    double[] rounds() {
        return rounds.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Runs until it gets no faster: until the best of the last third of the time isn't the best of all by 2 %. */
    void warmUp(Pace pace) throws Exception {
        double least = entrant.own() ? pace.warmUp() : pace.warmUp() / 5;
        long start = nanoseconds.getAsLong();
        List<Double> medians = new ArrayList<>();
        while (true) {
            medians.add(slice(pace.slice()));
            double elapsed = (nanoseconds.getAsLong() - start) * 1e-9;
            if (elapsed >= least && (settled(medians) || elapsed >= pace.longestWarmUp())) {
                break;
            }
        }
        measureAllocation(pace.slice());
    }

    private static boolean settled(List<Double> medians) {
        int recent = Math.max(1, medians.size() / 3);
        int split = medians.size() - recent;
        if (split == 0) {
            // One slice that outlasts the least time: a run so long that it warmed itself.
            return true;
        }
        return best(medians.subList(split, medians.size())) >= 0.98 * best(medians.subList(0, split));
    }

    private static double best(List<Double> medians) {
        return medians.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    /** By the least of some runs, as in a single one the virtual machine may make an object of its own. */
    private void measureAllocation(double seconds) throws Exception {
        long end = nanoseconds.getAsLong() + (long) (seconds * 1e9);
        allocated = Long.MAX_VALUE;
        do {
            long before = THREADS.getTotalThreadAllocatedBytes();
            contender.run();
            contender.finish();
            // The call itself allocates nothing that is counted, so a run that allocates nothing gives 0.
            allocated = Math.min(allocated, THREADS.getTotalThreadAllocatedBytes() - before);
        } while (allocated > 0 && nanoseconds.getAsLong() < end);
    }

    /** Bytes that all threads allocate on the Java heap in one run. */
    long allocated() {
        return allocated;
    }

    /**
     * Has its turn: some runs that don't count, while caches and other pools' threads settle, then the measured ones.
     */
    void round(double seconds) throws Exception {
        // A run that is longer than a slice settles by itself.
        if (latest < seconds) {
            long settled = nanoseconds.getAsLong() + (long) (seconds * 0.1e9);
            do {
                contender.run();
                contender.finish();
            } while (nanoseconds.getAsLong() < settled);
        }
        rounds.add(slice(seconds));
    }

    /** The median seconds of a run, over timings that fill a slice of time. */
    private double slice(double seconds) throws Exception {
        List<Double> timings = new ArrayList<>();
        long end = nanoseconds.getAsLong() + (long) (seconds * 1e9);
        long now;
        do {
            long start = nanoseconds.getAsLong();
            for (int i = 0; i < runsPerTiming; i++) {
                contender.run();
            }
            contender.finish();
            now = nanoseconds.getAsLong();
            double perRun = (now - start) * 1e-9 / runsPerTiming;
            timings.add(perRun);
            latest = perRun;
            if (perRun * runsPerTiming < SHORTEST_TIMING) {
                runsPerTiming = (int) Math.min(1 << 20, Math.ceil(1.5 * SHORTEST_TIMING / Math.max(perRun, 1e-9)));
            }
        } while (now < end);
        return Spread.quartiles(
                        timings.stream().mapToDouble(Double::doubleValue).toArray())
                .median();
    }

    @Override
    public void close() throws IOException {
        contender.close();
    }
}
