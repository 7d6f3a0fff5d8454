package io.jaspis.opencl;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.opencl.runtime.Platforms;
import org.junit.jupiter.api.Assumptions;

/** The OpenCL device of the tests, or a test that is skipped in words. */
public final class Open {
    private static final String SKIPPED = "skipped: no OpenCL device on this machine (Debian: pocl-opencl-icd)";

    private static OpenClDevice device;

    private Open() {}

    static synchronized OpenClDevice device() {
        if (device == null) {
            device = new OpenClDevice(found(), notice -> {});
        }
        return device;
    }

    /**
     * Whether this machine has no device, which it then says: a property returns then, since an assumption that fails in each
     * of its tries fails it.
     */
    public static boolean skipped() {
        boolean none = Devices.list().isEmpty();
        if (none) {
            System.out.println(SKIPPED);
        }
        return none;
    }

    static Platforms.Found found() {
        Assumptions.assumeFalse(skipped(), SKIPPED);
        return Devices.list().getFirst();
    }

    /** A device whose largest buffer has so many floats. */
    static OpenClDevice small(long largestFloats, java.util.function.Consumer<String> notices) {
        return new OpenClDevice(found(), notices, Cpu.best(), largestFloats);
    }
}
