package io.jaspis.autodiff.training;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.DeviceException;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.samples.Relay;
import io.jaspis.tensor.Tensor;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The processor for so many runs, as a device with a memory of its own, which is lost then; for this module and those above it. */
public final class LostDevice implements Device {
    private final AtomicInteger runs = new AtomicInteger();
    private final int most;

    public LostDevice(int runs) {
        this.most = runs;
    }

    /** The runs that were asked for. */
    public int runs() {
        return runs.get();
    }

    @Override
    public String name() {
        return Cpu.best().name();
    }

    @Override
    public Execution load(Plan plan, Map<String, Tensor> parameters) {
        return new Relay(Cpu.best().load(plan, parameters)) {
            @Override
            public void run() {
                if (runs.incrementAndGet() > most) {
                    throw new DeviceException("the device is lost");
                }
                super.run();
            }
        };
    }
}
