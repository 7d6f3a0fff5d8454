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
        Randoms randoms) {

    private static final class Best {
        static final Kernels KERNELS = choose();
    }

    /** The fastest provider here: SIMD where {@code jdk.incubator.vector} is on the module graph, else scalar. */
    public static Kernels best() {
        return Best.KERNELS;
    }

    private static Kernels choose() {
        throw new UnsupportedOperationException();
    }
}
