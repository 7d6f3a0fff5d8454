package io.jaspis.autodiff.data;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** A PNG or JPEG picture as [channels × height × width] in 0 … 1: one channel if it is gray, otherwise three. */
final class ImageFile {
    private static final int LIMIT = 100_000_000;

    private ImageFile() {}

    static boolean isImage(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && (name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg"));
    }

    static Tensor decode(SourceFile file) throws DataException {
        BufferedImage image;
        try (ImageInputStream stream = ImageIO.createImageInputStream(new ByteArrayInputStream(file.content()))) {
            image = decode(stream, file);
        } catch (DataException known) {
            throw known;
        } catch (IOException | RuntimeException unreadable) {
            // The JDK's decoders meet some damage with unchecked exceptions.
            throw new DataException(
                    file.path() + " can't be read as an image (" + unreadable.getMessage() + "); save it again",
                    unreadable);
        }
        if (image == null) {
            throw new DataException(file.path() + " is not a PNG or JPEG image; save it as one or take it away");
        }
        return image.getColorModel() instanceof IndexColorModel palette ? indexed(image, palette) : direct(image);
    }

    /** The image, or null where no decoder knows the format. */
    private static BufferedImage decode(ImageInputStream stream, SourceFile file) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
        if (!readers.hasNext()) {
            return null;
        }
        ImageReader reader = readers.next();
        try {
            reader.setInput(stream);
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            // The decoder believes the header, and a damaged one would make it ask for all memory.
            if (pixels > LIMIT) {
                throw new DataException(
                        "%s claims to have %d × %d pixels, more than %d; it is damaged, or scale it down"
                                .formatted(file.path(), reader.getWidth(0), reader.getHeight(0), LIMIT));
            }
            return reader.read(0);
        } finally {
            reader.dispose();
        }
    }

    /** Samples as they are stored: {@link BufferedImage#getRGB} would change the brightness of gray images. */
    private static Tensor direct(BufferedImage image) {
        Raster raster = image.getRaster();
        ColorModel colours = image.getColorModel();
        int channels = colours.getNumColorComponents() == 1 ? 1 : 3;
        int height = image.getHeight();
        int width = image.getWidth();
        float[] values = new float[channels * height * width];
        int next = 0;
        for (int channel = 0; channel < channels; channel++) {
            float largest = (1L << colours.getComponentSize(channel)) - 1;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    values[next++] = raster.getSample(x, y, channel) / largest;
                }
            }
        }
        return Tensor.of(Shape.of(channels, height, width), values);
    }

    /** The decoder makes a palette also of gray images of fewer than 8 bits, so a gray palette means a gray image. */
    private static Tensor indexed(BufferedImage image, IndexColorModel palette) {
        boolean gray = true;
        for (int i = 0; i < palette.getMapSize(); i++) {
            gray &= palette.getRed(i) == palette.getGreen(i) && palette.getGreen(i) == palette.getBlue(i);
        }
        int channels = gray ? 1 : 3;
        int height = image.getHeight();
        int width = image.getWidth();
        float[] values = new float[channels * height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int colour = palette.getRGB(image.getRaster().getSample(x, y, 0));
                for (int channel = 0; channel < channels; channel++) {
                    int sample = (colour >> (16 - 8 * channel)) & 0xff;
                    values[(channel * height + y) * width + x] = sample / 255f;
                }
            }
        }
        return Tensor.of(Shape.of(channels, height, width), values);
    }
}
