package io.jaspis.opencl;

import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.plan.Unwritten;
import java.util.HashMap;
import java.util.Map;

/**
 * A batch that a device has no room for, taken through a smaller plan portion by portion. Where the batch doesn't divide,
 * the last portion reaches back over examples that are done already.
 */
final class Portions implements Execution {
    private final Plan plan;
    private final Execution portion;
    private final Unwritten unwritten;
    private final Map<String, float[]> given = new HashMap<>();
    private final Map<String, float[]> results = new HashMap<>();
    private long seed;
    private long firstExample;
    private boolean closed;

    Portions(Plan plan, Execution portion) {
        this.plan = plan;
        this.portion = portion;
        this.unwritten = new Unwritten(plan);
        plan.graph().inputs().forEach((name, value) -> given.put(name, new float[plan.size(value)]));
        plan.graph().outputs().forEach((name, value) -> results.put(name, new float[plan.size(value)]));
    }

    @Override
    public Plan plan() {
        return plan;
    }

    @Override
    public void write(String input, float[] source, int offset, int row, int rows) {
        requireOpen();
        Value value = plan.writable(input);
        plan.requireRows(value, input, source, offset, row, rows);
        unwritten.written(input, rows);
        if (value.op() instanceof Source.Parameter) {
            portion.write(input, source, offset, row, rows);
        } else {
            int size = value.shape().size();
            System.arraycopy(source, offset, given.get(input), row * size, rows * size);
        }
    }

    @Override
    public void run() {
        requireOpen();
        unwritten.requireNone();
        int size = portion.plan().batch();
        for (int from = 0; from < plan.batch(); from += size) {
            int first = Math.min(from, plan.batch() - size);
            given.forEach(
                    (name, all) -> portion.write(name, all, at(plan.graph().input(name), first)));
            portion.seed(seed, firstExample + first);
            portion.run();
            results.forEach(
                    (name, all) -> portion.read(name, all, at(plan.graph().output(name), first)));
        }
        plan.carried().forEach((output, input) -> write(input, results.get(output), 0));
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("an execution is used that was closed before: load its plan again");
        }
    }

    private static int at(Value value, int first) {
        return value.batched() ? first * value.shape().size() : 0;
    }

    @Override
    public void read(String output, float[] destination, int offset, int row, int rows) {
        requireOpen();
        Value value = plan.readable(output);
        plan.requireRows(value, output, destination, offset, row, rows);
        float[] own = results.getOrDefault(output, given.get(output));
        if (own == null) {
            portion.read(output, destination, offset, row, rows);
        } else {
            int size = value.shape().size();
            System.arraycopy(own, row * size, destination, offset, rows * size);
        }
    }

    @Override
    public void seed(long value, long example) {
        requireOpen();
        seed = value;
        firstExample = example;
    }

    @Override
    public void close() {
        closed = true;
        portion.close();
    }
}
