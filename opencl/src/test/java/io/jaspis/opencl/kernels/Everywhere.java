package io.jaspis.opencl.kernels;

import io.jaspis.opencl.Devices;
import io.jaspis.opencl.KernelRun;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Runs a kernel as plain Java, and on the first OpenCL device where there is one, on copies of the same arrays. */
final class Everywhere {
    private Everywhere() {}

    /** Hands the arrays as each of them left them to the check. */
    static void run(DeviceKernel kernel, Map<String, float[]> arrays, Consumer<Map<String, float[]>> check) {
        Map<String, float[]> plain = copy(arrays);
        PlainJava.run(kernel, plain);
        check.accept(plain);
        if (!Devices.list().isEmpty()) {
            Map<String, float[]> device = copy(arrays);
            KernelRun.run(kernel, device);
            check.accept(device);
        }
    }

    private static Map<String, float[]> copy(Map<String, float[]> arrays) {
        Map<String, float[]> copy = new LinkedHashMap<>();
        arrays.forEach((name, array) -> copy.put(name, array.clone()));
        return copy;
    }
}
