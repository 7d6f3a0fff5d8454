package io.jaspis.opencl.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A text that was built for a device. */
public final class Program {
    private final Library library;
    private final Handle handle;
    private final MemorySegment device;
    private final Held held;

    Program(Library library, MemorySegment object, MemorySegment device, Held held) {
        this.device = device;
        this.library = library;
        this.held = held;
        handle = new Handle("program", object, library.releaseProgram, held, 0);
    }

    /** A kernel of the program with arguments of its own; for one thread at a time. */
    public synchronized NativeKernel kernel(String name) {
        try (Arena arena = Arena.ofConfined()) {
            return new NativeKernel(
                    library,
                    Call.make("clCreateKernel", library.createKernel, handle.get(), arena.allocateFrom(name)),
                    device,
                    name,
                    held);
        }
    }

    synchronized void close() {
        handle.release();
    }
}
