package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.data.Columns.Missing;
import io.jaspis.autodiff.data.Columns.OneHot;
import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables as people have them: with numbers of customers, gaps, categories, and what spreadsheets write. */
class TableTest {
    private static final Columns PLAIN = Columns.DETECTED;

    @TempDir
    Path folder;

    private Dataset read(String text, Columns columns) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8), columns);
    }

    private Dataset read(byte[] bytes, Columns columns) throws IOException {
        return Datasets.open(Written.file(folder, "a.csv", bytes), null, Split.TEST, null, columns);
    }

    private static Columns drop(String... names) {
        return Columns.DETECTED.withDropped(names);
    }

    private static Columns missing(Missing what, String... dropped) {
        return new Columns(Columns.Header.DETECT, null, List.of(dropped), what, List.of(), null);
    }

    private static Columns oneHot(Missing missing, OneHot... columns) {
        return new Columns(Columns.Header.DETECT, null, List.of(), missing, List.of(columns), null);
    }

    private static Columns encoded(Charset encoding) {
        return Columns.DETECTED.withEncoding(encoding);
    }

    private static OneHot hot(String column, String... categories) {
        return new OneHot(column, List.of(categories));
    }

    private static void assertTold(Dataset data, String... words) {
        String told = String.join("\n", data.notes());
        for (String word : words) {
            assertTrue(told.contains(word), () -> "\"" + word + "\" is not in: " + told);
        }
    }

    /** A name as messages tell it, or as the header has it. */
    @Test
    void namesOfSeveralLinesAreFound() throws IOException {
        String text = "\"annual\nincome\",b  c,label\n1,2,0\n3,4,1\n";
        for (String name : List.of("annual income", "annual\nincome")) {
            assertEquals(List.of("b c"), read(text, drop(name)).inputNames());
        }
        assertEquals(List.of("annual income"), read(text, drop("b  c")).inputNames());
        Written.refusal(() -> read("a  b,\"a\nb\",label\n1,2,0\n", drop("a b")), "two columns with the name a b");
    }

    /** What spreadsheets write of numbers, and what to write in its place. */
    @Test
    void marksThatAreNotReadAreTold() {
        String[][] cells = {
            {";", "1.234,50", "marks between thousands aren't read; write it as 1234.50"},
            {";", "-1,234,567.5", "marks between thousands aren't read; write it as -1234567.5"},
            {";", "1'234.50", "marks between thousands aren't read; write it as 1234.50"},
            {";", "1 234 567", "marks between thousands aren't read; write it as 1234567"},
            {
                ",",
                "\"3,5\"",
                "commas part the cells of this table, so that none is a decimal mark; write it as 3.5, or part"
            },
            {",", "\"1,234\"", "its comma may part thousands or decimals; write it as 1234 or 1.234"}
        };
        for (String[] cell : cells) {
            String message = Written.refusal(
                    () -> read("a" + cell[0] + "b" + cell[0] + "label\n1" + cell[0] + cell[1] + cell[0] + "0\n", PLAIN),
                    cell[2]);
            assertTrue(!message.contains("--one-hot"), message);
        }
        for (String other : List.of("01.02.2025", "1.2.3", "192.168.0.1", "12,5x", "two")) {
            Written.refusal(
                    () -> read("a;b;label\n1;" + other + ";0\n", PLAIN), "is not a number; features", "--one-hot b");
        }
    }

    @Test
    void cellsInMessagesAreOnOneLine() {
        Columns two = oneHot(Missing.REFUSE, hot("b", "x\ny", "z"));
        Written.refusal(() -> read("a,b,label\n1,\"u\nv\",0\n", PLAIN), "\"u\\nv\" is not a number");
        Written.refusal(
                () -> read("a,b,label\n1,\"u\tv\",0\n", two),
                "\"u\\tv\" is none of the categories [x\\ny, z]",
                "b=x\\ny:");
    }

    @Test
    void aColumnOfNearlyThatNameIsAskedFor() {
        Written.refusal(
                () -> read("amount,id,label\n1,2,0\n", drop("amuont")), "[amount, id, label]; did you mean amount?");
    }

    @Test
    void columnsAreLeftOutByNameOrNumber() throws IOException {
        String text = "id,age,name,label\nx1,30,Ann,0\nx2,40,Bob,1\n";
        for (Columns columns : List.of(drop("id", "name"), drop("1", "3"))) {
            Dataset data = read(text, columns);
            assertArrayEquals(new float[] {30, 40}, data.examples().data());
            assertArrayEquals(new int[] {0, 1}, data.labels());
            assertEquals(List.of("age"), data.inputNames());
            assertEquals(List.of(), data.notes());
        }
        assertArrayEquals(
                new float[] {3, 5}, read("x,3,0\ny,5,1\n", drop("1")).examples().data());
        Written.refusal(() -> read(text, drop("nam")), "no column nam to leave out", "[id, age, name, label]");
        Written.refusal(() -> read(text, drop("label", "id", "name")), "no label column");
        Written.refusal(() -> read("a,b,c\n1,2,0\n", drop("b")), "no label column");
        Written.refusal(() -> read("x,3,0\n", drop("3")), "column 3 is the label");
        Written.refusal(() -> read("x,3,0\n", drop("1", "2")), "no column but that of the label");
        Written.refusal(() -> read("a,a,label\n1,2,0\n", drop("a")), "two columns with the name a, 1 and 2");
        assertArrayEquals(
                new float[] {2},
                read("a,a,label\n1,2,0\n", drop("1")).examples().data());
    }

    @Test
    void oneOfTwoLabelColumnsIsLeftOut() throws IOException {
        String text = "class,x,label\na,2,7\nb,3,8\n";
        Written.refusal(() -> read(text, PLAIN), "two columns", "\"class\" and \"label\"", "--label-column", "--drop");
        assertArrayEquals(new int[] {7, 8}, read(text, drop("class")).labels());
        assertEquals(List.of("a", "b"), read(text, drop("label")).classNames());
    }

    @Test
    void missingCellsAreRefusedWithTheOption() {
        for (String cell : List.of("", " ", "NA", "N/A", "nan", "null", "None", "?", "#N/A", "<NA>")) {
            Written.refusal(
                    () -> read("age,width,label\n1,2,0\n1,\"" + cell + "\",1\n", PLAIN),
                    "line 3, column 2 (width)",
                    "--missing median",
                    "--missing drop");
        }
    }

    @Test
    void missingCellsBecomeTheMedianOfTheirColumn() throws IOException {
        Dataset data = read("a,b,label\n1,7,0\n,NA,1\n4,5,1\n10,?,0\n", missing(Missing.MEDIAN));
        assertArrayEquals(new float[] {1, 7, 4, 6, 4, 5, 10, 6}, data.examples().data());
        assertTold(data, "1 in a by 4.0", "2 in b by 6.0", "of this table");
        Written.refusal(() -> read("a,b,label\n1,,0\n2,NA,1\n", missing(Missing.MEDIAN)), "b has no value", "--drop b");
        Written.refusal(
                () -> read("a,label\n1,0\n2,\n", missing(Missing.MEDIAN)), "line 3, column 2 (label)", "missing");
        // A whole table is given, also where a part of it is used.
        assertArrayEquals(
                new float[] {5},
                read("a,label\n,0\n1,0\n5,1\n9,1\n", missing(Missing.MEDIAN))
                        .first(1)
                        .examples()
                        .data());
    }

    @Test
    void linesWithMissingCellsAreLeftOut() throws IOException {
        Dataset data = read("id,a,b,label\n,1,7,0\n2,,8,1\n3,4,5,\n4,6,?,1\n5,9,9,1\n", missing(Missing.DROP, "id"));
        assertArrayEquals(new float[] {1, 7, 9, 9}, data.examples().data());
        assertArrayEquals(new int[] {0, 1}, data.labels());
        assertTold(data, "3 of 5 lines are left out", "a, b, label");
        Written.refusal(() -> read("a,label\n,0\n", missing(Missing.DROP)), "leaves none");
        Written.refusal(
                () -> read("a,label\n,0\n1,0.5\n", missing(Missing.DROP)), "line 3, column 2 (label)", "whole numbers");
        Path table = Written.file(folder, "b.csv", "1,2\n,3\n5,6\n");
        Path labels = Written.file(folder, "labels.txt", "4\n5\n6\n");
        Dataset apart = Datasets.open(table, labels, Split.TEST, null, missing(Missing.DROP));
        assertArrayEquals(new int[] {4, 6}, apart.labels());
    }

    @Test
    void categoriesAreRefusedByNameOrBecomeInputsInSortedOrder() throws IOException {
        String text = "age,country,label\n1,FR,0\n2,DE,1\n3,FR,0\n4,US,1\n";
        Written.refusal(
                () -> read(text, PLAIN), "line 2, column 2 (country)", "\"FR\"", "--one-hot country", "--drop country");
        Dataset data = read(text, oneHot(Missing.REFUSE, hot("country")));
        assertEquals(Shape.of(4), data.shape());
        assertArrayEquals(
                new float[] {1, 0, 1, 0, 2, 1, 0, 0, 3, 0, 1, 0, 4, 0, 0, 1},
                data.examples().data());
        assertEquals(List.of("age", "country=DE", "country=FR", "country=US"), data.inputNames());
        assertTold(data, "country becomes inputs 1 to 3: DE, FR, US");
        assertEquals(
                List.of("n=2", "n=10", "n=?-"),
                read("n,label\n10,0\n2,1\n?-,1\n", oneHot(Missing.REFUSE, hot("n")))
                        .inputNames());
    }

    @Test
    void givenCategoriesHaveTheirOrderAlsoWhereSomeDontOccur() throws IOException {
        String text = "country,age,label\nFR,1,0\nUS,2,1\n";
        Columns given = oneHot(Missing.REFUSE, hot("country", "US", "DE", "FR"));
        assertArrayEquals(
                new float[] {0, 0, 1, 1, 1, 0, 0, 2},
                read(text, given).examples().data());
        Written.refusal(
                () -> read("country,label\nIT,0\n", given),
                "line 2, column 1 (country)",
                "\"IT\" is none of",
                "[US, DE, FR]");
        Dataset whole = read(text + "DE,3,0\n", oneHot(Missing.REFUSE, hot("country")));
        assertEquals(
                List.of("country=DE", "country=FR", "country=US", "age"),
                read("country,age,label\nUS,2,1\n", whole.columns()).inputNames(),
                "another part is read alike");
        Written.refusal(() -> hot("country", "a", "a"), "\"a\" occurs twice");
        Written.refusal(
                () -> read(text, oneHot(Missing.REFUSE, hot("label"))), "--one-hot names label, which is the label");
        Written.refusal(() -> read(text, oneHot(Missing.REFUSE, hot("1"), hot("country"))), "named twice");
    }

    @Test
    void missingCategoryIsNoneOfThem() throws IOException {
        String text = "country,label\nFR,0\n,1\nDE,1\n";
        Dataset data = read(text, oneHot(Missing.MEDIAN, hot("country")));
        assertArrayEquals(new float[] {0, 1, 0, 0, 1, 0}, data.examples().data());
        assertTold(data, "1 in country by no category");
        Written.refusal(() -> read(text, oneHot(Missing.REFUSE, hot("country"))), "line 3", "is empty", "--missing");
        assertEquals(2, read(text, oneHot(Missing.DROP, hot("country"))).count());
    }

    @Test
    void columnOfTruthBecomesOneAndZero() throws IOException {
        Dataset data = read("vip,label\nTrue,0\nFalse,1\ntrue,1\n", PLAIN);
        assertArrayEquals(new float[] {1, 0, 1}, data.examples().data());
        assertTold(data, "vip: true is read as 1");
        Written.refusal(() -> read("vip,label\nTrue,0\n1,1\n", PLAIN), "line 2, column 1 (vip)", "\"True\"");
        Written.refusal(() -> read("vip,label\n1,0\nTrue,1\n", PLAIN), "line 3, column 1 (vip)", "\"True\"");
    }

    @Test
    void wholeNumbersThatFloat32ChangesAreTold() throws IOException {
        Dataset data = read("a,time,label\n1,1700000001,0\n2,1700000128,1\n", PLAIN);
        assertTold(data, "Warning", "a whole number of time", "1700000001 in line 2 becomes 1700000000", "--drop time");
        assertTold(
                read("id,label\n9007199254740993,0\n9007199254740992,1\n", PLAIN),
                "9007199254740993 in line 2 becomes 9007199254740992");
        assertEquals(
                List.of(),
                read("a,b,label\n16777216,0.1,0\n16777218,1e10,1\n", PLAIN).notes());
    }

    /** As Java and C write doubles from 1e7 on. A float's own digits are no change: it is the only one that is written so. */
    @Test
    void exponentHidesNoChange() throws IOException {
        assertTold(
                read("time,label\n1.700000001e9,0\n1.700000002E9,1\n1700000.003e3,1\n", PLAIN),
                "3 whole numbers of time",
                "1.700000001e9 in line 2 becomes 1700000000");
        assertEquals(
                List.of(),
                read("a,b,label\n3.1415926E9,1.5e10,0\n1.7e9,-1e38,1\n", PLAIN).notes());
    }

    @Test
    void columnThatCountsLinesIsTold() throws IOException {
        String text = ",x,label\n0,3,0\n1,5,1\n2,4,1\n3,9,0\n4,8,0\n";
        assertTold(read(text, PLAIN), "Warning: column 1 counts up from line to line", "--drop 1");
        assertEquals(List.of(), read(text, drop("1")).notes());
        assertEquals(List.of(), read(text.replace("3,9", "5,9"), PLAIN).notes());
    }

    @Test
    void decimalCommaIsReadWhereNothingElseCanBeMeant() throws IOException {
        Dataset data = read("a;b;label\n1,5;-0,25;0\n2;1,000e1;1\n", PLAIN);
        assertArrayEquals(new float[] {1.5f, -0.25f, 2, 10}, data.examples().data());
        assertTold(data, "Commas are read as decimal points", "\"1,5\" in line 2");
        assertArrayEquals(
                new float[] {1.5f, 2.5f, 2.5f, 1.5f},
                read("1,5;2,5;0\n2,5;1,5;1\n", PLAIN).examples().data());
        assertEquals(2, read("1,5\t2,5\t0\n2,5\t1,5\t1\n", PLAIN).count());
        Written.refusal(
                () -> read("a;label\n1,500;0\n2,250;1\n", PLAIN), "decimals or thousands", "\"1,500\" in line 2");
        Written.refusal(
                () -> read("a;b;label\n1,5;0.5;0\n", PLAIN), "\"1,5\" in line 2", "\"0.5\" in line 2", "thousands");
        Written.refusal(() -> read("a;label\n1.234,5;0\n", PLAIN), "line 2, column 1 (a)", "\"1.234,5\"");
        Written.refusal(() -> read("a;label\n1,234,567;0\n", PLAIN), "line 2, column 1 (a)", "\"1,234,567\"");
    }

    @Test
    void firstLineMayTellTheSeparator() throws IOException {
        for (String line : List.of("sep=;", "SEP=;", "\"sep=;\"")) {
            Dataset data = read("\uFEFF" + line + "\r\na,b;c;label\r\n1;2;0\r\n", PLAIN);
            assertEquals(List.of("a,b", "c"), data.inputNames());
            assertArrayEquals(new float[] {1, 2}, data.examples().data());
        }
        assertEquals(List.of("a"), read("sep=|\na|label\n1|0\n", PLAIN).inputNames());
        Written.refusal(() -> read("sep=;\na;label\n1;0\nx;1\n", PLAIN), "line 4, column 1 (a)");
        Written.refusal(() -> read("sep=;", PLAIN), "is empty");
    }

    @Test
    void textInUtf16IsReadByItsMark() throws IOException {
        for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            Dataset data = read("\uFEFFa\tlabel\n1,5\tp\u00e9\n2\tp\u00e8\n".getBytes(charset), PLAIN);
            assertEquals(List.of("p\u00e8", "p\u00e9"), data.classNames());
            Written.refusal(() -> read("a,label\n1,0\n".getBytes(charset), PLAIN), "characters 0", "--encoding");
            assertEquals(
                    1,
                    read("a,label\n1,0\n".getBytes(charset), encoded(charset)).count());
        }
        byte[] cut = "\uFEFFa,label\n1,0\n".getBytes(StandardCharsets.UTF_16LE);
        Written.refusal(() -> read(java.util.Arrays.copyOf(cut, cut.length - 1), PLAIN), "no UTF-16");
    }

    @Test
    void textOfACodePageIsRefusedWithWhatToType() throws IOException {
        byte[] latin = "a,label\n1,p\u00e9\n2,p\u00e8\n".getBytes(StandardCharsets.ISO_8859_1);
        Written.refusal(() -> read(latin, PLAIN), "line 2", "no UTF-8", "byte e9", "--encoding windows-1252");
        Charset windows = Charset.forName("windows-1252");
        assertEquals(
                List.of("p\u00e8", "p\u00e9"), read(latin, encoded(windows)).classNames());
        assertEquals(
                List.of("10 \u20ac", "\u201egut\u201c"),
                read("a,label\n1,10 \u20ac\n2,\u201egut\u201c\n".getBytes(windows), encoded(windows))
                        .classNames());
        byte[] none = "a,label\n1,p?\n".getBytes(StandardCharsets.ISO_8859_1);
        none[11] = (byte) 0x81;
        Written.refusal(() -> read(none, encoded(windows)), "line 2", "no windows-1252", "byte 81");
    }

    @Test
    void anotherPartIsFilledInByTheMediansOfTheFirst() throws IOException {
        Columns median = oneHot(Missing.MEDIAN, hot("c"));
        Path first = Files.writeString(folder.resolve("first.csv"), "a,b,c,label\n1,5,x,0\n,6,y,1\n3,7,x,0\n9,8,y,1\n");
        Dataset training = Datasets.open(first, null, Split.TRAIN, null, median);
        assertTrue(
                training.notes()
                        .contains(
                                "Missing values are filled in by medians of all 4 lines of this table: 1 in a by 3.0"),
                training.notes().toString());
        Path second = Files.writeString(folder.resolve("second.csv"), "a,b,c,label\n,100,x,0\n200,,y,1\n");
        Dataset test = Datasets.open(second, null, Split.TEST, null, training.columns());
        assertArrayEquals(
                new float[] {3, 100, 1, 0, 200, 6.5f, 0, 1}, test.examples().data());
        assertTrue(
                test.notes()
                        .contains(
                                "Missing values are filled in by medians of the 4 lines of first.csv: 1 in a by 3.0, 1 in b by 6.5"),
                test.notes().toString());
        Dataset alone = Datasets.open(second, null, Split.TEST, null, median);
        assertArrayEquals(
                new float[] {200, 100, 1, 0, 200, 100, 0, 1}, alone.examples().data());
        assertEquals(training.reading(), test.reading());
    }

    @Test
    void whatOnlyTablesHaveIsRefusedOfOthers() throws IOException {
        Path images = Written.file(folder, "x-images.npy", new byte[] {1});
        Written.refusal(() -> Datasets.open(images, null, Split.TEST, null, drop("a")), "no table", "--drop");
    }

    @Test
    void shapeThatDoesntFitNamesTheColumns() throws IOException {
        Dataset data = read("id,age,label\n7,30,0\n", PLAIN);
        Written.refusal(() -> data.arrangedFor(Shape.of(1)), "[2]", "[1]", "id, age", "--drop", "--one-hot");
    }
}
