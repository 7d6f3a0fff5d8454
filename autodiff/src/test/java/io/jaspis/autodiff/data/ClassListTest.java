package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassListTest {
    @TempDir
    Path folder;

    private Dataset table(String labels, String... classes) throws IOException {
        StringBuilder text = new StringBuilder("a,label\n");
        for (String label : labels.split(",")) {
            text.append("0.5,").append(label).append('\n');
        }
        return Datasets.read(
                Written.file(folder, "a.csv", text.toString()),
                null,
                Split.TEST,
                classes.length == 0 ? null : List.of(classes));
    }

    @Test
    void blanksAroundALabelDontCount() throws IOException {
        String text = "a,label\n0.5,\" <=50K\"\n0.5,\" >50K\"\n0.5,<=50K\n";
        Dataset first = Datasets.read(Written.file(folder, "a.csv", text));
        assertEquals(List.of("<=50K", ">50K"), first.classNames());
        assertArrayEquals(new int[] {0, 1, 0}, first.labels());
        Dataset rare = Datasets.read(
                Written.file(folder, "b.csv", "a,label\n0.5,\" NA\"\n0.5,EU\n"), null, Split.TEST, List.of("EU", "NA"));
        assertArrayEquals(new int[] {1, 0}, rare.labels());
        // As a model that was trained on it notes them down.
        Dataset again = Datasets.read(folder.resolve("a.csv"), null, Split.TEST, first.classNames());
        assertArrayEquals(first.labels(), again.labels());
    }

    @Test
    void namesHaveTheNumbersOfTheList() throws IOException {
        Dataset part = table("offer,spam,offer", "ham", "offer", "spam");
        assertArrayEquals(new int[] {1, 2, 1}, part.labels());
        assertEquals(3, part.classes());
        assertEquals(List.of("ham", "offer", "spam"), part.classNames());
        assertArrayEquals(
                new int[] {1, 0}, table("fraud,legit", "legit", "fraud").labels());
        Written.refusal(
                () -> table("ham,Spam", "ham", "spam"), "a.csv, line 3, column 2 (label)", "\"Spam\" is none of");
        Written.refusal(() -> table("a", "a", "a"), "\"a\"", "occurs twice");
        Written.refusal(() -> table("a", "a", " "), "is blank");
    }

    @Test
    void numbersAreOnlyNamed() throws IOException {
        Dataset data = table("1,0,1", "legit", "fraud");
        assertArrayEquals(new int[] {1, 0, 1}, data.labels());
        assertEquals(List.of("legit", "fraud"), data.classNames());
        Written.refusal(() -> table("0,2", "legit", "fraud"), "line 3, column 2", "label 2 has no name", "0 to 1");
        assertEquals(8, table("3,7").classes());
    }

    @Test
    void aListOfNumbersSaysWhichNumberAClassHas() throws IOException {
        assertArrayEquals(new int[] {0, 1, 0}, table("3,7,3", "3", "7").labels());
        assertArrayEquals(new int[] {1, 0}, table("1,2", "2", "1").labels());
        Written.refusal(() -> table("3,5", "3", "7"), "line 3", "label 5 is none of");
        for (String labels : List.of("0,1", "0,1,other")) {
            Dataset data = table(labels, "other", " 0", "1 ");
            assertArrayEquals(new int[] {1, 2}, data.first(2).labels(), labels);
        }
        Written.refusal(() -> table("2,0", "0", "1", "other"), "line 2", "label 2 is none of");
        Written.refusal(() -> table("1,2", "1", "1.0"), "1.0", "occurs twice");
    }

    @Test
    void everyFormatHeedsTheList() throws IOException {
        for (String kind : List.of("dog", "cat")) {
            Path image = folder.resolve("images/" + kind + "/a.png");
            Files.createDirectories(image.getParent());
            ImageIO.write(new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY), "png", image.toFile());
        }
        List<String> classes = List.of("dog", "cow", "cat");
        Dataset images = Datasets.read(folder.resolve("images"), null, Split.TEST, classes);
        assertArrayEquals(new int[] {2, 0}, images.labels());
        assertEquals(classes, images.classNames());
        Written.refusal(
                () -> Datasets.read(folder.resolve("images"), null, Split.TEST, List.of("dog", "cow")),
                "folder",
                "\"cat\" is none of");
        Map<String, Tensor> arrays = new LinkedHashMap<>();
        arrays.put("x", Tensor.zeros(Shape.of(2, 1)));
        arrays.put("y", Tensor.of(Shape.of(2), 2, 0));
        Npz.write(folder.resolve("a.npz"), arrays);
        Dataset npz = Datasets.read(folder.resolve("a.npz"), null, Split.TEST, classes);
        assertEquals(classes, npz.classNames());
        assertArrayEquals(new int[] {2, 0}, npz.labels());
        Written.refusal(
                () -> Datasets.read(folder.resolve("a.npz"), null, Split.TEST, List.of("a", "b")),
                "example 0",
                "label 2 has no name");
    }
}
