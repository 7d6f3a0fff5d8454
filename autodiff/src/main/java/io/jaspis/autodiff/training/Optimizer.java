package io.jaspis.autodiff.training;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * A rule that turns gradients into steps, with the state that it keeps for each parameter. The state is of one training at a
 * time: {@link Trainer#train} clears it before it begins.
 */
public sealed interface Optimizer permits Momentum, Adam, Averaged {
    /** What the name of a state begins with where it is a parameter of a trace. */
    String STATE = "state:";

    /** Changes one parameter by its gradient, at this learning rate. */
    void step(String name, Tensor parameter, float[] gradient, double rate);

    /** How many scalars a recorded step takes. They are new in each step, and the same for all parameters. */
    int scalars();

    /** Writes the scalars of the next step at this learning rate, computed in double and rounded. */
    void scalars(double rate, float[] into);

    /**
     * Records a step in float32 operations, for a device that keeps parameter and state; it gives the bits of {@link #step}.
     *
     * @param scalars those of {@link #scalars(double, float[])}, each a shared scalar
     * @return what the parameter and its state become: the parameter under its name, its state under that of the trace's
     *     parameter, which is {@link #STATE} with its name in {@link #state}
     */
    Map<String, Value> recorded(String name, Value parameter, Value gradient, List<Value> scalars);

    /** Whether {@link #follow} does anything. */
    default boolean follows() {
        return false;
    }

    /** Takes note of what a statistic has become in this step, before it is finished. */
    default void follow(String name, Tensor now) {}

    /** Records {@link #follow} as {@link #recorded} does a step. */
    default Map<String, Value> followed(String name, Value now, List<Value> scalars) {
        return Map.of();
    }

    /** What is used of these weights and statistics, which the steps so far have made: by default they themselves. */
    default Parameters used(Parameters parameters) {
        return parameters;
    }

    /** Called once after all parameters of a step. */
    void finishStep();

    /** The state by name, to be kept in a checkpoint. */
    Map<String, Tensor> state();

    /** Takes back what {@link #state} gave, in the place of what there is; an empty state is that before the first step. */
    void restore(Map<String, Tensor> state);
}
