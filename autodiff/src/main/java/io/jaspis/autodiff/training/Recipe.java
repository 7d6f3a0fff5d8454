package io.jaspis.autodiff.training;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How to train.
 *
 * @param epochs passes over the examples, at least 1
 * @param batch examples a step, at least 1; what doesn't fill a batch at an epoch's end waits for the next
 * @param rate the learning rate over training, finite and at least 0
 * @param augmentation how images are changed at random
 * @param clip the largest norm of all gradients together, to which longer ones are scaled (Pascanu, Mikolov &amp; Bengio 2013,
 *     algorithm 1), or 0 for any
 * @param seed of initial weights, order and augmentation
 * @param checkpoint the file that holds the state after each epoch, and from which training goes on
 */
public record Recipe(
        int epochs,
        int batch,
        Schedule rate,
        Augmentation augmentation,
        double clip,
        long seed,
        Optional<Path> checkpoint) {
    public Recipe {
        if (epochs < 1 || batch < 1 || !(clip >= 0)) {
            throw new IllegalArgumentException(
                    "training needs at least one epoch, a batch of at least one, and no negative clip");
        }
        Objects.requireNonNull(checkpoint, "a recipe without a checkpoint has an empty one");
        Objects.requireNonNull(augmentation);
        rate.requireWithin(0, Double.MAX_VALUE, "the learning rate");
    }

    /** Of images that are moved by at most so many pixels, and not changed otherwise. */
    public Recipe(int epochs, int batch, Schedule rate, int shift, double clip, long seed, Optional<Path> checkpoint) {
        this(epochs, batch, rate, new Augmentation(shift, false, 0), clip, seed, checkpoint);
    }
}
