package io.jaspis.autodiff.data;

import io.jaspis.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * How a camera was held, as Exif (JEITA CP-3451, tag 274) notes it down in JPEG and PNG files: which way the stored rows and
 * columns go when the picture is upright.
 *
 * @param number from 1, upright, to 8
 */
record Orientation(int number) {
    static final Orientation UPRIGHT = new Orientation(1);
    private static final int TAG = 0x0112;
    private static final int PNG_SIGNATURE = 8;
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

    /** That of a file's content; upright where it says nothing that can be read. */
    static Orientation of(byte[] content) {
        try {
            ByteBuffer exif = (content[0] & 0xff) == 0xff ? inJpeg(content) : inPng(content);
            return exif == null ? UPRIGHT : inExif(exif);
        } catch (IndexOutOfBoundsException cut) {
            return UPRIGHT;
        }
    }

    boolean isUpright() {
        return number == 1;
    }

    /** Whether stored rows are columns of the upright picture. */
    private boolean turns() {
        return number > 4;
    }

    /** The shape [channels × height × width] of the upright picture. */
    Shape upright(Shape stored) {
        return turns() ? Shape.of(stored.extent(0), stored.extent(2), stored.extent(1)) : stored;
    }

    /** The elements of the upright picture. */
    float[] upright(float[] stored, Shape shape) {
        int height = shape.extent(1);
        int width = shape.extent(2);
        float[] upright = new float[stored.length];
        for (int channel = 0; channel < shape.extent(0); channel++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    upright[(channel * height) * width + place(y, x, height, width)] =
                            stored[(channel * height + y) * width + x];
                }
            }
        }
        return upright;
    }

    /** Where a stored pixel is in a plane of the upright picture. */
    private int place(int y, int x, int height, int width) {
        return switch (number) {
            case 2 -> y * width + width - 1 - x;
            case 3 -> (height - 1 - y) * width + width - 1 - x;
            case 4 -> (height - 1 - y) * width + x;
            case 5 -> x * height + y;
            case 6 -> x * height + height - 1 - y;
            case 7 -> (width - 1 - x) * height + height - 1 - y;
            case 8 -> (width - 1 - x) * height + y;
            default -> y * width + x;
        };
    }

    /** The Exif block of a JPEG file, which lies before its scan, or null. */
    private static ByteBuffer inJpeg(byte[] jpeg) {
        ByteBuffer bytes = ByteBuffer.wrap(jpeg);
        int at = 2;
        while ((jpeg[at] & 0xff) == 0xff && (jpeg[at + 1] & 0xff) != 0xda) {
            if ((jpeg[at + 1] & 0xff) == 0xff) {
                // A segment may begin with any number of filling bytes.
                at++;
                continue;
            }
            int length = bytes.getShort(at + 2) & 0xffff;
            if ((jpeg[at + 1] & 0xff) == 0xe1
                    && bytes.slice(at + 4, EXIF.length).equals(ByteBuffer.wrap(EXIF))) {
                return bytes.slice(at + 4 + EXIF.length, length - 2 - EXIF.length);
            }
            at += 2 + length;
        }
        return null;
    }

    /** The Exif block of a PNG file, or null. */
    private static ByteBuffer inPng(byte[] png) {
        ByteBuffer bytes = ByteBuffer.wrap(png);
        int at = PNG_SIGNATURE;
        while (at + 8 <= png.length) {
            int length = bytes.getInt(at);
            if (length < 0) {
                return null;
            }
            if (new String(png, at + 4, 4, StandardCharsets.US_ASCII).equals("eXIf")) {
                return bytes.slice(at + 8, length);
            }
            at += 12 + length;
        }
        return null;
    }

    private static Orientation inExif(ByteBuffer exif) {
        exif.order(exif.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = exif.getInt(4);
        int entries = exif.getShort(directory) & 0xffff;
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + 12 * i;
            if ((exif.getShort(entry) & 0xffff) == TAG) {
                int number = exif.getShort(entry + 8);
                return number >= 1 && number <= 8 ? new Orientation(number) : UPRIGHT;
            }
        }
        return UPRIGHT;
    }
}
