package io.jaspis.opencl;

import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.opencl.kernels.Noise;
import io.jaspis.opencl.runtime.Context;
import io.jaspis.opencl.runtime.Queue;
import io.jaspis.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A plan on an OpenCL device. {@link #write} and {@link #run} only queue work and return; {@link #read} waits for it. So
 * the inputs of the next batch are brought over while this one is computed, and an error of the device shows in a later
 * call.
 */
final class OpenClExecution implements Queued {
    private final Plan plan;
    private final Queue queue;
    private final Storage storage;
    private final Arena arena = Arena.ofShared();
    private final Map<String, Tensor> parameters = new HashMap<>();
    private final Map<String, Staging> uploads = new HashMap<>();
    private final Map<String, MemorySegment> downloads = new HashMap<>();
    private final List<Launch> launches;
    private final Map<Noise, Launch> noise;
    private boolean closed;

    OpenClExecution(Plan plan, Map<String, Tensor> given, Context context, long largestFloats) {
        this.plan = plan;
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
        queue = context.queue(false);
        try {
            storage = new Storage(plan, context, queue, largestFloats);
        } catch (RuntimeException e) {
            queue.close();
            throw e;
        }
        storage.parameters()
                .forEach((name, place) -> uploads.put(
                        name, new Staging(arena, place, parameters.get(name).data().length)));
        fold(context);
        Lowering lowering = new Lowering(plan, context, storage);
        plan.steps().forEach(lowering::step);
        launches = lowering.launches();
        noise = lowering.noise();
    }

    private void fold(Context context) {
        Lowering once = new Lowering(plan, context, storage);
        plan.folded().forEach(once::value);
        once.launches().forEach(launch -> launch.run(queue));
        queue.finish();
        once.launches().forEach(Launch::close);
    }

    @Override
    public Plan plan() {
        return plan;
    }

    @Override
    public void write(String input, float[] source, int offset) {
        Value value = plan.graph().input(input);
        check(value, input, source, offset);
        uploads.computeIfAbsent("input " + input, _ -> new Staging(arena, storage.of(value), plan.size(value)))
                .write(queue, source, offset, plan.size(value));
    }

    @Override
    public void run() {
        parameters.forEach((name, tensor) -> uploads.get(name).write(queue, tensor.data(), 0, tensor.data().length));
        for (Launch launch : launches) {
            launch.run(queue);
        }
        queue.flush();
    }

    @Override
    public void read(String output, float[] destination, int offset) {
        Value value = plan.graph().output(output);
        check(value, output, destination, offset);
        MemorySegment staging =
                downloads.computeIfAbsent(output, _ -> arena.allocate(ValueLayout.JAVA_FLOAT, plan.size(value)));
        storage.read(value, destination, offset, staging);
    }

    @Override
    public void finish() {
        queue.finish();
    }

    private void check(Value value, String name, float[] array, int offset) {
        int size = plan.size(value);
        if (offset < 0 || array.length - offset < size) {
            throw new IllegalArgumentException(name + " is " + value.type() + " and needs " + size
                    + " elements from offset " + offset + " on, but the array has " + array.length);
        }
    }

    @Override
    public void seed(long seed, long firstExample) {
        noise.forEach((kernel, launch) -> {
            kernel.seed(seed, firstExample);
            launch.renumber(kernel);
        });
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            uploads.values().forEach(Staging::close);
            queue.close();
            launches.forEach(Launch::close);
            storage.close();
            arena.close();
        }
    }
}
