package io.jaspis.opencl.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Commands that a device runs one after the other. They return once they are queued, but for reading and {@link
 * #finish}; what is written must stay as it is until its event has come. For one thread at a time.
 */
public final class Queue implements AutoCloseable {
    private final Library library;
    private final Handle handle;
    private final Held held;
    private final Transfers transfers;
    private final MemorySegment sizes = Arena.ofAuto().allocate(JAVA_LONG, 6);
    private final MemorySegment event = Arena.ofAuto().allocate(ADDRESS);
    private boolean closed;

    Queue(Library library, MemorySegment object, Held held, Transfers transfers) {
        this.library = library;
        this.held = held;
        this.transfers = transfers;
        handle = new Handle("queue", object, library.releaseCommandQueue, held, 0);
    }

    /** Something queued, which comes to an end. */
    public final class Event implements AutoCloseable {
        private final Handle event;

        private Event(MemorySegment object) {
            event = new Handle("event", object, library.releaseEvent, held, 0);
        }

        /** Returns when the command is done. */
        public void await() {
            try (Arena own = Arena.ofConfined()) {
                Call.run("clWaitForEvents", library.waitForEvents, 1, own.allocateFrom(ADDRESS, event.get()));
            }
        }

        @Override
        public void close() {
            event.release();
        }
    }

    /** Queues a kernel over work-items of up to three axes, in groups of this size. */
    public void run(NativeKernel kernel, long[] global, long[] local) {
        for (int axis = 0; axis < global.length; axis++) {
            sizes.setAtIndex(JAVA_LONG, axis, global[axis]);
            sizes.setAtIndex(JAVA_LONG, 3 + axis, local[axis]);
        }
        int code;
        try {
            code = (int) library.enqueueKernel.invokeExact(
                    handle.get(),
                    kernel.handle(),
                    global.length,
                    MemorySegment.NULL,
                    sizes,
                    sizes.asSlice(3 * 8L),
                    0,
                    MemorySegment.NULL,
                    MemorySegment.NULL);
        } catch (Throwable impossible) {
            throw Call.unexpected(impossible);
        }
        Call.check("clEnqueueNDRangeKernel", code);
    }

    /** Queues a copy of bytes to a buffer; they must stay until the event has come. */
    public Event write(Buffer buffer, long offset, MemorySegment source) {
        Call.run(
                "clEnqueueWriteBuffer",
                library.enqueueWrite,
                handle.get(),
                buffer.handle(),
                0,
                offset,
                source.byteSize(),
                source,
                0,
                MemorySegment.NULL,
                event);
        transfers.went(source.byteSize());
        return new Event(event.get(ADDRESS, 0));
    }

    /** Copies bytes of a buffer once all that was queued before is done. */
    public void read(Buffer buffer, long offset, MemorySegment destination) {
        Call.run(
                "clEnqueueReadBuffer",
                library.enqueueRead,
                handle.get(),
                buffer.handle(),
                1,
                offset,
                destination.byteSize(),
                destination,
                0,
                MemorySegment.NULL,
                MemorySegment.NULL);
        transfers.came(destination.byteSize());
    }

    /** Queues a copy of bytes of a buffer to another one, within the device. */
    public void copy(Buffer source, long from, Buffer destination, long to, long bytes) {
        Call.run(
                "clEnqueueCopyBuffer",
                library.enqueueCopy,
                handle.get(),
                source.handle(),
                destination.handle(),
                from,
                to,
                bytes,
                0,
                MemorySegment.NULL,
                MemorySegment.NULL);
    }

    /** Queues zeros all over a buffer. */
    public void clear(Buffer buffer) {
        try (Arena own = Arena.ofConfined()) {
            Call.run(
                    "clEnqueueFillBuffer",
                    library.enqueueFill,
                    handle.get(),
                    buffer.handle(),
                    own.allocateFrom(JAVA_FLOAT, 0f),
                    4L,
                    0L,
                    buffer.bytes(),
                    0,
                    MemorySegment.NULL,
                    MemorySegment.NULL);
        }
    }

    /** Sends what is queued to the device. */
    public void flush() {
        Call.run("clFlush", library.flush, handle.get());
    }

    /** Returns when all that was queued is done. */
    public void finish() {
        Call.run("clFinish", library.finish, handle.get());
    }

    /** Waits for what is queued, as far as a lost device lets it, and releases the queue. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Call.code(library.finish, handle.get());
            handle.release();
        }
    }
}
