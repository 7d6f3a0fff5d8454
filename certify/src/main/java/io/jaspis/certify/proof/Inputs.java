package io.jaspis.certify.proof;

/** Where the inputs of a network lie. */
public sealed interface Inputs permits InputBall, InputBox {

    /** How many there are. */
    int size();

    /** The least that an input can be, rounded down. */
    double lower(int i);

    /** The most, rounded up. */
    double upper(int i);

    /**
     * A lower bound of Σ cᵢ·xᵢ over all of them.
     *
     * @param low the least that each c can be; what follows behind the inputs is of others
     * @param high the most
     */
    default double least(double[] low, double[] high) {
        double sum = 0;
        for (int i = 0; i < size(); i++) {
            if (low[i] != 0 || high[i] != 0) {
                Range input = new Range(lower(i), upper(i));
                sum = Math.nextDown(
                        sum + new Range(low[i], high[i]).times(input).lower());
            }
        }
        return sum;
    }
}
