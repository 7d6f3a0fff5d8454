package io.jaspis.autodiff.cpu;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Whole.Action;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Kernels;
import java.util.function.IntConsumer;

/** What the steps of an execution are made for: a plan, its memory, and who computes. */
record Site(Plan plan, Memory memory, Kernels kernels, Workers workers, Whole.Seed seed) {
    /** Parts that examples are shared out in, where there are as many: the same for any number of threads. */
    private static final int PARTS = 8;
    /** Elements in one task: big enough to be worth a hand-over, small enough for the cache. */
    static final int CHUNK = 16 * 1024;

    Location locate(Value value) {
        return memory.locate(value);
    }

    /** The number of rows before the last {@code trailing} axes, the batch among them. */
    int rows(Value value, int trailing) {
        return plan.size(value) / value.shape().trailing(trailing).size();
    }

    /** The number of arrays before an axis, the batch among them. */
    int outer(Value value, int axis) {
        int each = value.shape().size(0, axis);
        return value.batched() ? plan.batch() * each : each;
    }

    /** The number of elements of one position of an axis. */
    static int inner(Value value, int axis) {
        return value.shape().size(axis + 1, value.shape().rank());
    }

    /** Work on a range of elements or examples. */
    @FunctionalInterface
    interface Range {
        void run(int from, int count);
    }

    /** Work on each example by itself, as it is shared out. */
    Action perExample(int examples, Range range) {
        if (examples < PARTS || workers.threads() == 1) {
            return () -> range.run(0, examples);
        }
        IntConsumer task = i -> {
            int from = (int) ((long) examples * i / PARTS);
            int to = (int) ((long) examples * (i + 1) / PARTS);
            range.run(from, to - from);
        };
        return () -> workers.run(PARTS, task);
    }

    /** Work on {@code count} lines of {@code size} elements, as they are shared out. */
    Action perLine(int count, int size, Range range) {
        if (workers.threads() == 1 || (long) count * size <= 2 * CHUNK) {
            return () -> range.run(0, count);
        }
        int each = Math.max(1, CHUNK / size);
        IntConsumer task = i -> range.run(i * each, Math.min(each, count - i * each));
        int tasks = Math.ceilDiv(count, each);
        return () -> workers.run(tasks, task);
    }
}
