package io.jaspis.opencl;

import io.jaspis.opencl.kernels.ArithmeticProbe;
import io.jaspis.opencl.runtime.Buffer;
import io.jaspis.opencl.runtime.Context;
import io.jaspis.opencl.runtime.Queue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;

/**
 * Whether a device computes as float-sound bounds assume (docs/decisions/002): single operations round to nearest, a
 * product and a sum are not fused unless asked for, and nothing is flushed to zero. Asked of the device by running it on
 * numbers from denormal to large, not of its description.
 *
 * @param broken the promises that it breaks, in words
 */
record Soundness(List<String> broken) {
    private static final int COUNT = 4096;

    private static final List<String> PROMISES = List.of(
            "it fuses products and sums that are written apart",
            "its fused multiply-add is not rounded once",
            "its division is not correctly rounded",
            "its square root is not correctly rounded",
            "its products are flushed to zero or not correctly rounded",
            "its sums are flushed to zero or not correctly rounded");

    boolean holds() {
        return broken.isEmpty();
    }

    static Soundness probe(Context context) {
        float[] x = numbers();
        return of(x, run(context, x));
    }

    /** Which promises a device breaks that made these results y of the numbers x; both lie as {@link ArithmeticProbe} has them. */
    static Soundness of(float[] x, float[] y) {
        List<IntToDoubleFunction> expected = List.of(
                i -> x[i] * x[COUNT + i] + x[2 * COUNT + i],
                i -> Math.fma(x[i], x[COUNT + i], x[2 * COUNT + i]),
                i -> x[i] / x[COUNT + i],
                i -> (float) Math.sqrt(x[i]),
                i -> x[i] * x[COUNT + i],
                i -> x[i] + x[COUNT + i]);
        List<String> broken = new ArrayList<>();
        for (int kind = 0; kind < expected.size(); kind++) {
            for (int i = 0; i < COUNT; i++) {
                float right = (float) expected.get(kind).applyAsDouble(i);
                if (Float.floatToIntBits(right) != Float.floatToIntBits(y[kind * COUNT + i])) {
                    broken.add(PROMISES.get(kind));
                    break;
                }
            }
        }
        return new Soundness(List.copyOf(broken));
    }

    /** Random signs and mantissas; exponents of all sizes, near one, and near the smallest. */
    static float[] numbers() {
        SplittableRandom random = new SplittableRandom(3);
        float[] numbers = new float[3 * COUNT];
        for (int i = 0; i < numbers.length; i++) {
            int exponent = switch (i % 3) {
                case 0 -> random.nextInt(0, 255);
                case 1 -> random.nextInt(120, 135);
                default -> random.nextInt(0, 2);
            };
            int sign = random.nextInt(2) << 31;
            numbers[i] = Float.intBitsToFloat(sign | exponent << 23 | random.nextInt(1 << 23));
        }
        // Products that cancel but for their rounding: fused, the sum is that rounding, else zero.
        for (int i = 0; i < COUNT; i += 4) {
            numbers[i] = random.nextFloat() + 1;
            numbers[COUNT + i] = random.nextFloat() + 1;
            numbers[2 * COUNT + i] = -(numbers[i] * numbers[COUNT + i]);
        }
        return numbers;
    }

    private static float[] run(Context context, float[] x) {
        try (Arena arena = Arena.ofConfined();
                Queue queue = context.queue();
                Buffer in = context.buffer(4L * x.length);
                Buffer out = context.buffer(4L * 6 * COUNT);
                Launch launch = Launch.of(context, new ArithmeticProbe(COUNT), Map.of("x", in, "y", out), _ -> null);
                Queue.Event written = queue.write(in, 0, arena.allocateFrom(ValueLayout.JAVA_FLOAT, x))) {
            launch.run(queue);
            MemorySegment results = arena.allocate(ValueLayout.JAVA_FLOAT, 6 * COUNT);
            queue.read(out, 0, results);
            written.await();
            return results.toArray(ValueLayout.JAVA_FLOAT);
        }
    }
}
