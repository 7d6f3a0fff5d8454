package io.jaspis.tensor.kernels;

/**
 * One provider of each family of kernels.
 *
 * @param name "scalar", or "SIMD" with the lanes' width
 */
public record Kernels(
        String name,
        Products products,
        Convolutions convolutions,
        Elementwise elementwise,
        Reductions reductions,
        Softmax softmax,
        Randoms randoms,
        Poolings poolings,
        Transpositions transpositions) {}
