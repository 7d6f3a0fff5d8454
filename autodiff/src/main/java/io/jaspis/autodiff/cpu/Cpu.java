package io.jaspis.autodiff.cpu;

import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Kernels;
import java.util.HashMap;
import java.util.Map;

/** The processor: its threads and its kernels. */
public final class Cpu implements Device {
    private final Kernels kernels;
    private final Workers workers;

    public Cpu(Kernels kernels, Workers workers) {
        this.kernels = kernels;
        this.workers = workers;
    }

    /** The fastest kernels on all cores. */
    public static Cpu best() {
        return new Cpu(Kernels.best(), Workers.shared());
    }

    @Override
    public String name() {
        return "CPU, " + workers.threads() + " threads, " + kernels.name() + " kernels";
    }

    @Override
    public Execution load(Plan plan, Map<String, Tensor> parameters) {
        return new Loaded(plan, parameters);
    }

    /** One computed value: fixed arrays, offsets and sizes. */
    @FunctionalInterface
    interface Step {
        void run();
    }

    /** What steps of random numbers read at each run. */
    static final class Seed {
        long seed;
        long firstExample;
    }

    private final class Loaded implements Execution {
        private final Plan plan;
        private final float[] arena;
        private final Map<Value, float[]> elsewhere = new HashMap<>();
        private final Seed seed = new Seed();
        private final Step[] steps;

        Loaded(Plan plan, Map<String, Tensor> parameters) {
            this.plan = plan;
            this.arena = new float[(int) plan.arenaSize()];
            for (Value value : plan.graph().values()) {
                if (value.op() instanceof Source.Constant(Tensor tensor)) {
                    elsewhere.put(value, tensor.data());
                } else if (value.op() instanceof Source.Parameter(String name, var shape)) {
                    Tensor tensor = parameters.get(name);
                    if (tensor == null || !tensor.shape().equals(shape)) {
                        throw new IllegalArgumentException("parameter " + name + " must be a tensor of shape " + shape
                                + ", but is " + (tensor == null ? "missing" : "of shape " + tensor.shape()));
                    }
                    elsewhere.put(value, tensor.data());
                }
            }
            Lowering lowering = new Lowering(plan, kernels, workers, seed, this::array, this::offset);
            for (Value value : plan.folded()) {
                lowering.step(value).run();
            }
            steps = plan.steps().stream().map(lowering::step).toArray(Step[]::new);
        }

        private float[] array(Value value) {
            return elsewhere.getOrDefault(plan.storage(value), arena);
        }

        private int offset(Value value) {
            return plan.inArena(value) ? plan.offset(value) : 0;
        }

        @Override
        public Plan plan() {
            return plan;
        }

        @Override
        public void write(String input, float[] source, int offset) {
            Value value = plan.graph().input(input);
            check(value.type(), input, source, offset);
            System.arraycopy(source, offset, arena, plan.offset(value), plan.size(value));
        }

        @Override
        public void run() {
            for (Step step : steps) {
                step.run();
            }
        }

        @Override
        public void read(String output, float[] destination, int offset) {
            Value value = plan.graph().output(output);
            check(value.type(), output, destination, offset);
            System.arraycopy(array(value), offset(value), destination, offset, plan.size(value));
        }

        private void check(Type type, String name, float[] array, int offset) {
            int size = type.size(plan.batch());
            if (offset < 0 || array.length - offset < size) {
                throw new IllegalArgumentException(name + " is " + type + " and needs " + size
                        + " elements from offset " + offset + " on, but the array has " + array.length);
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
}
