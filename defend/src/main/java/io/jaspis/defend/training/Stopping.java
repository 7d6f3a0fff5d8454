package io.jaspis.defend.training;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** How measuring ends that is asked to: without a figure, which of some of the examples would be another one. */
final class Stopping {
    private Stopping() {}

    /**
     * Ends it where it is to end.
     *
     * @throws CancellationException where it is
     */
    static void check(BooleanSupplier stopped) {
        if (stopped.getAsBoolean()) {
            throw new CancellationException("stopped before all examples were measured");
        }
    }
}
