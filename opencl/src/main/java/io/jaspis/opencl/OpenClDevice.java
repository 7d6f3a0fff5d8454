package io.jaspis.opencl;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.DeviceException;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.opencl.runtime.Context;
import io.jaspis.opencl.runtime.DeviceFacts;
import io.jaspis.opencl.runtime.Held;
import io.jaspis.opencl.runtime.OpenClException;
import io.jaspis.opencl.runtime.Platforms;
import io.jaspis.opencl.runtime.Signals;
import io.jaspis.opencl.runtime.Transfers;
import io.jaspis.tensor.Tensor;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * An OpenCL device. It runs the very plans of the processor; threads may share it, each with executions of its own.
 *
 * <p>A plan that rounds in a direction is float-sound work. Where a probe at the start finds that the device breaks what
 * such bounds assume, they are computed on the processor instead, and that is said once. A separable plan for which there
 * is too little memory is run in smaller batches, which is said once too.
 */
public final class OpenClDevice implements Device, AutoCloseable {
    private static final int RECLAIM_WAITS = 20;
    private static final int RECLAIM_MILLISECONDS = 10;

    private final Context context;
    private final Soundness soundness;
    private final long largestFloats;
    private final Consumer<String> notices;
    private final Device processor;
    private final Runnable collector;
    private final Set<String> said = new HashSet<>();

    /**
     * Opens a device and probes its arithmetic.
     *
     * @param notices told, once each, of what is done otherwise than was asked
     */
    public OpenClDevice(Platforms.Found found, Consumer<String> notices) {
        this(found, notices, Cpu.best(), found.facts().largestAllocation() / 4);
    }

    /** A device that allocates no more than this many floats at once. */
    OpenClDevice(Platforms.Found found, Consumer<String> notices, Device processor, long largestFloats) {
        this(found, notices, processor, largestFloats, System::gc);
    }

    /** @param collector asked to look for what is forgotten where the device is full */
    OpenClDevice(
            Platforms.Found found, Consumer<String> notices, Device processor, long largestFloats, Runnable collector) {
        this.notices = notices;
        this.processor = processor;
        this.collector = collector;
        this.largestFloats = largestFloats;
        context = withRoom(() -> new Context(found));
        try {
            soundness = withRoom(() -> Soundness.probe(context));
            if (context.facts().compilesHere() && !Signals.shared()) {
                say(Signals.ADVICE);
            }
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "OpenCL, " + context.facts();
    }

    public DeviceFacts facts() {
        return context.facts();
    }

    /** What the device does otherwise than float-sound bounds assume, in words; empty where they may run on it. */
    public java.util.List<String> brokenPromises() {
        return soundness.broken();
    }

    /** What has crossed between the processor's memory and the device's so far. */
    public Transfers transfers() {
        return context.transfers();
    }

    Context context() {
        return context;
    }

    @Override
    public Execution load(Plan plan, Map<String, Tensor> parameters) {
        if (floatSound(plan.graph())) {
            if (!soundness.holds()) {
                say("float-sound bounds are computed on the processor: of " + facts().name() + ", "
                        + String.join(", ", soundness.broken()));
                return processor.load(plan, parameters);
            }
            if (!facts().fp64() && needsDoubles(plan.graph())) {
                say("float-sound bounds of sines, cosines and powers are computed on the processor: " + facts().name()
                        + " has no doubles");
                return processor.load(plan, parameters);
            }
        }
        try {
            return whole(plan, parameters);
        } catch (Placement.TooLargeException e) {
            return smaller(plan, parameters, e);
        } catch (OpenClException e) {
            if (!e.outOfMemory()) {
                throw e;
            }
            return smaller(plan, parameters, e);
        }
    }

    private Execution whole(Plan plan, Map<String, Tensor> parameters) {
        return withRoom(() -> new OpenClExecution(plan, parameters, context, largestFloats));
    }

    /** What is made on the device: where that is full, once more when what was forgotten is released. */
    private <T> T withRoom(Supplier<T> making) {
        try {
            return making.get();
        } catch (OpenClException e) {
            if (!e.outOfMemory() || !reclaim()) {
                throw e;
            }
            return making.get();
        }
    }

    /** Has what was forgotten, but not closed, released, be it of another that has this device, and returns whether there was any. */
    private boolean reclaim() {
        long before = Held.everywhere();
        if (before == 0) {
            return false;
        }
        // The heap knows nothing of the device's memory, so a full device alone would never make it look.
        collector.run();
        long least = before;
        for (int wait = 0; wait < RECLAIM_WAITS; wait++) {
            try {
                Thread.sleep(RECLAIM_MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            long now = Held.everywhere();
            if (now < before && now == least) {
                break;
            }
            least = now;
        }
        return Held.everywhere() < before;
    }

    private Execution smaller(Plan plan, Map<String, Tensor> parameters, DeviceException reason) {
        if (plan.batch() == 1 || !plan.separable()) {
            throw reason;
        }
        int half = (plan.batch() + 1) / 2;
        // Said once it is so: a lost device looks the same at first, and has no room for a half either.
        Execution portion = load(plan.part(half), parameters);
        say(facts().name() + " has too little memory for a batch of " + plan.batch() + "; it is run in portions");
        return new Portions(plan, portion);
    }

    private synchronized void say(String notice) {
        // One message of each kind: later batches differ in their numbers only.
        if (said.add(notice.replaceAll("[0-9]+", "#"))) {
            notices.accept(notice);
        }
    }

    private static boolean floatSound(Graph graph) {
        return graph.values().stream()
                .anyMatch(
                        value -> value.op() instanceof Pointwise.RoundUp || value.op() instanceof Pointwise.RoundDown);
    }

    private static boolean needsDoubles(Graph graph) {
        return graph.values().stream()
                .anyMatch(value -> value.op() instanceof Pointwise.Sine
                        || value.op() instanceof Pointwise.Cosine
                        || value.op() instanceof Pointwise.Power);
    }

    /** Closes the device; executions on it can't be used any more, but closed. */
    @Override
    public void close() {
        context.close();
    }
}
