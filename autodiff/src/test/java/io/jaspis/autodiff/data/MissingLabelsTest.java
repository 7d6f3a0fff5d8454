package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Words that say that a value is missing, where labels stand. */
class MissingLabelsTest {
    private static final List<String> WORDS = List.of("NA", "n/a", "#N/A", "<NA>", "NaN", "null", "None", "?");

    @TempDir
    Path folder;

    private Dataset read(String text, Columns columns, String... classes) throws IOException {
        return Datasets.open(
                Written.file(folder, "a.csv", text),
                null,
                Split.TEST,
                classes.length == 0 ? null : List.of(classes),
                columns);
    }

    @Test
    void theyAreRefusedWithTheirPlace() {
        for (Columns columns : List.of(Columns.DETECTED, Columns.DETECTED.withMissing(Columns.Missing.MEDIAN))) {
            for (String word : WORDS) {
                for (String others : List.of("cat", "1")) {
                    Written.refusal(
                            () -> read("a,label\n1,%s\n2,%s\n".formatted(others, word), columns),
                            "line 3, column 2 (label)",
                            "\"" + word + "\" is no class",
                            "list all classes, \"" + word + "\" among them (--classes)",
                            "--missing drop, as it does those whose features lack a value");
                }
            }
            Written.refusal(
                    () -> read("a,label\n1,cat\n2,\n", columns), "line 3", "the label is missing", "--missing drop");
        }
    }

    @Test
    void theirLinesAreLeftOutWhereThatIsAskedFor() throws IOException {
        Columns drop = Columns.DETECTED.withMissing(Columns.Missing.DROP);
        for (String word : WORDS) {
            Dataset data = read("a,label\n1,cat\n2,\"%s\"\n3,dog\n".formatted(word), drop);
            assertEquals(List.of("cat", "dog"), data.classNames());
            assertEquals(2, data.count());
        }
    }

    @Test
    void aClassMayBeCalledSo() throws IOException {
        String text = "a,label\n1,some\n2,none\n3,\n4,None\n";
        Columns drop = Columns.DETECTED.withMissing(Columns.Missing.DROP);
        Dataset data = read(text, drop, "some", "none");
        assertArrayEquals(new int[] {0, 1}, data.labels());
        assertTrue(data.notes().getFirst().startsWith("2 of 4 lines are left out"), data.notes()::toString);
        assertArrayEquals(
                new int[] {0, 1},
                read("1,nan\n2,NA\n", Columns.DETECTED, "nan", "NA").labels());
    }

    @Test
    void aCopyOfATableHasTheSameLines() throws IOException {
        Path table = Written.file(folder, "a.csv", "a,label\n1,some\n2,NA\n4,none\n");
        Columns drop = Columns.DETECTED.withMissing(Columns.Missing.DROP);
        Dataset data = Datasets.open(table, null, Split.TEST, List.of("some", "none"), drop);
        Path written = folder.resolve("written.csv");
        WholeFile.write(
                written,
                TableCopy.of(table, null, data, Selection.all(data))
                        .content(List.of(new TableCopy.Changed(1, new float[] {7}, 0))));
        assertEquals("a,label,jaspis_index,jaspis_prediction\r\n7,none,1,some\r\n", Files.readString(written));
    }

    @Test
    void otherFilesOfLabelsAreHeldToThat() throws IOException {
        Path table = Written.file(folder, "t.csv", "1,2\n3,4\n");
        Path labels = Written.file(folder, "labels.txt", "cat\nNA\n");
        Written.refusal(() -> Datasets.read(table, labels), "labels.txt, line 2", "\"NA\" is no class", "--classes");
        assertArrayEquals(
                new int[] {1, 0},
                Datasets.read(table, labels, Split.TEST, List.of("NA", "cat")).labels());
        Written.refusal(() -> ClassNumbers.ofColumn("cases", new TreeSet<>(List.of("cat", "?")), List.of()), "\"?\"");
        assertEquals(
                List.of(true, false, false),
                Stream.of("NA", "none", "cat")
                        .map(word -> ClassNumbers.missing(word, List.of("none", "cat"))
                                .isPresent())
                        .toList());
    }

    /** A folder is there because somebody made it. */
    @Test
    void foldersMayBeCalledSo() throws IOException {
        assertEquals(
                List.of("none", "some"),
                ClassNumbers.ofFolders(
                                "pictures", new TreeSet<>(List.of("some", "none")), List.of("some", "none"), List.of())
                        .names());
    }
}
