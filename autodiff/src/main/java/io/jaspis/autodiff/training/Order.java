package io.jaspis.autodiff.training;

import io.jaspis.tensor.kernels.provider.Providers;

/** The order in which an epoch meets the examples. */
final class Order {
    private Order() {}

    /** A permutation by Fisher and Yates, from the seed and the epoch's number. */
    static int[] of(int count, long seed, int epoch) {
        float[] draws = new float[count];
        Providers.scalar().randoms().uniform(seed, -1L - epoch, 0, count, draws, 0);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            // From 2^24 on the product may be rounded up.
            int j = Math.min(i, (int) (draws[i] * (i + 1)));
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
