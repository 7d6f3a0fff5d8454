package io.jaspis.opencl.runtime;

/** What is held of a device and not released yet: objects, and the bytes of its buffers. */
public final class Held {
    private int objects;
    private long bytes;

    synchronized void add(int more, long moreBytes) {
        objects += more;
        bytes += moreBytes;
    }

    /** Buffers, kernels, programs, queues and events. */
    public synchronized int objects() {
        return objects;
    }

    /** Bytes of all buffers. */
    public synchronized long bytes() {
        return bytes;
    }
}
