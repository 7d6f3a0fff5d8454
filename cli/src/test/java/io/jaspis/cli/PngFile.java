package io.jaspis.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Pictures of one channel, for tests. */
final class PngFile {
    private PngFile() {}

    /** Writes a gray picture of bytes, row by row, and the folders that it is in. */
    static void gray(Path path, int width, int... samples) throws IOException {
        write(path, BufferedImage.TYPE_BYTE_GRAY, width, samples);
    }

    /** @param type of {@link BufferedImage} */
    static void write(Path path, int type, int width, int... samples) throws IOException {
        BufferedImage image = new BufferedImage(width, samples.length / width, type);
        for (int i = 0; i < samples.length; i++) {
            image.getRaster().setSample(i % width, i / width, 0, samples[i]);
        }
        Files.createDirectories(path.getParent());
        ImageIO.write(image, "png", path.toFile());
    }
}
