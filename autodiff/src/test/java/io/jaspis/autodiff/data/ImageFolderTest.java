package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.jaspis.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
    @TempDir
    Path folder;

    private Path gray(String name, int width, int... samples) throws IOException {
        BufferedImage image = new BufferedImage(width, samples.length / width, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < samples.length; i++) {
            image.getRaster().setSample(i % width, i / width, 0, samples[i]);
        }
        return save(name, image);
    }

    private Path colour(String name, int type, int... pixels) throws IOException {
        BufferedImage image = new BufferedImage(pixels.length, 1, type);
        for (int i = 0; i < pixels.length; i++) {
            image.setRGB(i, 0, pixels[i]);
        }
        return save(name, image);
    }

    private Path save(String name, BufferedImage image) throws IOException {
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        ImageIO.write(image, name.endsWith("png") ? "png" : "jpg", path.toFile());
        return path;
    }

    @Test
    void subfoldersAreClasses() throws IOException {
        gray("dog/b.png", 2, 0, 51, 102, 255);
        gray("cat/a.png", 2, 255, 0, 0, 0);
        gray("dog/a.png", 2, 128, 0, 0, 0);
        Written.file(folder, "dog/notes.txt", "not an image");
        Written.file(folder, "readme.txt", "not an image");
        Dataset data = Datasets.read(folder);
        assertEquals(List.of("cat", "dog"), data.classNames());
        assertArrayEquals(new int[] {0, 1, 1}, data.labels());
        assertEquals(Shape.of(1, 2, 2), data.shape());
        assertArrayEquals(new float[] {0, 0.2f, 0.4f, 1}, data.example(2).data(), "gray samples as they are stored");
        String before = data.sha256();
        gray("cat/a.png", 2, 255, 0, 0, 1);
        assertNotEquals(before, Datasets.read(folder).sha256());
    }

    @Test
    void coloursHaveThreeChannels() throws IOException {
        int[] pixels = {0xffff0033, 0xff0066ff};
        float[] expected = {1, 0, 0, 0.4f, 0.2f, 1};
        colour("a/rgb.png", BufferedImage.TYPE_INT_RGB, pixels);
        colour("a/bgr.png", BufferedImage.TYPE_3BYTE_BGR, pixels);
        colour("a/alpha.png", BufferedImage.TYPE_INT_ARGB, pixels);
        colour("a/palette.png", BufferedImage.TYPE_BYTE_INDEXED, pixels);
        Dataset data = Datasets.read(folder);
        assertEquals(Shape.of(3, 1, 2), data.shape());
        for (int i = 0; i < 4; i++) {
            assertArrayEquals(expected, data.example(i).data());
        }
    }

    @Test
    void oneBitAndSixteenBitGray() throws IOException {
        BufferedImage bits = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
        bits.setRGB(1, 0, 0xffffffff);
        save("a/1.png", bits);
        BufferedImage wide = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        wide.getRaster().setSample(1, 0, 0, 65535);
        save("a/16.png", wide);
        Dataset data = Datasets.read(folder);
        assertEquals(Shape.of(1, 1, 2), data.shape());
        assertArrayEquals(new float[] {0, 1, 0, 1}, data.examples().data());
    }

    @Test
    void jpegIsReadNearly() throws IOException {
        gray(
                "a/flat.jpg",
                8,
                java.util.stream.IntStream.range(0, 64).map(i -> 102).toArray());
        Dataset data = Datasets.read(folder);
        assertEquals(Shape.of(1, 8, 8), data.shape());
        // A flat block is one cosine coefficient, quantised to a few steps of 1/255.
        assertEquals(0.4f, data.example(0).data()[5], 3 / 255f);
    }

    @Test
    void tableNamesFilesInItsOrder() throws IOException {
        gray("a.png", 1, 0);
        gray("deep/b.png", 1, 255);
        Written.file(folder, "labels.csv", "file,label\ndeep/b.png,1\na.png,0\n");
        Dataset data = Datasets.read(folder);
        assertArrayEquals(new float[] {1, 0}, data.examples().data());
        assertArrayEquals(new int[] {1, 0}, data.labels());
        Written.file(folder, "labels.csv", "a.png,cat\ndeep/b.png,ant\n");
        assertEquals(List.of("ant", "cat"), Datasets.read(folder).classNames());
        Written.file(folder, "labels.csv", "file,label\na.png,0\nlost.png,1\n");
        Written.refusal(() -> Datasets.read(folder), "labels.csv, line 3", "there is no file", "lost.png");
    }

    @Test
    void refusals() throws IOException {
        Written.refusal(() -> Datasets.read(folder), "is empty", "subfolder");
        gray("loose.png", 1, 0);
        Written.refusal(() -> Datasets.read(folder), "images but no labels", "labels.csv");
        gray("a/1.png", 2, 0, 0, 0, 0);
        gray("a/2.png", 1, 0, 0);
        Written.refusal(() -> Datasets.read(folder), "2.png has 1 × 2 pixels", "1.png has 2 × 2", "one size");
        colour("a/2.png", BufferedImage.TYPE_INT_RGB, 1, 2);
        Written.refusal(() -> Datasets.read(folder), "2.png has 2 × 1 pixels in colour");
        Written.file(folder, "a/2.png", "not an image");
        Written.refusal(() -> Datasets.read(folder), "2.png is not a PNG or JPEG image");
        byte[] whole = Files.readAllBytes(folder.resolve("a/1.png"));
        Written.file(folder, "a/2.png", java.util.Arrays.copyOf(whole, 45));
        Written.refusal(() -> Datasets.read(folder), "2.png can't be read as an image");
        byte[] claim = whole.clone();
        // The width is the big-endian int32 at byte 16 of a PNG.
        claim[16] = 0x7f;
        Written.file(folder, "a/2.png", claim);
        Written.refusal(() -> Datasets.read(folder), "2.png");
        claim[16] = 0x05;
        Written.file(folder, "a/2.png", claim);
        Written.refusal(() -> Datasets.read(folder), "2.png claims to have 83886082 × 2 pixels");
    }
}
