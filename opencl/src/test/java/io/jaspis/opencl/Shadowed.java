package io.jaspis.opencl;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * A device whose runs the processor follows, at the same inputs, parameters and seeds. Wherever a certain output is read,
 * a single number, the two must agree within twice its running error.
 */
public final class Shadowed implements Device {
    private final Device device;
    private final String output;
    private int comparisons;
    private double largestBound;

    public Shadowed(Device device, String output) {
        this.device = device;
        this.output = output;
    }

    @Override
    public String name() {
        return device.name();
    }

    /** How often the output was compared. */
    public int comparisons() {
        return comparisons;
    }

    /** The most that the two were allowed to differ, as a share of the output: a bound that says nothing is none. */
    public double largestBound() {
        return largestBound;
    }

    @Override
    public Execution load(Plan plan, Map<String, Tensor> parameters) {
        Execution own = device.load(plan, parameters);
        if (!plan.graph().outputs().containsKey(output)) {
            return own;
        }
        Graph followed = RunningError.of(plan.graph(), List.of(output), plan.batch());
        Plan following = plan.ownsParameters()
                ? Plan.carrying(followed, plan.batch(), Map.of())
                : Plan.of(followed, plan.batch());
        return new Followed(own, Cpu.best().load(following, parameters));
    }

    private final class Followed implements Execution {
        private final Execution own;
        private final Execution shadow;

        Followed(Execution own, Execution shadow) {
            this.own = own;
            this.shadow = shadow;
        }

        @Override
        public Plan plan() {
            return own.plan();
        }

        @Override
        public void write(String input, float[] source, int offset, int row, int rows) {
            own.write(input, source, offset, row, rows);
            if (shadow.plan().graph().inputs().containsKey(input)) {
                shadow.write(input, source, offset, row, rows);
            }
        }

        @Override
        public void run() {
            if (plan().ownsParameters()) {
                for (String name : shadow.plan().graph().parameters().keySet()) {
                    shadow.write(name, own.read(name));
                }
            }
            own.run();
            shadow.run();
        }

        @Override
        public void read(String name, float[] destination, int offset, int row, int rows) {
            own.read(name, destination, offset, row, rows);
            if (name.equals(output)) {
                float expected = shadow.read(output)[0];
                double bound = 2.0 * shadow.read(output + RunningError.ERROR)[0];
                double apart = Math.abs((double) expected - destination[offset]);
                comparisons++;
                largestBound = Math.max(largestBound, bound / Math.abs(expected));
                if (!(apart <= bound)) {
                    throw new AssertionError("%s is %s on the device and %s on the processor, apart by %s at most"
                            .formatted(output, destination[offset], expected, bound));
                }
            }
        }

        @Override
        public void seed(long seed, long firstExample) {
            own.seed(seed, firstExample);
            shadow.seed(seed, firstExample);
        }

        @Override
        public void close() {
            own.close();
            shadow.close();
        }
    }
}
