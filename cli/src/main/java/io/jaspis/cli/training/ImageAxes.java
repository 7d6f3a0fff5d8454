package io.jaspis.cli.training;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.tensor.Shape;
import java.util.Optional;

/** What training takes the axes of images for, where their file doesn't say which holds the channels: channels, height and width. */
public final class ImageAxes {
    private ImageAxes() {}

    /**
     * What is to be told of that; empty where the file says it.
     *
     * @param what goes by the axes, in words that "goes by" follows
     * @throws InputException where the axes look like others
     */
    public static Optional<String> taken(Dataset images, String what) {
        Optional<Dataset.Guess> guess = images.guessedAxes();
        if (guess.filter(Dataset.Guess::unlikely).isPresent()) {
            Shape axes = guess.get().axes();
            throw new InputException(
                    "%s: an example of %s has the shape %s, which looks like [height, width, channels], but is read as %s; save it with the channels first, [count, %d, %d, %d], such as by numpy.moveaxis(x, -1, 1)"
                            .formatted(
                                    what,
                                    images.name(),
                                    axes,
                                    guess.get().words(),
                                    axes.extent(2),
                                    axes.extent(0),
                                    axes.extent(1)));
        }
        return guess.map(taken ->
                "%s: examples of the shape %s are taken for images of %s (%s); channels that are last are to be moved first"
                        .formatted(images.name(), taken.axes(), taken.words(), what));
    }
}
