package io.jaspis.opencl.runtime;

import java.util.concurrent.atomic.AtomicLong;

/** What is held of a device and not released yet: objects, and the bytes of its buffers. */
public final class Held {
    private static final AtomicLong EVERYWHERE = new AtomicLong();

    private int objects;
    private long bytes;

    synchronized void add(int more, long moreBytes) {
        objects += more;
        bytes += moreBytes;
        EVERYWHERE.addAndGet(moreBytes);
    }

    /** Bytes of all buffers of all devices. */
    public static long everywhere() {
        return EVERYWHERE.get();
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
