package io.jaspis.opencl.runtime;

import java.lang.foreign.MemorySegment;

/** Memory on a device. */
public final class Buffer implements AutoCloseable {
    private final Handle handle;
    private final long bytes;

    Buffer(Library library, MemorySegment object, long bytes, Held held) {
        handle = new Handle("buffer of " + bytes + " bytes", object, library.releaseBuffer, held, bytes);
        this.bytes = bytes;
    }

    MemorySegment handle() {
        return handle.get();
    }

    public long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        handle.release();
    }
}
