package io.jaspis.opencl;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.opencl.runtime.Platforms;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The OpenCL device of the tests, or a test that is skipped in words. */
final class Open {
    private static OpenClDevice device;

    private Open() {}

    static synchronized OpenClDevice device() {
        if (device == null) {
            device = new OpenClDevice(found(), notice -> {});
        }
        return device;
    }

    /** Whether this machine has no device. */
    static boolean none() {
        return Devices.list().isEmpty();
    }

    static Platforms.Found found() {
        List<Platforms.Found> all = Devices.list();
        if (all.isEmpty()) {
            System.out.println("skipped: no OpenCL device on this machine (Debian: pocl-opencl-icd)");
        }
        Assumptions.assumeFalse(all.isEmpty(), "skipped: no OpenCL device on this machine (Debian: pocl-opencl-icd)");
        return all.getFirst();
    }

    /** A device whose largest buffer has so many floats. */
    static OpenClDevice small(long largestFloats, java.util.function.Consumer<String> notices) {
        return new OpenClDevice(found(), notices, Cpu.best(), largestFloats);
    }
}
