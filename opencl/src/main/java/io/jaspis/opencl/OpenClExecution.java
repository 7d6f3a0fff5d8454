package io.jaspis.opencl;

import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.plan.Unwritten;
import io.jaspis.opencl.kernels.Noise;
import io.jaspis.opencl.runtime.Context;
import io.jaspis.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A plan on an OpenCL device. {@link #write} and {@link #run} only queue work and return; {@link #read} waits for it. So
 * the inputs of the next batch are brought over while this one is computed, and an error of the device shows in a later
 * call.
 *
 * <p>One that is forgotten is closed by the garbage collector. Every method that uses the device keeps itself reachable to
 * its end, or this could happen while the device still works for it.
 */
final class OpenClExecution implements Queued {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Plan plan;
    private final Context context;
    private final Resources resources;
    private final Cleaner.Cleanable release;
    private final Map<String, Tensor> parameters = new HashMap<>();
    private final Map<Noise, Launch> noise;
    private final Unwritten unwritten;
    private boolean closed;

    OpenClExecution(Plan plan, Map<String, Tensor> given, Context context, long largestFloats) {
        this.plan = plan;
        this.context = context;
        this.unwritten = new Unwritten(plan);
        for (Value value : plan.graph().values()) {
            if (value.op() instanceof Source.Parameter(String name, var shape)) {
                Tensor tensor = given.get(name);
                if (tensor == null || !tensor.shape().equals(shape)) {
                    throw new IllegalArgumentException("parameter " + name + " must be a tensor of shape " + shape
                            + ", but is " + (tensor == null ? "missing" : "of shape " + tensor.shape()));
                }
                parameters.put(name, tensor);
            }
        }
        resources = new Resources(context);
        try {
            noise = prepare(largestFloats);
        } catch (RuntimeException | Error e) {
            resources.run();
            throw e;
        }
        release = CLEANER.register(this, resources);
    }

    /** Makes memory and kernels, computes what is folded, and returns the kernels that draw noise. */
    private Map<Noise, Launch> prepare(long largestFloats) {
        Storage storage = new Storage(plan, context, resources.queue, largestFloats);
        resources.storage = storage;
        storage.parameters().forEach((name, place) -> upload(name, place, parameters.get(name)));
        List<Launch> once = new ArrayList<>();
        try {
            Lowering folding = new Lowering(plan, context, storage, once);
            plan.folded().forEach(folding::value);
            once.forEach(launch -> launch.run(resources.queue));
            resources.queue.finish();
        } finally {
            once.forEach(Launch::close);
        }
        Lowering lowering = new Lowering(plan, context, storage, resources.launches);
        plan.steps().forEach(lowering::step);
        return lowering.noise();
    }

    /** Brings a parameter over where it is to stay on the device; else makes room for what is brought over in each run. */
    private void upload(String name, Storage.Place place, Tensor tensor) {
        if (plan.ownsParameters()) {
            resources.storage.write(place, tensor.data());
        } else {
            resources.parameterUploads.put(name, new Staging(resources.arena, place, tensor.data().length));
        }
    }

    @Override
    public Plan plan() {
        return plan;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("an execution is used that was closed before: load its plan again");
        }
        context.requireOpen();
    }

    @Override
    public void write(String input, float[] source, int offset, int row, int rows) {
        requireOpen();
        Value value = plan.writable(input);
        plan.requireRows(value, input, source, offset, row, rows);
        int size = value.shape().size();
        try {
            Storage.Place place = resources.storage.of(value);
            resources
                    .inputUploads
                    .computeIfAbsent(input, _ -> new Staging(resources.arena, place, plan.size(value)))
                    .write(resources.queue, source, offset, row * size, rows * size);
            unwritten.written(input, rows);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void run() {
        requireOpen();
        unwritten.requireNone();
        try {
            if (!plan.ownsParameters()) {
                parameters.forEach((name, tensor) -> resources
                        .parameterUploads
                        .get(name)
                        .write(resources.queue, tensor.data(), 0, 0, tensor.data().length));
            }
            for (Launch launch : resources.launches) {
                launch.run(resources.queue);
            }
            plan.carried()
                    .forEach((output, input) -> resources.storage.copy(
                            plan.graph().output(output), resources.storage.of(plan.writable(input))));
            resources.queue.flush();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void read(String output, float[] destination, int offset, int row, int rows) {
        requireOpen();
        Value value = plan.readable(output);
        plan.requireRows(value, output, destination, offset, row, rows);
        int size = value.shape().size();
        try {
            MemorySegment staging = resources.downloads.computeIfAbsent(
                    output, _ -> resources.arena.allocate(ValueLayout.JAVA_FLOAT, plan.size(value)));
            resources.storage.read(value, row * size, rows * size, destination, offset, staging);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void hand(Map<String, String> inputs, Execution other) {
        if (!(other instanceof OpenClExecution here) || here.context != context) {
            Queued.super.hand(inputs, other);
            return;
        }
        requireOpen();
        here.requireOpen();
        try {
            // Each has a queue of its own: what the other one still computes may need what lies there now.
            if (here != this) {
                here.resources.queue.finish();
            }
            inputs.forEach((from, to) -> {
                plan.requireHandable(from, here.plan, to);
                resources.storage.copy(plan.readable(from), here.resources.storage.of(here.plan.writable(to)));
                here.unwritten.written(to, here.plan.batch());
            });
            if (here != this) {
                resources.queue.finish();
            }
        } finally {
            Reference.reachabilityFence(this);
            Reference.reachabilityFence(other);
        }
    }

    @Override
    public void finish() {
        requireOpen();
        try {
            resources.queue.finish();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void seed(long seed, long firstExample) {
        requireOpen();
        try {
            noise.forEach((kernel, launch) -> {
                kernel.seed(seed, firstExample);
                launch.renumber(kernel);
            });
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void close() {
        closed = true;
        forget();
    }

    /** Does what is done once the garbage collector finds that nobody can reach this any more. */
    void forget() {
        release.clean();
    }

    /** What is registered for that; it must not reach this execution, or that would never be. */
    Resources resources() {
        return resources;
    }
}
