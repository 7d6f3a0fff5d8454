package io.jaspis.opencl;

import io.jaspis.opencl.runtime.Context;
import io.jaspis.opencl.runtime.Queue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an execution has outside the heap. It doesn't know the execution, so that it can be released once nobody can reach
 * that any more.
 */
final class Resources implements Runnable {
    final Queue queue;

    /** Of memory that is on its way to the device and from it. */
    final Arena arena = Arena.ofShared();

    /** By names, which inputs and parameters may share. */
    final Map<String, Staging> inputUploads = new HashMap<>();

    final Map<String, Staging> parameterUploads = new HashMap<>();
    final Map<String, MemorySegment> downloads = new HashMap<>();
    final List<Launch> launches = new ArrayList<>();
    Storage storage;

    Resources(Context context) {
        queue = context.queue();
    }

    /** Releases all of it; for once. */
    @Override
    public void run() {
        // First of all, for it waits until the device is done with the rest.
        queue.close();
        inputUploads.values().forEach(Staging::close);
        parameterUploads.values().forEach(Staging::close);
        launches.forEach(Launch::close);
        if (storage != null) {
            storage.close();
        }
        arena.close();
    }
}
