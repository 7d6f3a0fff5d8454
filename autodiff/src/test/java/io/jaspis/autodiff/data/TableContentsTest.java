package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.data.TableContents.Column;
import io.jaspis.autodiff.data.TableContents.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableContentsTest {
    private static final String TABLE = """
            id;income;age;insured;letter;note;nothing;class
            7;0,5;41;true;b;x1;;yes
            8;-1,25;NA;false;a;2;;no
            9;3;38;TRUE;b;;NaN;yes
            10;1e2;20;false;b;x3;;yes
            11;12,5;21;true;c;true;;no
            """;

    @TempDir
    Path folder;

    private Path table(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static List<Kind> kinds(TableContents contents) {
        return contents.columns().stream().map(Column::kind).toList();
    }

    @Test
    void eachColumnIsWhatItsCellsAre() throws IOException {
        TableContents contents = TableContents.read(table("t.csv", TABLE), Columns.DETECTED);
        assertEquals(5, contents.lines());
        assertEquals(
                List.of(
                        Kind.WHOLE,
                        Kind.NUMBER,
                        Kind.WHOLE,
                        Kind.TRUTH,
                        Kind.WORDS,
                        Kind.WORDS,
                        Kind.EMPTY,
                        Kind.LABEL),
                kinds(contents));
        Column income = contents.columns().get(1);
        assertEquals(-1.25, income.least());
        assertEquals(100, income.most());
        assertEquals(1, contents.columns().get(2).missing());
        assertEquals(5, contents.columns().get(6).missing());
        assertEquals(
                "a 1, b 3, c 1",
                contents.columns().get(4).values().stream()
                        .map(value -> value.text() + " " + value.lines())
                        .collect(Collectors.joining(", ")));
        assertTrue(contents.columns().get(0).countsUp());
        assertFalse(contents.columns().get(2).countsUp());
    }

    /** What is suggested is enough for the table to be read, and what it is read as is what was told of it. */
    @Test
    void whatIsSuggestedIsEnough() throws IOException {
        Path file = table("t.csv", TABLE);
        Columns suggested = TableContents.read(file, Columns.DETECTED).suggested(Columns.DETECTED);
        assertEquals(
                Columns.DETECTED
                        .withDropped("id", "nothing")
                        .withMissing(Columns.Missing.MEDIAN)
                        .withOneHot("letter", "note"),
                suggested);
        Dataset read = Datasets.open(file, null, Split.TEST, null, suggested);
        assertEquals(3 + 3 + 4, read.inputNames().size());
        TableContents again = TableContents.read(file, suggested);
        assertEquals(
                List.of(
                        Kind.LEFT_OUT,
                        Kind.NUMBER,
                        Kind.WHOLE,
                        Kind.TRUTH,
                        Kind.CATEGORY,
                        Kind.CATEGORY,
                        Kind.LEFT_OUT,
                        Kind.LABEL),
                kinds(again));
        assertEquals(suggested, again.suggested(suggested));
    }

    /** Where a name isn't a plain word, or comes twice, the number says which column is meant. */
    @Test
    void columnsAreCalledSoThatOptionsFindThem() throws IOException {
        String rows = IntStream.range(0, 6)
                .mapToObj(i -> i + ",red,blue,green," + i % 2 + "\n")
                .collect(Collectors.joining());
        Path file = table("t.csv", "the id,a,a,\"x, y\",label\n" + rows);
        Columns suggested = TableContents.read(file, Columns.DETECTED).suggested(Columns.DETECTED);
        assertEquals(List.of("1"), suggested.dropped());
        assertEquals(
                List.of("2", "3", "4"),
                suggested.oneHot().stream().map(Columns.OneHot::column).toList());
        Columns apart = suggested.withDropped("1", "3").withOneHot("2", "4");
        assertEquals(
                List.of("a=red", "x, y=green"),
                Datasets.open(file, null, Split.TEST, null, apart).inputNames());
    }

    /** A column of so many words is no category, and is left out rather. */
    @Test
    void manyWordsAreNoCategory() throws IOException {
        for (int words : new int[] {1000, 1001}) {
            String rows = IntStream.range(0, words)
                    .mapToObj(i -> "word" + i + "," + i * i % 7 + "," + i % 2 + "\n")
                    .collect(Collectors.joining());
            Path file = table("t.csv", "text,square,label\n" + rows);
            TableContents contents = TableContents.read(file, Columns.DETECTED);
            assertEquals(
                    words == 1000 ? 1000 : 0,
                    contents.columns().getFirst().values().size());
            Columns suggested = contents.suggested(Columns.DETECTED);
            assertEquals(words == 1000 ? List.of() : List.of("text"), suggested.dropped());
            assertEquals(
                    words,
                    Datasets.open(file, null, Split.TEST, null, suggested).count());
        }
    }

    @Test
    void whereTheLabelIsUntoldTheColumnsAreToldAllTheSame() throws IOException {
        Path file = table("t.csv", "a,b\n1,x\n2,y\n");
        assertEquals(List.of(Kind.WHOLE, Kind.WORDS), kinds(TableContents.read(file, Columns.DETECTED)));
        assertEquals(List.of(Kind.WHOLE, Kind.LABEL), kinds(TableContents.read(file, Columns.DETECTED.withLabel("b"))));
        String message = assertThrows(
                        DataException.class, () -> TableContents.read(file, Columns.DETECTED.withLabel("c")))
                .getMessage();
        assertTrue(message.contains("has no column c for the label"), message);
    }

    @Test
    void aTableIsKnownByItsNameAndItsFirstBytes() throws IOException {
        assertTrue(Datasets.isTable(table("t.csv", TABLE)));
        assertTrue(Datasets.isTable(table("t.DATA", TABLE)));
        assertTrue(Datasets.isTable(table("t.pq", "PAR1")));
        assertFalse(Datasets.isTable(table("t.txt", TABLE)));
        assertFalse(Datasets.isTable(table("t.onnx", TABLE)));
        assertFalse(Datasets.isTable(table("empty.csv", "")));
        assertFalse(Datasets.isTable(folder));
        assertFalse(Datasets.isTable(folder.resolve("none.csv")));
    }
}
