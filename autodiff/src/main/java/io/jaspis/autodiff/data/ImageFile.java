package io.jaspis.autodiff.data;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A PNG or JPEG picture as [channels × height × width] in 0 … 1: one channel if it is gray, otherwise red, green and
 * blue. CMYK, as Adobe's programs write it in JPEG, becomes (1 − ink) · (1 − black) for each colour.
 */
final class ImageFile {
    private static final int LIMIT = 100_000_000;

    /** What a pixel takes once it is decoded, as floats. */
    private static final int BYTES = 12;

    private ImageFile() {}

    static boolean isImage(Path path) {
        return isImage(path.getFileName().toString());
    }

    /** Whether a file is called as a picture is. */
    static boolean isImage(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && (name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg"));
    }

    /** The shape of a picture held upright, from what its file begins with: the picture isn't decoded. */
    static Shape shape(SourceFile file) throws DataException {
        return Orientation.of(file.content()).upright(stored(file));
    }

    private static Shape stored(SourceFile file) throws DataException {
        return read(file, reader -> {
            // The first type is the one that a picture is decoded to.
            ImageTypeSpecifier type = reader.getImageTypes(0).next();
            int channels = channels(type.getColorModel(), file);
            return Shape.of(channels, reader.getHeight(0), reader.getWidth(0));
        });
    }

    /** The elements of a picture of this shape; a gray one among colours has the same in each channel. */
    static float[] decode(SourceFile file, Shape shape) throws DataException {
        BufferedImage image = read(file, reader -> reader.read(0));
        ColorModel colours = image.getColorModel();
        Tensor tensor = colours instanceof IndexColorModel palette
                ? indexed(image, palette)
                : isCmyk(colours) ? printed(image) : direct(image);
        Orientation orientation = Orientation.of(file.content());
        Shape upright = orientation.upright(tensor.shape());
        boolean gray = upright.extent(0) == 1 && shape.extent(0) == 3;
        if (!(gray ? upright.with(0, 3) : upright).equals(shape)) {
            throw new DataException("%s begins like an image of shape %s, but has %s; save it again"
                    .formatted(file.path(), shape, upright));
        }
        float[] elements = orientation.isUpright() ? tensor.data() : orientation.upright(tensor.data(), tensor.shape());
        if (!gray) {
            return elements;
        }
        float[] colour = new float[shape.size()];
        for (int channel = 0; channel < shape.extent(0); channel++) {
            System.arraycopy(elements, 0, colour, channel * elements.length, elements.length);
        }
        return colour;
    }

    /** What is done with a decoder. */
    private interface Task<T> {
        T with(ImageReader reader) throws IOException;
    }

    private static <T> T read(SourceFile file, Task<T> task) throws DataException {
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(file.content()))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw new DataException(file.path() + " is not a PNG or JPEG image; save it as one or take it away");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(stream);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                // The decoder believes the header, and a damaged one would make it ask for all memory.
                if (pixels > LIMIT || !Allowance.current().holds(pixels, BYTES)) {
                    throw new DataException(
                            "%s claims to have %s × %s pixels, more than are decoded in %s; it is damaged, or scale it down"
                                    .formatted(
                                            file.path(), reader.getWidth(0), reader.getHeight(0), Allowance.current()));
                }
                return task.with(reader);
            } finally {
                reader.dispose();
            }
        } catch (DataException known) {
            throw known;
        } catch (IOException | RuntimeException unreadable) {
            // The JDK's decoders meet some damage with unchecked exceptions.
            throw new DataException(
                    file.path() + " can't be read as an image (" + unreadable.getMessage() + "); save it again",
                    unreadable);
        }
    }

    /** One for gray and three for colour; kinds of colour that can't be told as red, green and blue are refused. */
    private static int channels(ColorModel colours, SourceFile file) throws DataException {
        if (colours instanceof IndexColorModel palette) {
            return isGray(palette) ? 1 : 3;
        }
        if (isCmyk(colours)) {
            if (!hasAdobeMark(file.content())) {
                throw new DataException(file.path() + " is a CMYK image without Adobe's mark, which alone tells whether"
                        + " its numbers are ink or light; save it as RGB");
            }
            return 3;
        }
        int components = colours.getNumColorComponents();
        if (components != 1 && components != 3) {
            throw new DataException("%s has %s colour components, where gray, RGB and CMYK can be read; save it as RGB"
                    .formatted(file.path(), components));
        }
        return components;
    }

    private static boolean isCmyk(ColorModel colours) {
        return colours.getColorSpace().getType() == ColorSpace.TYPE_CMYK;
    }

    /** Whether a JPEG file has the segment APP14 of Adobe before its scan. */
    private static boolean hasAdobeMark(byte[] jpeg) {
        int at = 2;
        while (at + 9 <= jpeg.length && (jpeg[at] & 0xff) == 0xff && (jpeg[at + 1] & 0xff) != 0xda) {
            if ((jpeg[at + 1] & 0xff) == 0xff) {
                // A segment may begin with any number of filling bytes.
                at++;
                continue;
            }
            if ((jpeg[at + 1] & 0xff) == 0xee
                    && new String(jpeg, at + 4, 5, StandardCharsets.US_ASCII).equals("Adobe")) {
                return true;
            }
            at += 2 + ((jpeg[at + 2] & 0xff) << 8 | jpeg[at + 3] & 0xff);
        }
        return false;
    }

    /**
     * A CMYK image, whose samples the decoder gives as shares of ink, as light: what each colour's ink and the black ink
     * let through.
     */
    private static Tensor printed(BufferedImage image) {
        Raster raster = image.getRaster();
        int height = image.getHeight();
        int width = image.getWidth();
        float[] values = new float[3 * height * width];
        int next = 0;
        for (int channel = 0; channel < 3; channel++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int light = (255 - raster.getSample(x, y, channel)) * (255 - raster.getSample(x, y, 3));
                    values[next++] = light / (255f * 255f);
                }
            }
        }
        return Tensor.of(Shape.of(3, height, width), values);
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
    private static boolean isGray(IndexColorModel palette) {
        boolean gray = true;
        for (int i = 0; i < palette.getMapSize(); i++) {
            gray &= palette.getRed(i) == palette.getGreen(i) && palette.getGreen(i) == palette.getBlue(i);
        }
        return gray;
    }

    private static Tensor indexed(BufferedImage image, IndexColorModel palette) {
        int channels = isGray(palette) ? 1 : 3;
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
