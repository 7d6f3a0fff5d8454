package io.jaspis.autodiff.cpu;

import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Kernels;
import io.jaspis.tensor.kernels.provider.Providers;
import java.util.Map;

/** The processor: its threads and its kernels. */
public final class Cpu implements Device {
    private final Kernels kernels;
    private final Workers workers;

    public Cpu(Kernels kernels, Workers workers) {
        this.kernels = kernels;
        this.workers = workers;
    }

    /** The fastest kernels on all cores. */
    public static Cpu best() {
        return new Cpu(Providers.best(), Workers.shared());
    }

    /**
     * The processor for what isn't left to a device: the device itself where it is a processor, so that all stays with its
     * threads and kernels, and {@link #best} beside another.
     */
    public static Cpu beside(Device device) {
        return device instanceof Cpu processor ? processor : best();
    }

    @Override
    public boolean usesHostMemory() {
        return true;
    }

    /** What its kernels are called. */
    public String kernels() {
        return kernels.name();
    }

    @Override
    public String name() {
        return "CPU, " + workers.threads() + " threads, " + kernels.name() + " kernels";
    }

    @Override
    public Execution load(Plan plan, Map<String, Tensor> parameters) {
        int part = Parts.size(plan, workers.threads());
        return part < plan.batch()
                ? new Parts(plan, part, parameters, kernels, workers)
                : new Whole(plan, parameters, kernels, workers);
    }
}
