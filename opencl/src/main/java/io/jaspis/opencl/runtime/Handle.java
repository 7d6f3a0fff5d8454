package io.jaspis.opencl.runtime;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * An object of OpenCL, which is released once. OpenCL keeps what it still needs of what is released, so objects may be
 * released in any order; but a call with one that is gone would crash, so it is refused here.
 */
final class Handle {
    private final String what;
    private final MemorySegment object;
    private final MethodHandle release;
    private final Held held;
    private final long bytes;
    private volatile boolean released;

    /**
     * @param what it is, for messages
     * @param held where it is counted
     * @param bytes of the device's memory
     */
    Handle(String what, MemorySegment object, MethodHandle release, Held held, long bytes) {
        this.what = what;
        this.object = object;
        this.release = release;
        this.held = held;
        this.bytes = bytes;
        held.add(1, bytes);
    }

    MemorySegment get() {
        if (released) {
            throw new IllegalStateException("a " + what + " is used that was closed before");
        }
        return object;
    }

    /** Releases it, unless that is done. A lost device may refuse; there is nothing left to do about it then. */
    synchronized void release() {
        if (!released) {
            released = true;
            held.add(-1, -bytes);
            Call.code(release, object);
        }
    }
}
