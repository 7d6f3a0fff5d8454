package io.jaspis.opencl;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Two devices, of which each plan gets the one that should finish sooner: by its work, and by rates that were measured
 * on both when they were opened. Closing it closes what of them holds a device.
 */
final class Automatic implements Device, AutoCloseable {
    private static final double MOST_SECONDS = 0.15;

    /** Seconds for a launch, an operation, and an element that is read or written. */
    record Rates(double launch, double operation, double element) {
        double seconds(Work work) {
            return work.steps() * launch
                    + Math.max(work.operations() * operation, work.bytes() / 4 * element)
                    + work.transferred() / 4 * element;
        }
    }

    private final Device processor;
    private final Device other;
    private final Rates processorRates;
    private final Rates otherRates;

    Automatic(Device processor, Device other, Rates processorRates, Rates otherRates) {
        this.processor = processor;
        this.other = other;
        this.processorRates = processorRates;
        this.otherRates = otherRates;
    }

    /** Measures both devices, which takes about a second, and chooses between them from then on. */
    static Device of(Device processor, Device other) {
        return of(processor, other, System::nanoTime);
    }

    /** The same by another clock. */
    static Device of(Device processor, Device other, LongSupplier nanoseconds) {
        try {
            return new Automatic(processor, other, measure(processor, nanoseconds), measure(other, nanoseconds));
        } catch (RuntimeException e) {
            close(other);
            throw e;
        }
    }

    static Rates measure(Device device, LongSupplier nanoseconds) {
        double launch = seconds(device, nanoseconds, Plan.of(relu(1), 1));
        double element = (seconds(device, nanoseconds, Plan.of(relu(1 << 12), 256)) - launch) / (3.0 * 256 * (1 << 12));
        Plan products = Plan.of(product(512), 512);
        double operation = (seconds(device, nanoseconds, products) - launch) / (2.0 * 512 * 512 * 512);
        return new Rates(launch, Math.max(operation, 1e-15), Math.max(element, 1e-14));
    }

    private static Graph relu(int size) {
        Trace trace = new Trace();
        return trace.graph(
                "y",
                trace.input("x", io.jaspis.autodiff.Type.batched(Shape.of(size)))
                        .relu());
    }

    private static Graph product(int size) {
        Trace trace = new Trace();
        return trace.graph(
                "y",
                trace.input("x", io.jaspis.autodiff.Type.batched(Shape.of(size)))
                        .dense(trace.constant(Tensor.filled(Shape.of(size, size), 0.5f))));
    }

    /** The least time of a run, inputs and outputs with it. */
    private static double seconds(Device device, LongSupplier nanoseconds, Plan plan) {
        float[] x = new float[plan.size(plan.graph().input("x"))];
        float[] y = new float[plan.size(plan.graph().output("y"))];
        double least = Double.MAX_VALUE;
        try (Execution execution = device.load(plan)) {
            long begin = nanoseconds.getAsLong();
            do {
                long start = nanoseconds.getAsLong();
                execution.write("x", x, 0);
                execution.run();
                execution.read("y", y, 0);
                least = Math.min(least, (nanoseconds.getAsLong() - start) * 1e-9);
            } while ((nanoseconds.getAsLong() - begin) * 1e-9 < MOST_SECONDS);
        }
        return least;
    }

    @Override
    public String name() {
        return "by the size of the plan: " + processor.name() + ", or " + other.name();
    }

    /** The device that should run a plan sooner. */
    Device choice(Plan plan) {
        Work work = Work.of(plan);
        return processorRates.seconds(work) <= otherRates.seconds(work) ? processor : other;
    }

    @Override
    public Execution load(Plan plan, Map<String, Tensor> parameters) {
        return choice(plan).load(plan, parameters);
    }

    /** Closes both; executions of theirs can't be used any more, but closed. */
    @Override
    public void close() {
        close(processor);
        close(other);
    }

    /** Closes one that holds a device. */
    private static void close(Device device) {
        if (device instanceof OpenClDevice opened) {
            opened.close();
        }
    }
}
