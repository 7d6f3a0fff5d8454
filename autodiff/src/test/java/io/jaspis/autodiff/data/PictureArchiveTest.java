package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Archives of pictures beside the folders that they were packed from. */
class PictureArchiveTest {
    private Path folder;
    private int made;

    @BeforeEach
    @BeforeProperty
    void make() throws IOException {
        folder = Files.createTempDirectory("jaspis-pictures");
    }

    @AfterEach
    @AfterProperty
    void delete() throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static byte[] picture(SplittableRandom random, String format) throws IOException {
        BufferedImage image = new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 20; i++) {
            image.setRGB(i % 5, i / 5, random.nextInt());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, format, bytes);
        return bytes.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Files of both parts, by name. */
    private static Map<String, byte[]> files(SplittableRandom random, int classes, boolean divided, boolean table)
            throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String part : divided ? List.of("train/", "test/") : List.of("")) {
            StringBuilder lines = new StringBuilder("file,label\n");
            for (int i = 0; i < 2 * classes + random.nextInt(4); i++) {
                String format = random.nextBoolean() ? "png" : "jpg";
                String name = "class" + i % classes + "/" + (table ? "" : "p") + i + "." + format;
                files.put(part + name, picture(random, format));
                lines.append(name).append(",class").append((i + 1) % classes).append('\n');
            }
            if (table) {
                files.put(part + ImageFolder.TABLE, text(lines.toString()));
            }
        }
        return files;
    }

    private Path unpacked(String name, Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(name).resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        return folder.resolve(name);
    }

    private Path packed(String name, String within, Map<String, byte[]> files) throws IOException {
        Path archive = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(within + file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        return archive;
    }

    @Property(tries = 20)
    @Label("an archive gives the examples, labels and fingerprint of the folder that was packed")
    void sameExamples(@ForAll long seed, @ForAll boolean divided, @ForAll boolean table, @ForAll boolean wrapped)
            throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, byte[]> files = files(random, 2 + random.nextInt(3), divided, table);
        made++;
        Path plain = unpacked("plain" + made, files);
        Path archive = packed("packed" + made + ".zip", wrapped ? "data/pictures/" : "", files);
        for (Split split : Split.values()) {
            Dataset expected = Datasets.read(plain, null, split);
            Path around = archive.resolveSibling("plain" + made).resolve("..").resolve(archive.getFileName());
            Dataset actual = Datasets.read(around, null, split);
            assertArrayEquals(expected.examples().data(), actual.examples().data());
            assertArrayEquals(expected.labels(), actual.labels());
            assertEquals(expected.classNames(), actual.classNames());
            assertEquals(expected.sha256(), actual.sha256());
            assertEquals(expected.notes(), actual.notes());
            assertEquals(Shape.of(3, 4, 5), actual.shape());
            Dataset turned = expected.subset(IntStream.range(0, expected.count())
                    .map(i -> expected.count() - 1 - i)
                    .toArray());
            for (int i = 0; i < expected.count(); i++) {
                String file = expected.file(i).orElseThrow();
                assertTrue(files.containsKey(file), file);
                assertEquals(expected.file(i), actual.file(i));
                assertEquals(expected.file(i), turned.loaded().file(expected.count() - 1 - i));
                Path single =
                        unpacked("single" + made + "/" + i, Map.of("class/" + file.replace('/', '-'), files.get(file)));
                assertArrayEquals(
                        expected.example(i).data(),
                        Datasets.read(single, null, split).example(0).data());
            }
        }
    }

    /** As a folder is that has one split alone: the other one is not made of it. */
    @Property(tries = 10)
    @Label("an archive of one split is read as that, and refused as the other")
    void aLoneSplit(@ForAll long seed, @ForAll boolean table, @ForAll boolean wrapped, @ForAll boolean training)
            throws IOException {
        Map<String, byte[]> files = files(new SplittableRandom(seed), 2, true, table);
        files.keySet().removeIf(name -> name.startsWith(training ? "test/" : "train/"));
        made++;
        Path plain = unpacked("lone" + made, files);
        Path archive = packed("lone" + made + ".zip", wrapped ? "data/pictures/" : "", files);
        Split present = training ? Split.TRAIN : Split.TEST;
        Split missing = training ? Split.TEST : Split.TRAIN;
        assertEquals(
                Datasets.read(plain, null, present).sha256(),
                Datasets.read(archive, null, present).sha256());
        assertThrows(DataException.class, () -> Datasets.read(plain, null, missing));
        DataException told = assertThrows(DataException.class, () -> Datasets.read(archive, null, missing));
        assertTrue(told.getMessage().contains("but has no folder " + missing.word()), told.getMessage());
        assertTrue(told.getMessage().contains("unpack it"), told.getMessage());
    }

    @Test
    void picturesAreDecodedWhenTheyAreAskedFor() throws IOException {
        Map<String, byte[]> files = files(new SplittableRandom(3), 2, true, false);
        Path archive = packed("later.zip", "", files);
        Dataset opened = Datasets.open(archive, null, Split.TRAIN, null, Columns.DETECTED);
        assertEquals("train", opened.name());
        assertEquals(List.of("of its folders, train is taken"), opened.notes());
        // What is read is what was opened, also where the file is another one by now.
        Files.write(archive, new byte[] {1});
        float[] values = opened.first(1).loaded().examples().data();
        assertArrayEquals(PictureFile.read(files.get("train/class0/" + first(files)), opened.shape(), archive), values);
    }

    private static String first(Map<String, byte[]> files) {
        return files.keySet().stream()
                .filter(name -> name.startsWith("train/class0/"))
                .sorted()
                .findFirst()
                .orElseThrow()
                .substring("train/class0/".length());
    }

    private void refused(String said, String name, Map<String, byte[]> files) throws IOException {
        Path archive = packed(name, "", files);
        DataException told = assertThrows(DataException.class, () -> Datasets.read(archive, null, Split.TRAIN));
        assertTrue(told.getMessage().contains(said), told.getMessage());
    }

    @Test
    void whatMacOsAddsIsNoPicture() throws IOException {
        Map<String, byte[]> files = files(new SplittableRandom(5), 2, false, false);
        Dataset expected = Datasets.read(packed("a.zip", "", files));
        files.put("__MACOSX/class0/._p0.png", new byte[] {1, 2});
        assertEquals(
                expected.sha256(), Datasets.read(packed("b.zip", "", files)).sha256());
    }

    @Test
    void messagesNameTheFileInTheArchive() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("cat/a.png", text("no picture"));
        files.put("dog/b.png", picture(new SplittableRandom(1), "png"));
        refused("broken.zip/cat/a.png is not a PNG or JPEG image", "broken.zip", files);
        refused("whose name leads out of its folders", "out.zip", Map.of("../cat/a.png", new byte[1]));
        refused(
                "none.zip holds neither PNG or JPEG images nor an array of NumPy's",
                "none.zip",
                Map.of("readme.txt", text("nothing")));
        files.put("dog/puppies/c.png", files.get("dog/b.png"));
        refused("has images in ", "below.zip", files);
    }
}
