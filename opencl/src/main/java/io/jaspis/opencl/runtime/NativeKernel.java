package io.jaspis.opencl.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A kernel and its arguments, which stay until they are set again. */
public final class NativeKernel implements AutoCloseable {
    private static final int WORK_GROUP_SIZE = 0x11B0;

    private final Library library;
    private final Handle handle;
    private final MemorySegment device;
    private final String name;
    private final MemorySegment value = Arena.ofAuto().allocate(8, 8);

    NativeKernel(Library library, MemorySegment object, MemorySegment device, String name, Held held) {
        this.library = library;
        this.device = device;
        this.name = name;
        handle = new Handle("kernel", object, library.releaseKernel, held, 0);
    }

    MemorySegment handle() {
        return handle.get();
    }

    /** Work-items of the largest group that the device allows this kernel, which may be fewer than it allows others. */
    public long largestGroup() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(JAVA_LONG);
            Call.run(
                    "clGetKernelWorkGroupInfo",
                    library.getKernelGroupInfo,
                    handle.get(),
                    device,
                    WORK_GROUP_SIZE,
                    8L,
                    size,
                    MemorySegment.NULL);
            // On a machine of 32 bits the upper half stays 0. Groups of one are never too large.
            return Math.max(1, size.get(JAVA_LONG, 0));
        }
    }

    public void set(int argument, Buffer buffer) {
        value.set(ADDRESS, 0, buffer.handle());
        set(argument, ADDRESS.byteSize(), value);
    }

    public void set(int argument, int number) {
        value.set(JAVA_INT, 0, number);
        set(argument, 4, value);
    }

    public void set(int argument, long number) {
        value.set(JAVA_LONG, 0, number);
        set(argument, 8, value);
    }

    public void set(int argument, float number) {
        value.set(JAVA_FLOAT, 0, number);
        set(argument, 4, value);
    }

    /** Gives each work-group this much local memory. */
    public void setLocal(int argument, long bytes) {
        set(argument, bytes, MemorySegment.NULL);
    }

    private void set(int argument, long bytes, MemorySegment from) {
        int code;
        try {
            code = (int) library.setKernelArg.invokeExact(handle.get(), argument, bytes, from);
        } catch (Throwable impossible) {
            throw Call.unexpected(impossible);
        }
        if (code != Status.SUCCESS) {
            throw new OpenClException("clSetKernelArg for argument " + argument + " of " + name, code);
        }
    }

    @Override
    public void close() {
        handle.release();
    }
}
