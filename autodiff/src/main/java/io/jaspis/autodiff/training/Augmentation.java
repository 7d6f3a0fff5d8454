package io.jaspis.autodiff.training;

import io.jaspis.tensor.Shape;

/**
 * How images are changed at random each time that training meets them. What is drawn follows from the seed, the epoch and
 * the example's number alone.
 *
 * @param shift pixels by which images move at most, up or down and to a side, with zeros moving in; at least 0
 * @param flip whether one in two is mirrored left to right: not for images such as digits, where that makes another class or
 *     none
 * @param cutout the side of a square that gets the mean of its channel over all examples, with its centre anywhere in the
 *     image, so that a part of it may lie beyond (DeVries &amp; Taylor 2017); 0 for none
 */
public record Augmentation(int shift, boolean flip, int cutout) {
    /** Images as they are. */
    public static final Augmentation NONE = new Augmentation(0, false, 0);

    public Augmentation {
        if (shift < 0 || cutout < 0) {
            throw new IllegalArgumentException("images can't be shifted by " + shift
                    + " pixels, or lose a square of a side of " + cutout + ": both are at least 0");
        }
    }

    /** Whether images stay as they are. */
    public boolean isNone() {
        return equals(NONE);
    }

    /**
     * Whether it can be done to examples of this shape: images {@code [channels, height, width]}, of which a shift and a square
     * leave something.
     */
    public boolean fits(Shape shape) {
        return shape.rank() == 3 && Math.max(shift, cutout - 1) < Math.min(shape.extent(1), shape.extent(2));
    }
}
