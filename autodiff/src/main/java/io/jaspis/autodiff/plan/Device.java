package io.jaspis.autodiff.plan;

import io.jaspis.tensor.Tensor;
import java.util.Map;

/** Something that runs plans. */
public interface Device {

    /** The device in words, for people and reports. */
    String name();

    /** Whether it computes in this process's own memory, so that what comes and goes costs a copy at most. */
    default boolean usesHostMemory() {
        return false;
    }

    /**
     * Makes a plan ready to run.
     *
     * @param parameters the tensor for each parameter of the graph; they are read at each run, so that changes count, but
     *     in a plan that {@link Plan#carrying carries} only now: it has its own from then on, which go on by being carried
     *     or written
     */
    Execution load(Plan plan, Map<String, Tensor> parameters);

    default Execution load(Plan plan) {
        return load(plan, Map.of());
    }
}
