package io.jaspis.bench.suites;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Kernels;

/**
 * What a suite's cases are made for.
 *
 * @param threads that each entrant may use
 * @param quick whether few and small cases are wanted
 */
public record Lineup(int threads, boolean quick) {

    /** The number, or the smaller one where it is to be quick. */
    int size(int full, int small) {
        return quick ? small : full;
    }

    /** A pool for one contender, which closes it. */
    Workers workers() {
        return Workers.of(threads);
    }

    static Cpu device(Workers workers) {
        return new Cpu(Kernels.best(), workers);
    }
}
