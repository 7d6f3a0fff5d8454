package io.jaspis.autodiff.data;

import io.jaspis.tensor.Shape;
import java.util.Optional;

/**
 * Where the pixels of an example stand among its elements.
 *
 * @param channels at least 1
 * @param height at least 2
 * @param width at least 2
 * @param channelsLast whether the elements of a pixel stand together; else those of a channel do
 */
public record Picture(int channels, int height, int width, boolean channelsLast) {

    /** The picture of a shape {@code [height, width]} or {@code [channels, height, width]}; empty of any other. */
    public static Optional<Picture> of(Shape shape) {
        if (shape.rank() < 2 || shape.rank() > 3 || shape.extent(-2) < 2 || shape.extent(-1) < 2) {
            return Optional.empty();
        }
        int channels = shape.rank() == 2 ? 1 : shape.extent(0);
        return Optional.of(new Picture(channels, shape.extent(-2), shape.extent(-1), false));
    }

    /** The place of an element among those of the example. */
    public int at(int channel, int row, int column) {
        return channelsLast ? (row * width + column) * channels + channel : (channel * height + row) * width + column;
    }
}
