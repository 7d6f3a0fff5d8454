package io.jaspis.check.proof;

/** Where the inputs of a network lie. */
public sealed interface Inputs permits InputBall, InputBox {

    /** The box around them, rounded outward. */
    InputBox box();

    /**
     * A lower bound of Σ cᵢ·xᵢ over all of them by more than their box; −∞ where there is nothing more to be said.
     *
     * @param low the least that each c can be; what follows behind the inputs is of others
     * @param high the most
     */
    default double within(double[] low, double[] high) {
        return Double.NEGATIVE_INFINITY;
    }
}
