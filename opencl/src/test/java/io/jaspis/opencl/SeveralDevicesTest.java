package io.jaspis.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.opencl.runtime.Platforms;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

public class SeveralDevicesTest {
    /** With this PoCL makes two devices of the processor. */
    public static final Map<String, String> TWO = Map.of("POCL_DEVICES", "pthread pthread");

    @Test
    void twoDevicesAtOnceGiveWhatEachGivesAlone() throws Exception {
        Open.found();
        String output = Child.run(TWO, List.of(), Both.class).strip();
        if (output.equals("one")) {
            System.out.println("skipped: this machine has one OpenCL device, and no PoCL to make two");
        }
        Assumptions.assumeFalse(output.equals("one"), "skipped: this machine has one OpenCL device");
        assertEquals("the same", output);
    }

    /** Runs on two devices, alone and then at the same time, while a third is opened and closed. */
    static final class Both {
        private static final int RUNS = 200;

        public static void main(String[] arguments) throws Exception {
            List<Platforms.Found> found = Devices.list();
            if (found.size() < 2) {
                System.out.println("one");
                return;
            }
            Plan plan = plan();
            try (OpenClDevice first = new OpenClDevice(found.get(0), notice -> {});
                    OpenClDevice second = new OpenClDevice(found.get(1), notice -> {});
                    ExecutorService threads = Executors.newFixedThreadPool(3)) {
                float[] expected = run(first, plan, 1);
                boolean same = Arrays.equals(expected, run(second, plan, 1));
                List<Future<float[]>> results = new ArrayList<>();
                for (OpenClDevice device : List.of(first, second)) {
                    results.add(threads.submit(() -> run(device, plan, RUNS)));
                }
                Future<?> third = threads.submit(() -> {
                    for (int i = 0; i < 10; i++) {
                        new OpenClDevice(found.get(i % 2), notice -> {}).close();
                    }
                });
                for (Future<float[]> result : results) {
                    same &= Arrays.equals(expected, result.get());
                }
                third.get();
                System.out.println(same ? "the same" : "different");
            }
        }

        private static Plan plan() {
            Trace trace = new Trace();
            Tensor weights = Tensor.zeros(Shape.of(48, 48));
            for (int i = 0; i < weights.data().length; i++) {
                weights.data()[i] = (float) Math.sin(i);
            }
            Value x = trace.input("x", Shape.of(48));
            return Plan.of(trace.graph("y", x.dense(trace.constant(weights)).tanh()), 17);
        }

        /** Where a run gives something else than the one before it, NaN. */
        private static float[] run(OpenClDevice device, Plan plan, int runs) {
            float[] x = new float[17 * 48];
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) Math.cos(i);
            }
            try (Execution execution = device.load(plan)) {
                float[] last = null;
                for (int i = 0; i < runs; i++) {
                    execution.write("x", x);
                    execution.run();
                    float[] now = execution.read("y");
                    if (last != null && !Arrays.equals(last, now)) {
                        return new float[] {Float.NaN};
                    }
                    last = now;
                }
                return last;
            }
        }
    }
}
