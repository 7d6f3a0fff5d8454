package io.jaspis.audit;

/** The steps of a picture's bytes, in fractions of which radii are often given: 8/255. */
public final class ByteSteps {
    /** From 0 to 1. */
    private static final double COUNT = 255;

    private ByteSteps() {}

    /** The steps that are nearest to a radius, to a quarter. */
    public static double nearest(double radius) {
        return Math.rint(radius * 4 * COUNT) / 4;
    }

    /** The radius of so many steps. */
    public static double radius(double steps) {
        return steps / COUNT;
    }
}
