package io.jaspis.opencl.runtime;

/** What has crossed between the processor's memory and a device's so far. Copies within the device don't count. */
public final class Transfers {
    private Count toDevice = new Count(0, 0);
    private Count fromDevice = new Count(0, 0);

    /**
     * A number of transfers.
     *
     * @param bytes of all of them
     */
    public record Count(long calls, long bytes) {
        private Count and(long more) {
            return new Count(calls + 1, bytes + more);
        }

        /** What has been added since an earlier count. */
        public Count since(Count earlier) {
            return new Count(calls - earlier.calls, bytes - earlier.bytes);
        }
    }

    synchronized void went(long bytes) {
        toDevice = toDevice.and(bytes);
    }

    synchronized void came(long bytes) {
        fromDevice = fromDevice.and(bytes);
    }

    public synchronized Count toDevice() {
        return toDevice;
    }

    public synchronized Count fromDevice() {
        return fromDevice;
    }
}
