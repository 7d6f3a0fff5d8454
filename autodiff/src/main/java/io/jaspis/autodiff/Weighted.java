package io.jaspis.autodiff;

/**
 * Sums of products of data, the first operand, with weights, the second, which all examples share. A second view of
 * operations that belong to {@link Linear}.
 */
public sealed interface Weighted permits Linear.Dense, Linear.Convolve {

    /** The number of products in each element of the result; at a convolution's edges fewer of them count. */
    int products(Type weights);

    /** Records the operation. */
    Value apply(Value data, Value weights);
}
