package io.jaspis.opencl.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A kernel and its arguments, which stay until they are set again. */
public final class NativeKernel implements AutoCloseable {
    private final Library library;
    private final MemorySegment handle;
    private final String name;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment value = arena.allocate(8, 8);
    private boolean closed;

    NativeKernel(Library library, MemorySegment handle, String name) {
        this.library = library;
        this.handle = handle;
        this.name = name;
    }

    MemorySegment handle() {
        return handle;
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

    public void set(int argument, double number) {
        value.set(JAVA_DOUBLE, 0, number);
        set(argument, 8, value);
    }

    /** Gives each work-group this much local memory. */
    public void setLocal(int argument, long bytes) {
        set(argument, bytes, MemorySegment.NULL);
    }

    private void set(int argument, long bytes, MemorySegment from) {
        int code;
        try {
            code = (int) library.setKernelArg.invokeExact(handle, argument, bytes, from);
        } catch (Throwable impossible) {
            throw Call.unexpected(impossible);
        }
        if (code != Status.SUCCESS) {
            throw new OpenClException("clSetKernelArg for argument " + argument + " of " + name, code);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            arena.close();
            Call.run("clReleaseKernel", library.releaseKernel, handle);
        }
    }
}
