package io.jaspis.audit.evidence;

import java.util.Arrays;

/** The values of one image or of the difference of two, [channels × height × width] in row-major order. */
public record Image(int channels, int height, int width, float[] values) {
    public Image {
        values = values.clone();
        if (values.length != channels * height * width) {
            throw new IllegalArgumentException("an image of %s × %s × %s has %s values, not %s"
                    .formatted(channels, height, width, channels * height * width, values.length));
        }
    }

    /** A copy of the values. */
    @Override
    public float[] values() {
        return values.clone();
    }

    /** This image minus another of its size. */
    public Image minus(Image other) {
        float[] difference = new float[values.length];
        for (int i = 0; i < difference.length; i++) {
            difference[i] = values[i] - other.values[i];
        }
        return new Image(channels, height, width, difference);
    }

    /** The largest absolute value. */
    public float largest() {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** Whether this can be shown as a picture: gray or colour, and more than a single row. */
    public boolean shows() {
        return shows(channels, height, width);
    }

    /** Whether images of such a size can. */
    static boolean shows(int channels, int height, int width) {
        return (channels == 1 || channels == 3) && height > 1 && width > 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Image image
                && channels == image.channels
                && height == image.height
                && width == image.width
                && Arrays.equals(values, image.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Image[" + channels + " × " + height + " × " + width + "]";
    }
}
