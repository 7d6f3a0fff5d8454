package io.jaspis.autodiff.training;

import io.jaspis.tensor.Tensor;
import java.util.Map;

/** A rule that turns gradients into steps, with the state that it keeps for each parameter. */
public sealed interface Optimizer permits Momentum, Adam {

    /** Changes one parameter by its gradient, at this learning rate. */
    void step(String name, Tensor parameter, float[] gradient, double rate);

    /** Called once after all parameters of a step. */
    void finishStep();

    /** The state by name, to be kept in a checkpoint. */
    Map<String, Tensor> state();

    /** Takes back what {@link #state} gave. */
    void restore(Map<String, Tensor> state);
}
