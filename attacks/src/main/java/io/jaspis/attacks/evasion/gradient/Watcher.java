package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.search.Attempt;

/** Told by steps of what they see; what it keeps must not hang on the order. */
@FunctionalInterface
interface Watcher {
    /** Nobody. */
    Watcher NOBODY = (_, _) -> {};

    /** Told of the loss at a point that isn't a success. */
    void seen(Attempt attempt, float loss);
}
