package io.jaspis.autodiff.cpu;

import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Kernels;
import java.util.Map;

/** An execution that takes all examples through one operation before the next; each operation is cut among threads. */
final class Whole implements Execution {
    private final Plan plan;
    private final Memory memory;
    private final Seed seed = new Seed();
    private final Action[] actions;

    /** One step of the plan: fixed arrays, offsets and sizes. */
    @FunctionalInterface
    interface Action {
        void run();
    }

    /** What random numbers are drawn from, read at each run. */
    static final class Seed {
        long seed;
        long firstExample;
    }

    Whole(Plan plan, Map<String, Tensor> parameters, Kernels kernels, Workers workers) {
        this(plan, Memory.of(plan, parameters, Map.of()), true, kernels, workers);
    }

    /** On this memory, whose folded values are computed already unless {@code fold}. */
    Whole(Plan plan, Memory memory, boolean fold, Kernels kernels, Workers workers) {
        this.plan = plan;
        this.memory = memory;
        Lowering lowering = new Lowering(new Site(plan, memory, kernels, workers, seed));
        if (fold) {
            for (Value value : plan.folded()) {
                lowering.value(value).run();
            }
        }
        actions = plan.steps().stream().map(lowering::step).toArray(Action[]::new);
    }

    @Override
    public Plan plan() {
        return plan;
    }

    @Override
    public void write(String input, float[] source, int offset) {
        Value value = plan.graph().input(input);
        check(plan, value.type(), input, source, offset);
        Location place = memory.locate(value);
        System.arraycopy(source, offset, place.array(), place.at(), plan.size(value));
    }

    @Override
    public void run() {
        memory.renew();
        compute();
    }

    /** Runs without looking whether parameters have changed. */
    void compute() {
        for (Action action : actions) {
            action.run();
        }
    }

    @Override
    public void read(String output, float[] destination, int offset) {
        Value value = plan.graph().output(output);
        check(plan, value.type(), output, destination, offset);
        Location place = memory.locate(value);
        System.arraycopy(place.array(), place.at(), destination, offset, plan.size(value));
    }

    static void check(Plan plan, Type type, String name, float[] array, int offset) {
        int size = type.size(plan.batch());
        if (offset < 0 || array.length - offset < size) {
            throw new IllegalArgumentException(name + " is " + type + " and needs " + size + " elements from offset "
                    + offset + " on, but the array has " + array.length);
        }
    }

    @Override
    public void seed(long value, long firstExample) {
        seed.seed = value;
        seed.firstExample = firstExample;
    }

    @Override
    public void close() {}
}
