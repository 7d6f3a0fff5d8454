package io.jaspis.opencl.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A text that was built for a device. */
public final class Program {
    private final Library library;
    private final MemorySegment handle;

    Program(Library library, MemorySegment handle) {
        this.library = library;
        this.handle = handle;
    }

    /** A kernel of the program with arguments of its own; for one thread at a time. */
    public NativeKernel kernel(String name) {
        try (Arena arena = Arena.ofConfined()) {
            return new NativeKernel(
                    library, Call.make("clCreateKernel", library.createKernel, handle, arena.allocateFrom(name)), name);
        }
    }

    void close() {
        Call.run("clReleaseProgram", library.releaseProgram, handle);
    }
}
