package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.tensor.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
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
        Written.file(folder, "labels.csv", "label,file\n1,deep/b.png\n0,a.png\n");
        assertArrayEquals(new int[] {1, 0}, Datasets.read(folder).labels());
        Written.file(folder, "labels.csv", "file,fold,label\ndeep/b.png,0,1\na.png,1,0\n");
        assertArrayEquals(new int[] {1, 0}, Datasets.read(folder).labels());
        Written.file(folder, "labels.csv", "deep/b.png,0,1\na.png,1,0\n");
        Written.refusal(() -> Datasets.read(folder), "labels.csv", "3 columns", "file and label");
        Written.file(folder, "labels.csv", "file,label\na.png,0\nlost.png,1\n");
        Written.refusal(() -> Datasets.read(folder), "labels.csv, line 3", "there is no file", "lost.png");
    }

    @Test
    void foldersNamedByNumbersAreTheseClasses() throws IOException {
        for (String name : List.of("0", "1", "2", "10")) {
            gray(name + "/a.png", 1, Integer.parseInt(name));
        }
        Dataset data = Datasets.read(folder);
        assertEquals(List.of(), data.classNames());
        assertEquals(11, data.classes());
        for (int i = 0; i < data.count(); i++) {
            assertEquals(data.label(i), Math.round(255 * data.example(i).data()[0]));
        }
        Files.createDirectory(folder.resolve("02"));
        Written.refusal(() -> Datasets.read(folder), "the folders 02 and 2", "the same class");
        Files.delete(folder.resolve("02"));
        gray("other/a.png", 1, 255);
        assertEquals(
                List.of("0", "1", "2", "10", "other"), Datasets.read(folder).classNames());
    }

    /** A JPEG file of these samples for each pixel, with Adobe's mark: the transform 2 stands for YCCK, 0 for CMYK. */
    private void printed(String name, Integer transform, int... samples) throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 8, 8, samples.length, null);
        for (int i = 0; i < 64; i++) {
            raster.setPixel(i % 8, i / 8, samples);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            ImageWriteParam best = writer.getDefaultWriteParam();
            best.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            best.setCompressionQuality(1);
            writer.write(null, new IIOImage(raster, null, null), best);
        } finally {
            writer.dispose();
        }
        byte[] jpeg = out.toByteArray();
        ByteBuffer marked = ByteBuffer.allocate(jpeg.length + (transform == null ? 0 : 16));
        marked.put(jpeg, 0, 2);
        if (transform != null) {
            marked.putShort((short) 0xffee).putShort((short) 14).put("Adobe".getBytes(StandardCharsets.US_ASCII));
            marked.putShort((short) 100).putInt(0).put(transform.byteValue());
        }
        marked.put(jpeg, 2, jpeg.length - 2);
        Written.file(folder, name, marked.array());
    }

    @Test
    void cmykBecomesLight() throws IOException {
        // Adobe stores light instead of ink.
        printed("a/cmyk.jpg", 0, 220, 40, 90, 255);
        printed("a/dark.jpg", 0, 220, 40, 90, 51);
        // 97, 255 and 64 are the red, green and blue of Y 180, Cb 62, Cr 69; YCCK takes them as ink.
        printed("a/ycck.jpg", 2, 180, 62, 69, 255);
        Dataset data = Datasets.read(folder);
        assertEquals(Shape.of(3, 8, 8), data.shape());
        float[][] expected = {
            {220, 40, 90},
            {220 / 5f, 40 / 5f, 90 / 5f},
            {255 - (180 + 1.402f * -59), 255 - (180 + 0.344136f * 66 + 0.714136f * 59), 255 - (180 + 1.772f * -66)}
        };
        for (int i = 0; i < 3; i++) {
            for (int channel = 0; channel < 3; channel++) {
                float seen = 255 * data.example(i).data()[64 * channel + 9];
                assertEquals(expected[i][channel], seen, 2.5, "image " + i + ", channel " + channel);
            }
        }
        printed("a/unmarked.jpg", null, 220, 40, 90, 255);
        Written.refusal(() -> Datasets.read(folder), "unmarked.jpg", "CMYK");
    }

    @Test
    void openedPicturesAreDecodedWhenAskedFor() throws IOException {
        gray("a/1.png", 2, 0, 51);
        gray("a/2.png", 2, 102, 255);
        byte[] whole = Files.readAllBytes(folder.resolve("a/2.png"));
        byte[] damaged = whole.clone();
        // The compressed pixels of a PNG without further chunks begin at byte 41.
        damaged[41] = 0;
        Written.file(folder, "a/2.png", damaged);
        Written.refusal(() -> Datasets.read(folder), "2.png can't be read as an image");
        Dataset opened = Datasets.open(folder, null, Split.TEST, null, Columns.DETECTED);
        assertEquals(2, opened.count());
        assertArrayEquals(new float[] {0, 0.2f}, opened.example(0).data());
        assertArrayEquals(
                new float[] {0, 0.2f}, opened.first(1).loaded().examples().data());
        assertArrayEquals(
                new float[] {0, 0.2f},
                opened.subset(0).arrangedFor(Shape.of(2)).example(0).data());
        Written.refusal(opened::loaded, "2.png can't be read as an image");
        assertThrows(DataException.class, () -> opened.example(1));
        gray("a/1.png", 2, 1, 51);
        Dataset again = Datasets.open(folder, null, Split.TEST, null, Columns.DETECTED);
        gray("a/1.png", 2, 2, 51);
        Written.refusal(() -> again.first(1).loaded(), "1.png was changed");
        Written.file(folder, "a/2.png", whole);
        assertEquals(
                Datasets.read(folder).sha256(),
                Datasets.open(folder, null, Split.TEST, null, Columns.DETECTED).sha256());
    }

    @Test
    void grayAmongColoursGetsThreeEqualChannels() throws IOException {
        gray("a/1.png", 2, 0, 51);
        colour("b/1.png", BufferedImage.TYPE_INT_RGB, 0xff0033, 0x0066ff);
        Dataset data = Datasets.read(folder);
        assertEquals(Shape.of(3, 1, 2), data.shape());
        assertArrayEquals(
                new float[] {0, 0.2f, 0, 0.2f, 0, 0.2f}, data.example(0).data());
        assertArrayEquals(new float[] {1, 0, 0, 0.4f, 0.2f, 1}, data.example(1).data());
        assertTold(data, "1 picture is (a/1.png) gray among colours");
        Written.refusal(() -> data.arrangedFor(Shape.of(1, 1, 2)), "[3, 1, 2]", "[1, 1, 2]");
    }

    @Test
    void grayPicturesGetThreeChannelsWhereTheModelTakesThree() throws IOException {
        gray("a/1.png", 2, 0, 51);
        gray("a/2.png", 2, 102, 255);
        Dataset opened = Datasets.open(folder, null, Split.TEST, null, Columns.DETECTED);
        Dataset first = opened.arrangedFor(Shape.of(3, 1, 2));
        assertArrayEquals(
                new float[] {0.4f, 1, 0.4f, 1, 0.4f, 1}, first.example(1).data());
        assertEquals(Shape.of(3, 1, 2), first.imageShape().orElseThrow());
        assertTold(first, "three equal channels");
        Dataset last = opened.subset(1).arrangedFor(Shape.of(1, 2, 3)).loaded();
        assertArrayEquals(
                new float[] {0.4f, 0.4f, 0.4f, 1, 1, 1}, last.examples().data());
        assertArrayEquals(
                new float[] {0.4f, 1, 0.4f, 1, 0.4f, 1},
                last.image(last.example(0).data()));
        assertEquals(List.of(), opened.arrangedFor(Shape.of(1, 2)).notes());
        Written.refusal(() -> opened.arrangedFor(Shape.of(4, 1, 2)), "[1, 1, 2]", "[4, 1, 2]");
    }

    /** The picture file with an Exif block of this orientation. */
    private static byte[] oriented(byte[] file, int orientation, ByteOrder order) {
        ByteBuffer exif = ByteBuffer.allocate(26).order(order);
        exif.putShort((short) (order == ByteOrder.LITTLE_ENDIAN ? 0x4949 : 0x4d4d))
                .putShort((short) 42);
        exif.putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1);
        exif.putShort((short) orientation).putShort((short) 0).putInt(0);
        boolean jpeg = file[0] == (byte) 0xff;
        int begin = jpeg ? 2 : 33;
        ByteBuffer whole = ByteBuffer.allocate(file.length + 40).put(file, 0, begin);
        if (jpeg) {
            whole.putShort((short) 0xffe1).putShort((short) (2 + 6 + exif.capacity()));
            whole.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(exif.array());
        } else {
            byte[] type = "eXIf".getBytes(StandardCharsets.US_ASCII);
            CRC32 check = new CRC32();
            check.update(type);
            check.update(exif.array());
            whole.putInt(exif.capacity()).put(type).put(exif.array()).putInt((int) check.getValue());
        }
        whole.put(file, begin, file.length - begin);
        return Arrays.copyOf(whole.array(), whole.position());
    }

    @Test
    void picturesAreTurnedUprightByTheirExifOrientation() throws IOException {
        byte[] stored = Files.readAllBytes(gray("a/1.png", 3, 0, 51, 102, 153, 204, 255));
        // Exif 2.32, tag 274: which side of the upright picture the first stored row and column are.
        float[][] upright = {
            {0, 0.2f, 0.4f, 0.6f, 0.8f, 1},
            {0.4f, 0.2f, 0, 1, 0.8f, 0.6f},
            {1, 0.8f, 0.6f, 0.4f, 0.2f, 0},
            {0.6f, 0.8f, 1, 0, 0.2f, 0.4f},
            {0, 0.6f, 0.2f, 0.8f, 0.4f, 1},
            {0.6f, 0, 0.8f, 0.2f, 1, 0.4f},
            {1, 0.4f, 0.8f, 0.2f, 0.6f, 0},
            {0.4f, 1, 0.2f, 0.8f, 0, 0.6f},
        };
        for (int orientation = 1; orientation <= 8; orientation++) {
            for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
                Written.file(folder, "a/1.png", oriented(stored, orientation, order));
                Dataset data = Datasets.read(folder);
                assertEquals(orientation > 4 ? Shape.of(1, 3, 2) : Shape.of(1, 2, 3), data.shape());
                assertArrayEquals(upright[orientation - 1], data.example(0).data(), "orientation " + orientation);
                if (orientation == 1) {
                    assertEquals(List.of(), data.notes());
                } else {
                    assertTold(data, "1 picture is (a/1.png) turned upright", "EXIF");
                }
            }
        }
        Written.file(folder, "a/1.png", oriented(stored, 9, ByteOrder.BIG_ENDIAN));
        assertEquals(List.of(), Datasets.read(folder).notes());
    }

    @Test
    void jpegIsTurnedUprightToo() throws IOException {
        Path file = gray("a/1.jpg", 16, new int[16 * 8]);
        byte[] stored = Files.readAllBytes(file);
        Files.write(file, oriented(stored, 6, ByteOrder.BIG_ENDIAN));
        Dataset data = Datasets.read(folder);
        assertEquals(Shape.of(1, 16, 8), data.shape());
        assertTold(data, "turned upright");
        gray("a/2.jpg", 8, new int[16 * 8]);
        assertEquals(2, Datasets.read(folder).count(), "they have one size when held upright");
    }

    @Test
    void folderOfTheSplitIsTaken() throws IOException {
        gray("train/cat/1.png", 1, 0);
        gray("train/dog/1.png", 1, 51);
        gray("test/cat/1.png", 1, 102);
        gray("test/dog/1.png", 1, 255);
        Dataset test = Datasets.read(folder);
        assertArrayEquals(new float[] {0.4f, 1}, test.examples().data());
        assertEquals(List.of("cat", "dog"), test.classNames());
        assertTold(test, "of its folders, test is taken");
        Dataset training = Datasets.read(folder, null, Split.TRAIN);
        assertArrayEquals(new float[] {0, 0.2f}, training.examples().data());
        assertTold(training, "train is taken");
        assertEquals(List.of(), Datasets.read(folder.resolve("test")).notes());
        Files.move(folder.resolve("test"), folder.resolve("Val"));
        Written.refusal(() -> Datasets.read(folder), "[train, val]", "no folder test");
    }

    @Test
    void classMayBeCalledLikeASplit() throws IOException {
        gray("train/1.png", 1, 0);
        gray("car/1.png", 1, 51);
        assertEquals(List.of("car", "train"), Datasets.read(folder).classNames());
        gray("test/1.png", 1, 0);
        Files.delete(folder.resolve("car/1.png"));
        Files.delete(folder.resolve("car"));
        Written.refusal(() -> Datasets.read(folder), "without labels", "labels.csv");
    }

    @Test
    void tableMayPartFoldersByBackslashes() throws IOException {
        gray("part/a/1.png", 1, 0);
        gray("part/b/1.png", 1, 255);
        Written.file(folder, "labels.csv", "file,label\npart\\b\\1.png,1\npart\\a\\1.png,0\n");
        Dataset data = Datasets.read(folder);
        assertArrayEquals(new float[] {1, 0}, data.examples().data());
        assertArrayEquals(new int[] {1, 0}, data.labels());
        Written.file(folder, "labels.csv", "file,label\npart\\c\\1.png,1\n");
        Written.refusal(() -> Datasets.read(folder), "line 2", "there is no file", "1.png");
    }

    private static void assertTold(Dataset data, String... words) {
        String told = String.join("\n", data.notes());
        for (String word : words) {
            assertTrue(told.contains(word), () -> "\"" + word + "\" is not in: " + told);
        }
    }

    @Test
    void imagesBelowAClassAreNotLeftOut() throws IOException {
        gray("cat/1.png", 1, 0);
        gray("dog/2.png", 1, 0);
        gray("dog/.thumbnails/2.png", 1, 0);
        gray("dog/@eaDir/2.png/thumbnail.jpg", 1, 0);
        Files.createDirectories(folder.resolve("dog/none/deeper"));
        assertEquals(2, Datasets.read(folder).labels().length);
        gray("dog/none/deeper/3.png", 1, 0);
        Written.refusal(() -> Datasets.read(folder), "images in " + folder.resolve("dog/none/deeper"), "labels.csv");
    }

    @Test
    void refusals() throws IOException {
        Written.refusal(() -> Datasets.read(folder), "is empty", "subfolder");
        Written.file(folder, "notes.txt", "not an image");
        Written.refusal(() -> Datasets.read(folder), "holds neither", "subfolder");
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
