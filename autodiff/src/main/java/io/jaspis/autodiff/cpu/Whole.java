package io.jaspis.autodiff.cpu;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.plan.Step;
import io.jaspis.autodiff.plan.Unwritten;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An execution that takes all examples through one operation before the next; each operation is cut among threads. */
final class Whole implements Execution {
    private final Plan plan;
    private final Memory memory;
    private final Seed seed = new Seed();
    private final Action[] actions;
    private final Carry[] carries;
    private final Unwritten unwritten;
    private boolean closed;

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
        this.unwritten = new Unwritten(plan);
        Site site = new Site(plan, memory, kernels, workers, seed);
        Lowering lowering = new Lowering(site);
        if (fold) {
            for (Value value : plan.folded()) {
                lowering.value(value).run();
            }
        }
        actions = actions(site, lowering);
        carries = Carry.all(
                plan,
                output -> memory.locate(plan.graph().output(output)),
                input -> memory.locate(plan.writable(input)));
    }

    private static Action[] actions(Site site, Lowering lowering) {
        List<Step> steps = site.plan().steps();
        List<Action> actions = new ArrayList<>();
        int next = 0;
        while (next < steps.size()) {
            Optional<Action> softmax = SoftmaxRows.at(site.plan(), next).flatMap(rows -> rows.lowered(site));
            int at = next;
            actions.add(softmax.orElseGet(() -> lowering.step(steps.get(at))));
            next += softmax.isPresent() ? SoftmaxRows.STEPS : 1;
        }
        return actions.toArray(Action[]::new);
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
        Location place = memory.locate(value);
        int size = value.shape().size();
        System.arraycopy(source, offset, place.array(), place.at() + row * size, rows * size);
        memory.written(value);
        unwritten.written(input, rows);
    }

    @Override
    public void run() {
        requireOpen();
        unwritten.requireNone();
        memory.renew();
        compute();
        for (Carry carry : carries) {
            carry.run(memory);
        }
    }

    /** Runs without looking whether parameters have changed. */
    void compute() {
        for (Action action : actions) {
            action.run();
        }
    }

    @Override
    public void read(String output, float[] destination, int offset, int row, int rows) {
        requireOpen();
        Value value = plan.readable(output);
        plan.requireRows(value, output, destination, offset, row, rows);
        Location place = memory.locate(value);
        int size = value.shape().size();
        System.arraycopy(place.array(), place.at() + row * size, destination, offset, rows * size);
    }

    @Override
    public void hand(Map<String, String> inputs, Execution other) {
        requireOpen();
        inputs.forEach((from, to) -> {
            plan.requireHandable(from, other.plan(), to);
            Location place = memory.locate(plan.readable(from));
            other.write(to, place.array(), place.at());
        });
    }

    @Override
    public void seed(long value, long firstExample) {
        seed.seed = value;
        seed.firstExample = firstExample;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("an execution is used that was closed before: load its plan again");
        }
    }
}
