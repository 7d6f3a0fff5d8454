package io.jaspis.opencl;

import io.jaspis.opencl.kernels.MultiplyAddProbe;
import io.jaspis.opencl.kernels.Rows;
import io.jaspis.opencl.runtime.Buffer;
import io.jaspis.opencl.runtime.Context;
import io.jaspis.opencl.runtime.Queue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a device can do at most, measured: the limits that kernels are held against.
 *
 * @param operations a second, of multiply-adds between registers, each as two
 * @param copies within the device's memory, by growing size
 */
public record Speed(double operations, List<Copy> copies) {
    /** Bytes that are read and written: some that a GPU's cache may hold, and many that none does. */
    private static final long[] SETS = {32L << 20, 512L << 20};

    private static final int ITEMS = 1 << 17;
    private static final int LEAST_ROUNDS = 64;

    /**
     * The rate of a copy, by the driver's own command or a kernel, whichever is faster.
     *
     * @param set bytes of both sides together
     * @param bytes read and written in a second
     */
    public record Copy(long set, double bytes) {}

    /** Measures for about this long at each of the points. */
    public static Speed measure(OpenClDevice device, double seconds) {
        return measure(device, seconds, Long.MAX_VALUE);
    }

    /**
     * The same without large copies, for which memory must be had and filled first.
     *
     * @param largest bytes of both sides together, beyond which nothing is copied
     */
    public static Speed measure(OpenClDevice device, double seconds, long largest) {
        Context context = device.context();
        List<Copy> copies = new ArrayList<>();
        try (Queue queue = context.queue()) {
            for (long set : SETS) {
                if (set <= largest
                        && set / 2 <= device.facts().largestAllocation()
                        && set <= device.facts().memory() / 4) {
                    copies.add(new Copy(set, set / copy(context, queue, set / 2, seconds)));
                }
            }
            return new Speed(operations(context, queue, seconds), List.copyOf(copies));
        }
    }

    private static double copy(Context context, Queue queue, long bytes, double seconds) {
        int floats = (int) (bytes / 4);
        try (Buffer from = context.buffer(bytes);
                Buffer to = context.buffer(bytes);
                Launch kernel = Launch.of(
                        context, new Rows(1, floats, floats, 0, floats, 0, 0), Map.of("x", from, "y", to), _ -> {
                            throw new IllegalStateException("a copy has no numbers of its own");
                        })) {
            queue.clear(from);
            queue.clear(to);
            return Math.min(
                    least(queue, seconds / 2, () -> queue.copy(from, 0, to, 0, bytes)),
                    least(queue, seconds / 2, () -> kernel.run(queue)));
        }
    }

    private static double operations(Context context, Queue queue, double seconds) {
        double best = 0;
        // As long as the device is fast enough for it to matter: a short kernel would measure its launch.
        for (int rounds = LEAST_ROUNDS; rounds <= 64 * LEAST_ROUNDS; rounds *= 8) {
            MultiplyAddProbe probe = new MultiplyAddProbe(ITEMS, rounds);
            try (Buffer y = context.buffer(4L * ITEMS);
                    Launch launch = Launch.of(context, probe, Map.of("y", y), _ -> {
                        throw new IllegalStateException("the probe has no numbers of its own");
                    })) {
                queue.clear(y);
                double took = least(queue, seconds / 3, () -> launch.run(queue));
                best = Math.max(best, probe.operations() / took);
                if (took > seconds / 3) {
                    break;
                }
            }
        }
        return best;
    }

    /** The least seconds of a command, by the fastest of rounds of several that are queued together. */
    private static double least(Queue queue, double seconds, Runnable command) {
        double least = Double.MAX_VALUE;
        int runs = 1;
        long begin = System.nanoTime();
        do {
            queue.finish();
            long start = System.nanoTime();
            for (int i = 0; i < runs; i++) {
                command.run();
            }
            queue.finish();
            least = Math.min(least, (System.nanoTime() - start) * 1e-9 / runs);
            runs = Math.min(16, 2 * runs);
        } while ((System.nanoTime() - begin) * 1e-9 < seconds);
        return least;
    }
}
