package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What else lies beside the folders of classes, on disk and packed. */
class ClassFoldersTest {
    private static final List<String> OF_SYSTEMS = List.of(
            "__MACOSX", "@eaDir", ".cache", "$RECYCLE.BIN", "#recycle", "lost+found", "System Volume Information");

    @TempDir
    Path folder;

    private Path pictures(String name, String... classes) throws IOException {
        Path pictures = folder.resolve(name);
        for (String each : classes) {
            picture(pictures.resolve(each).resolve("a.png"));
        }
        return pictures;
    }

    private static void picture(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY), "png", file.toFile());
    }

    /** The folder, and the same packed. */
    private List<Path> both(Path pictures) throws IOException {
        Path zip = folder.resolve(pictures.getFileName() + ".zip");
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream out = new ZipOutputStream(file);
                var all = Files.walk(pictures)) {
            for (Path path : all.filter(path -> !path.equals(pictures)).toList()) {
                String name = pictures.relativize(path).toString().replace('\\', '/');
                boolean directory = Files.isDirectory(path);
                out.putNextEntry(new ZipEntry(directory ? name + "/" : name));
                out.write(directory ? new byte[0] : Files.readAllBytes(path));
            }
        }
        return List.of(pictures, zip);
    }

    @Test
    void thoseOfSystemsAreNone() throws IOException {
        Path named = pictures("named", "cat", "dog");
        Path numbered = pictures("numbered", "3", "7");
        for (String system : OF_SYSTEMS) {
            Files.createDirectories(named.resolve(system));
            picture(numbered.resolve(system).resolve("thumbnail.png"));
            picture(numbered.resolve("3").resolve(system).resolve("thumbnail.png"));
        }
        for (Path source : both(named)) {
            Dataset data = Datasets.read(source);
            assertEquals(List.of("cat", "dog"), data.classNames());
            assertEquals(List.of(), data.notes());
        }
        for (Path source : both(numbered)) {
            assertArrayEquals(new int[] {3, 7}, Datasets.read(source).labels());
        }
    }

    @Test
    void systemsDivideNothing() throws IOException {
        Path divided = pictures("divided", "test/cat", "test/dog", "train/cat", "train/dog");
        Files.createDirectories(divided.resolve("@eaDir"));
        Path parted = pictures("class", "train", "other");
        Files.createDirectories(parted.resolve("train/__MACOSX"));
        for (Path source : both(divided)) {
            assertEquals(2, Datasets.read(source).count());
        }
        for (Path source : both(parted)) {
            assertEquals(List.of("other", "train"), Datasets.read(source).classNames());
        }
    }

    @Test
    void oneWithoutPicturesIsAClassAndTold() throws IOException {
        Path pictures = pictures("pictures", "cat", "dog");
        Files.createDirectories(pictures.resolve("cow"));
        for (Path source : both(pictures)) {
            Dataset data = Datasets.read(source);
            assertEquals(List.of("cat", "cow", "dog"), data.classNames());
            assertEquals(
                    List.of("Warning: cow has no pictures and counts as a class; take away what is none"),
                    data.notes());
        }
        Files.createDirectories(pictures.resolve("hen/none"));
        assertTrue(
                Datasets.read(pictures).notes().getFirst().contains("cow, hen have no pictures and count as classes"));
    }

    /** A warning asked to take away what counted for nothing. */
    @Test
    void oneWithoutPicturesIsNotToldWhereItIsNoClass() throws IOException {
        Path named = pictures("named", "cat", "dog");
        Files.createDirectories(named.resolve("docs"));
        for (Path source : both(named)) {
            Dataset data = Datasets.read(source, null, Split.TEST, List.of("dog", "cat"));
            assertEquals(List.of("dog", "cat"), data.classNames());
            assertEquals(List.of(), data.notes());
        }
        Path numbered = pictures("numbered", "3", "7");
        Files.createDirectories(numbered.resolve("12"));
        for (Path source : both(numbered)) {
            Dataset data = Datasets.read(source);
            assertEquals(8, data.classes());
            assertEquals(List.of(), data.notes());
        }
    }

    @Test
    void aNameWithoutPicturesMakesNoNamesOfNumbers() throws IOException {
        Path pictures = pictures("pictures", "3", "7");
        Files.createDirectories(pictures.resolve("notes"));
        for (Path source : both(pictures)) {
            Written.refusal(() -> Datasets.read(source), "notes, without pictures", "take it away", "--classes");
        }
        assertArrayEquals(
                new int[] {0, 1},
                Datasets.read(pictures, null, Split.TEST, List.of("3", "7", "notes"))
                        .labels());
        picture(pictures.resolve("notes/a.png"));
        assertArrayEquals(new int[] {0, 1, 2}, Datasets.read(pictures).labels());
    }

    /** They were left out as if a system had made them. */
    @Test
    void picturesBelowAClassAreRefusedWhateverTheirFolderIsCalled() throws IOException {
        for (String below : List.of("__old", "@home", "more")) {
            Path pictures = pictures(below, "cat", "dog", "cat/" + below);
            for (Path source : both(pictures)) {
                Written.refusal(() -> Datasets.read(source), "has images in ", below, "labels.csv");
            }
        }
    }
}
