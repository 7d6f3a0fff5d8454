package io.jaspis.autodiff.data;

import io.jaspis.tensor.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures as PNG files of 8 bits a sample, which are read again as samples / 255. */
public final class PictureFile {
    private static final float LARGEST = 255;

    private PictureFile() {}

    /** Whether a file's name is that of a picture that is read. */
    public static boolean isPicture(String name) {
        return ImageFile.isImage(name);
    }

    /** Whether values of this shape are a picture that can be written: gray or colour. */
    public static boolean writes(Shape shape) {
        return shape.rank() == 3 && (shape.extent(0) == 1 || shape.extent(0) == 3);
    }

    /** What is read of a sample. */
    public static float value(int sample) {
        return sample / LARGEST;
    }

    /** The sample from 0 to 255 that is read as the value that is next to this one. */
    public static int nearest(float value) {
        return Math.clamp(Math.round(value * (double) LARGEST), 0, (int) LARGEST);
    }

    /**
     * A PNG file.
     *
     * @param shape [channels × height × width], of one channel or three
     * @param values each {@link #value} of a sample, channel by channel
     */
    public static byte[] png(Shape shape, float[] values) {
        if (!writes(shape) || values.length != shape.size()) {
            throw new IllegalArgumentException("a picture has one channel or three, but this has the shape " + shape
                    + " and " + values.length + " values");
        }
        int height = shape.extent(1);
        int width = shape.extent(2);
        BufferedImage image = new BufferedImage(
                width, height, shape.extent(0) == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        WritableRaster raster = image.getRaster();
        for (int i = 0; i < values.length; i++) {
            int pixel = i % (height * width);
            raster.setSample(pixel % width, pixel / width, i / (height * width), nearest(values[i]));
        }
        return png(image);
    }

    /** A PNG file of an image, made in memory alone: no folder for temporary files is needed. */
    public static byte[] png(RenderedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(image, "png", out)) {
                throw new AssertionError("every Java platform writes PNG");
            }
        } catch (IOException impossible) {
            throw new AssertionError("it is written into memory", impossible);
        }
        return bytes.toByteArray();
    }

    /**
     * The shape [channels × height × width] of a picture held upright, from what its file begins with.
     *
     * @param name the file's, for messages
     */
    public static Shape shape(byte[] file, Path name) throws DataException {
        return ImageFile.shape(new SourceFile(name, file, Fingerprint.of(file)));
    }

    /**
     * The values of a picture in a file's bytes, as data sets of pictures have them.
     *
     * @param name the file's, for messages
     */
    public static float[] read(byte[] file, Shape shape, Path name) throws DataException {
        return ImageFile.decode(new SourceFile(name, file, Fingerprint.of(file)), shape);
    }
}
