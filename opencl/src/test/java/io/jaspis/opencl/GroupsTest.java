package io.jaspis.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.opencl.runtime.Faults;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Devices, and kernels on devices, whose work-groups are smaller than the kernels would have them. */
class GroupsTest {
    private static final int BATCH = 3;

    /** Every kernel with groups of its own making: products, convolutions, long sums, chains and what runs in rows. */
    private static Plan plan() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(2, 20, 30));
        Value weights = trace.parameter("weights", Shape.of(3, 2, 3, 3));
        Value dense = trace.constant(numbers(Shape.of(70, 1800)));
        Value y = x.convolve(weights, Window.of(3, 3).padding(1, 1, 1, 1), 1)
                .tanh()
                .flatten()
                .dense(dense)
                .scale(0.1f);
        Map<String, Value> outputs = new LinkedHashMap<>();
        outputs.put("y", y);
        List<Value> gradients = Gradient.of(y.times(y), List.of(x, weights));
        outputs.put("of x", gradients.get(0));
        outputs.put("of weights", gradients.get(1));
        outputs.put("turned", x.transpose(2, 0, 1));
        outputs.put("sum", x.reshape(Shape.of(1200)).sum(0));
        return Plan.of(trace.graph(outputs), BATCH);
    }

    private static Tensor numbers(Shape shape) {
        float[] numbers = new float[shape.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) Math.sin(i * 0.7) * 0.2f;
        }
        return Tensor.of(shape, numbers);
    }

    private static Map<String, Tensor> run(Device device) {
        try (Execution execution = device.load(plan(), Map.of("weights", numbers(Shape.of(3, 2, 3, 3))))) {
            return execution.run(Map.of("x", numbers(Shape.of(BATCH, 2, 20, 30))));
        }
    }

    /** Within 10⁻⁵ of the largest element; no sum here has more than 1,800 terms of its size. */
    private static void assertClose(Map<String, Tensor> expected, Map<String, Tensor> found) {
        expected.forEach((name, tensor) -> {
            float largest = 0;
            for (float element : tensor.data()) {
                largest = Math.max(largest, Math.abs(element));
            }
            assertArrayEquals(tensor.data(), found.get(name).data(), 1e-5f * largest, name);
        });
    }

    @Test
    void kernelsThatAreAllowedLessThanTheDeviceAllowsAreMadeSmaller() {
        Open.found();
        Map<String, Tensor> expected = run(Open.device());
        assertClose(run(Cpu.best()), expected);
        for (int most : new int[] {100, 3}) {
            Faults faults = new Faults();
            faults.limitGroups(most);
            try (OpenClDevice device = new OpenClDevice(faults.devices().getFirst(), notice -> {})) {
                Map<String, Tensor> found = run(device);
                // Sums over a group are added in another order; all else has the same bits.
                for (String name : List.of("y", "of x", "of weights", "turned")) {
                    assertArrayEquals(
                            expected.get(name).data(), found.get(name).data(), name + " in groups of " + most);
                }
                assertClose(expected, found);
            }
        }
    }

    @Test
    void devicesWithSmallGroupsAreUsed() throws Exception {
        Open.found();
        for (int most : new int[] {16, 1}) {
            String told = Child.run(
                            Map.of("POCL_MAX_WORK_GROUP_SIZE", Integer.toString(most)), List.of(), Limited.class)
                    .strip();
            boolean heeded = Integer.parseInt(told) <= most;
            if (!heeded) {
                System.out.println(
                        "skipped: this machine's first OpenCL device isn't PoCL, which can be told its limits");
            }
            Assumptions.assumeTrue(heeded, "skipped: not PoCL");
            assertEquals(most, Integer.parseInt(told));
        }
    }

    /** Runs the plan, holds it to the processor, and prints how many work-items a group of the device may have. */
    static final class Limited {
        public static void main(String[] arguments) {
            OpenClDevice device = Open.device();
            assertTrue(device.brokenPromises().isEmpty(), device.brokenPromises()::toString);
            assertClose(run(Cpu.best()), run(device));
            System.out.println(device.facts().largestGroup());
        }
    }
}
