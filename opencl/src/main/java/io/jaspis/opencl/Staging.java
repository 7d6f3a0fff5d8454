package io.jaspis.opencl;

import io.jaspis.opencl.runtime.Queue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Memory outside the heap from which elements are uploaded, in two halves: while the device takes one, or computes with
 * what it took, the other is filled.
 */
final class Staging {
    private final MemorySegment[] halves = new MemorySegment[2];
    private final Queue.Event[] pending = new Queue.Event[2];
    private final Storage.Place place;
    private int next;

    Staging(Arena arena, Storage.Place place, int size) {
        this.place = place;
        for (int i = 0; i < 2; i++) {
            halves[i] = arena.allocate(ValueLayout.JAVA_FLOAT, Math.max(1, size));
        }
    }

    /**
     * Queues an upload of elements.
     *
     * @param at the first of the place's elements that they become
     */
    void write(Queue queue, float[] source, int offset, int at, int count) {
        if (count == 0) {
            return;
        }
        int half = next;
        next = 1 - next;
        settle(half);
        MemorySegment.copy(source, offset, halves[half], ValueLayout.JAVA_FLOAT, 0, count);
        pending[half] = queue.write(place.buffer(), 4L * (place.offset() + at), halves[half].asSlice(0, 4L * count));
    }

    private void settle(int half) {
        if (pending[half] != null) {
            pending[half].await();
            pending[half].close();
            pending[half] = null;
        }
    }

    /** Forgets what was on its way; the queue is closed, so nothing is any more. */
    void close() {
        for (Queue.Event event : pending) {
            if (event != null) {
                event.close();
            }
        }
    }
}
