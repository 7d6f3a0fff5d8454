package io.jaspis.autodiff.cpu;

import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import java.util.Map;

/** The bits of a plan's output {@code y}, of which NaN has one form. */
final class Bits {
    private Bits() {}

    static int[] of(Plan plan, Device device, Map<String, float[]> inputs) {
        try (Execution execution = device.load(plan)) {
            inputs.forEach((name, values) -> execution.write(name, values, 0));
            execution.run();
            float[] y = execution.read("y");
            int[] bits = new int[y.length];
            for (int i = 0; i < y.length; i++) {
                bits[i] = Float.floatToIntBits(y[i]);
            }
            return bits;
        }
    }
}
