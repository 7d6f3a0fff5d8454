package io.jaspis.opencl;

import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.opencl.runtime.Buffer;
import io.jaspis.opencl.runtime.Context;
import io.jaspis.opencl.runtime.Queue;
import io.jaspis.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The buffers of one execution: arena, folded values, constants, which are uploaded once, and parameters. */
final class Storage implements AutoCloseable {
    /** Constants below this many floats share a buffer. */
    private static final int SMALL = 1 << 16;

    /** A value's buffer and its first element in it. */
    record Place(Buffer buffer, int offset) {}

    private final Plan plan;
    private final Context context;
    private final Queue queue;
    private final Placement placement;
    private final Map<Long, Buffer> arena = new HashMap<>();
    private final Map<Value, Place> elsewhere = new HashMap<>();
    private final Map<String, Place> parameters = new HashMap<>();
    private final List<Buffer> owned = new ArrayList<>();
    private final Buffer folded;
    /** What kernels need between two launches; all have it in turn. */
    private Buffer scratch;

    Storage(Plan plan, Context context, Queue queue, long largestFloats) {
        this.plan = plan;
        this.context = context;
        this.queue = queue;
        placement = Placement.of(plan, inArena(), largestFloats);
        try {
            placement.pieces().forEach((start, size) -> arena.put(start, buffer(4 * size)));
            folded = buffer(4 * Math.max(1, plan.constantSize()));
            constants();
            // Memory is often only taken when it is first used: better now than in the middle of a run.
            owned.forEach(queue::clear);
            queue.finish();
            upload();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Set<Value> inArena() {
        Set<Value> placed = new HashSet<>(plan.graph().inputs().values());
        plan.steps()
                .forEach(step -> step.members().stream()
                        .filter(member -> !step.inner().contains(member))
                        .forEach(placed::add));
        placed.removeIf(value -> value.op() instanceof Movement.Reshape);
        return placed;
    }

    private Buffer buffer(long bytes) {
        Buffer buffer = context.buffer(bytes);
        owned.add(buffer);
        return buffer;
    }

    private void constants() {
        int shared = 0;
        List<Value> small = new ArrayList<>();
        for (Value value : plan.graph().values()) {
            int size = value.shape().size();
            if (value.op() instanceof Source.Constant && size < SMALL) {
                small.add(value);
                shared = Math.addExact(shared, aligned(size));
            } else if (value.op() instanceof Source.Constant) {
                elsewhere.put(value, new Place(buffer(4L * size), 0));
            } else if (value.op() instanceof Source.Parameter(String name, var _)) {
                Place place = new Place(buffer(4L * size), 0);
                elsewhere.put(value, place);
                parameters.put(name, place);
            }
        }
        Buffer together = buffer(4L * Math.max(1, shared));
        int offset = 0;
        for (Value value : small) {
            elsewhere.put(value, new Place(together, offset));
            offset += aligned(value.shape().size());
        }
    }

    private static int aligned(int size) {
        return (size + 15) / 16 * 16;
    }

    private void upload() {
        for (Map.Entry<Value, Place> entry : elsewhere.entrySet()) {
            if (entry.getKey().op() instanceof Source.Constant(Tensor tensor)) {
                write(entry.getValue(), tensor.data());
            }
        }
        for (Value value : plan.folded()) {
            if (value.op() instanceof Source.BatchSize) {
                write(of(value), plan.batch());
            }
        }
    }

    /** Brings elements over, and returns when they are there. */
    void write(Place place, float... elements) {
        try (Arena own = Arena.ofConfined();
                Queue.Event event = queue.write(
                        place.buffer(), 4L * place.offset(), own.allocateFrom(ValueLayout.JAVA_FLOAT, elements))) {
            event.await();
        }
    }

    /** A buffer of these numbers, for as long as the execution lives. */
    Buffer numbers(int[] numbers) {
        Buffer buffer = buffer(4L * Math.max(1, numbers.length));
        if (numbers.length > 0) {
            try (Arena own = Arena.ofConfined();
                    Queue.Event event = queue.write(buffer, 0, own.allocateFrom(ValueLayout.JAVA_INT, numbers))) {
                event.await();
            }
        }
        return buffer;
    }

    /** Room for so many floats until the next launch but one, which another kernel may have then. */
    Place scratch(int floats) {
        if (scratch == null || scratch.bytes() < 4L * floats) {
            scratch = buffer(4L * floats);
        }
        return new Place(scratch, 0);
    }

    Place of(Value value) {
        Value base = plan.storage(value);
        Place own = elsewhere.get(base);
        if (own != null) {
            return own;
        }
        int offset = plan.offset(base);
        if (plan.isFolded(base)) {
            return new Place(folded, offset);
        }
        long piece = placement.pieceOf(offset);
        return new Place(arena.get(piece), (int) (offset - piece));
    }

    Map<String, Place> parameters() {
        return parameters;
    }

    /** Copies some of a value's elements, once all that is queued is done. */
    void read(Value value, int at, int count, float[] destination, int offset, MemorySegment staging) {
        if (count == 0) {
            return;
        }
        Place place = of(value);
        queue.read(place.buffer(), 4L * (place.offset() + at), staging.asSlice(0, 4L * count));
        MemorySegment.copy(staging, ValueLayout.JAVA_FLOAT, 0, destination, offset, count);
    }

    /** Queues a copy of a value's elements, within the device, to where a value of the same type lies. */
    void copy(Value value, Place to) {
        Place from = of(value);
        queue.copy(from.buffer(), 4L * from.offset(), to.buffer(), 4L * to.offset(), 4L * plan.size(value));
    }

    @Override
    public void close() {
        owned.forEach(Buffer::close);
        owned.clear();
    }
}
