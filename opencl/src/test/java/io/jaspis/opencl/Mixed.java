package io.jaspis.opencl;

import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.opencl.Automatic.Rates;
import io.jaspis.tensor.Tensor;
import java.util.Map;

/** What {@code auto} is, between two devices of made-up rates, and who got how many plans of it. */
public final class Mixed implements Device {
    private static final Rates QUICK_TO_START = new Rates(0, 1e-9, 0);
    private static final Rates FAST = new Rates(1e-5, 1e-12, 0);

    private final Automatic automatic;
    private final Device processor;
    private int onProcessor;
    private int onOther;

    /** Plans of less than ten thousand operations a step go to the processor. */
    public Mixed(Device processor, Device other) {
        this.processor = processor;
        automatic = new Automatic(processor, other, QUICK_TO_START, FAST);
    }

    @Override
    public String name() {
        return automatic.name();
    }

    @Override
    public synchronized Execution load(Plan plan, Map<String, Tensor> parameters) {
        if (automatic.choice(plan) == processor) {
            onProcessor++;
        } else {
            onOther++;
        }
        return automatic.load(plan, parameters);
    }

    /** The fewer plans that one of the two got. */
    public synchronized int fewest() {
        return Math.min(onProcessor, onOther);
    }
}
