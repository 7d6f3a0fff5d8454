package io.jaspis.opencl;

import io.jaspis.opencl.kernels.DeviceKernel;
import io.jaspis.opencl.runtime.Buffer;
import io.jaspis.opencl.runtime.Context;
import io.jaspis.opencl.runtime.Queue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One kernel on the device of the tests: arrays up, a launch, arrays down. */
public final class KernelRun {
    private KernelRun() {}

    public static void run(DeviceKernel kernel, Map<String, float[]> arrays) {
        Context context = Open.device().context();
        List<Buffer> all = new ArrayList<>();
        try (Arena arena = Arena.ofConfined();
                Queue queue = context.queue()) {
            Map<String, Buffer> buffers = new LinkedHashMap<>();
            arrays.forEach((name, array) -> {
                Buffer buffer = context.buffer(4L * array.length);
                all.add(buffer);
                buffers.put(name, buffer);
                write(queue, buffer, arena.allocateFrom(ValueLayout.JAVA_FLOAT, array));
            });
            try (Launch launch = Launch.of(context, kernel, buffers, integers -> {
                Buffer buffer = context.buffer(4L * Math.max(1, integers.length));
                all.add(buffer);
                write(queue, buffer, arena.allocateFrom(ValueLayout.JAVA_INT, integers));
                return buffer;
            })) {
                launch.run(queue);
                arrays.forEach((name, array) -> {
                    MemorySegment result = arena.allocate(ValueLayout.JAVA_FLOAT, array.length);
                    queue.read(buffers.get(name), 0, result);
                    MemorySegment.copy(result, ValueLayout.JAVA_FLOAT, 0, array, 0, array.length);
                });
            }
        } finally {
            all.forEach(Buffer::close);
        }
    }

    private static void write(Queue queue, Buffer buffer, MemorySegment bytes) {
        if (bytes.byteSize() > 0) {
            try (Queue.Event event = queue.write(buffer, 0, bytes)) {
                event.await();
            }
        }
    }
}
