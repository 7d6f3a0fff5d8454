package io.jaspis.opencl.runtime;

import java.lang.foreign.MemorySegment;

/** Memory on a device. */
public final class Buffer implements AutoCloseable {
    private final Library library;
    private final MemorySegment handle;
    private final long bytes;
    private boolean closed;

    Buffer(Library library, MemorySegment handle, long bytes) {
        this.library = library;
        this.handle = handle;
        this.bytes = bytes;
    }

    MemorySegment handle() {
        if (closed) {
            throw new IllegalStateException("a buffer of " + bytes + " bytes is closed");
        }
        return handle;
    }

    public long bytes() {
        return bytes;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Call.run("clReleaseMemObject", library.releaseBuffer, handle);
        }
    }
}
