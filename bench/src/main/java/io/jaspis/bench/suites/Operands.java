package io.jaspis.bench.suites;

import io.jaspis.tensor.kernels.provider.Providers;

/** Arrays of random numbers; the same stream gives the same numbers. */
final class Operands {
    private static final long SEED = 20_240_607;

    private Operands() {}

    static float[] normal(int stream, int size) {
        float[] elements = new float[size];
        Providers.scalar().randoms().normal(SEED, stream, 0, size, elements, 0);
        return elements;
    }

    static float[] uniform(int stream, int size) {
        float[] elements = new float[size];
        Providers.scalar().randoms().uniform(SEED, stream, 0, size, elements, 0);
        return elements;
    }
}
