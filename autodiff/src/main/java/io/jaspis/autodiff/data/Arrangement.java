package io.jaspis.autodiff.data;

import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The order of an example's elements: that of the source, or the other one of the two that images have, channels first
 * and channels last. A model may take either.
 *
 * @param source an example's shape in the order of the source
 * @param channels where the source has them
 * @param turned whether the elements are in the other order than in the source
 * @param shape an example's shape as it is now
 */
record Arrangement(Shape source, Channels channels, boolean turned, Shape shape) {
    /** Red, green, blue and alpha, or the four inks. */
    private static final int PICTURE_CHANNELS = 4;

    /** Which axis of the source holds an image's channels. */
    enum Channels {
        FIRST,
        LAST,
        /** One of both, or the examples are no images. */
        UNKNOWN
    }

    /** In the order of the source, of which nothing more is known. */
    static Arrangement of(Shape source) {
        return new Arrangement(source, Channels.UNKNOWN, false, source);
    }

    /** Images with channels first, as the source has them. */
    static Arrangement channelsFirst(Shape source) {
        return new Arrangement(source, Channels.FIRST, false, source);
    }

    /** Images with channels first, where the source has them last. */
    static Arrangement turnedFirst(Shape source) {
        return new Arrangement(source, Channels.LAST, true, turned(source, Channels.LAST));
    }

    /**
     * The arrangement for a model that takes this shape, or null where none fits without reading elements as what they
     * are not.
     */
    Arrangement over(Shape target) {
        List<Arrangement> possible = new ArrayList<>(List.of(new Arrangement(source, channels, false, source)));
        for (Channels axis : List.of(Channels.FIRST, Channels.LAST)) {
            if (source.rank() >= 3 && (channels == axis || channels == Channels.UNKNOWN)) {
                possible.add(new Arrangement(source, axis, true, turned(source, axis)));
            }
        }
        for (Arrangement candidate : possible) {
            if (candidate.shape.equals(target)) {
                return candidate;
            }
        }
        int[] wanted = longAxes(target);
        for (Arrangement candidate : possible) {
            if (Arrays.equals(longAxes(candidate.shape), wanted)) {
                return candidate.under(target);
            }
        }
        // A row of numbers is every shape's own order; a row of pixels is one plane, but not several channels.
        boolean flat = wanted.length <= 1 || longAxes(source).length <= 1 && wanted.length == 2;
        return flat && target.size() == source.size() ? possible.getFirst().under(target) : null;
    }

    private Arrangement under(Shape other) {
        return new Arrangement(source, channels, turned, other);
    }

    /** An image's shape with channels first, or null where the source has no three axes. */
    Shape image() {
        return source.rank() != 3 ? null : channels == Channels.LAST ? turned(source, Channels.LAST) : source;
    }

    /** Whether the source has three axes of which nothing says which holds the channels. */
    boolean isUnknown() {
        return channels == Channels.UNKNOWN && source.rank() == 3;
    }

    /**
     * Whether three axes look like those of height, width and channels rather than of channels, height and width: by the square that two
     * of them make, else by a last one that is the shortest and no more than pictures have channels. Signals and feature maps may have
     * more channels than pixels in a row.
     */
    static boolean looksChannelsLast(Shape axes) {
        boolean first = axes.extent(1) == axes.extent(2);
        boolean last = axes.extent(0) == axes.extent(1);
        int channels = axes.extent(2);
        return first != last
                ? last
                : channels < axes.extent(0) && channels < axes.extent(1) && channels <= PICTURE_CHANNELS;
    }

    /** Whether an image's elements are now in the order height, width, channels. */
    boolean isChannelsLast() {
        return channels == Channels.LAST && !turned || channels == Channels.FIRST && turned;
    }

    /** Whether an image's elements are now in the order channels, height, width. */
    boolean isChannelsFirst() {
        return channels == Channels.FIRST && !turned || channels == Channels.LAST && turned;
    }

    /** Copies an example from one order to the other. */
    void turn(float[] from, int fromOffset, float[] to, int toOffset, boolean toChannelsLast) {
        int count = channels == Channels.LAST ? source.extent(-1) : source.extent(0);
        int pixels = source.size() / count;
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int channel = 0; channel < count; channel++) {
                int first = channel * pixels + pixel;
                int last = pixel * count + channel;
                if (toChannelsLast) {
                    to[toOffset + last] = from[fromOffset + first];
                } else {
                    to[toOffset + first] = from[fromOffset + last];
                }
            }
        }
    }

    private static Shape turned(Shape source, Channels axis) {
        int rank = source.rank();
        return axis == Channels.FIRST
                ? source.without(0).insert(rank - 1, source.extent(0))
                : source.without(rank - 1).insert(0, source.extent(rank - 1));
    }

    /** The extents that are more than 1. */
    private static int[] longAxes(Shape shape) {
        return Arrays.stream(shape.extents()).filter(extent -> extent > 1).toArray();
    }
}
