package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What is written is read as what it was: tables, arrays, pictures. */
final class WrittenDataLaws {
    private static Path folder;

    @BeforeContainer
    static void make() throws IOException {
        folder = Files.createTempDirectory("jaspis-written");
    }

    @AfterContainer
    static void remove() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static final String[] WORDS = {
        "plain", "two words", "a,b", "a;b", "tab\tin", "\"quoted\"", "line\nbreak", "#hash", "sep=;", "ü", "0.5x", "-"
    };

    private static final List<String> CATEGORIES = List.of("red", "green;", "\"blue\"");

    @Provide
    Arbitrary<List<List<String>>> cells() {
        Arbitrary<String> cell = Arbitraries.of(WORDS);
        return Arbitraries.integers()
                .between(1, 4)
                .flatMap(width -> cell.list().ofSize(width).list().ofMinSize(1).ofMaxSize(6));
    }

    @Property(tries = 300)
    @Label("cells that are written are the cells that are read, whatever is in them")
    void cellsStay(@ForAll("cells") List<List<String>> lines, @ForAll("separators") char separator) throws IOException {
        StringBuilder text = new StringBuilder("sep=" + separator + "\r\n");
        lines.forEach(line -> text.append(new CsvFormat(separator).line(line)));
        Path file = Files.writeString(folder.resolve("cells.csv"), text);
        assertEquals(
                lines,
                CsvText.all(SourceFile.read(file), null).rows().stream()
                        .map(CsvRow::cells)
                        .toList());
    }

    @Provide
    Arbitrary<Character> separators() {
        return Arbitraries.of(',', ';', '\t');
    }

    @Property(tries = 500)
    @Label("a number that is written is the number that is read, to the bit")
    void numbersStay(@ForAll int bits) {
        float value = Float.intBitsToFloat(bits);
        if (Float.isFinite(value)) {
            String text = CsvFormat.number(value);
            assertTrue(Decimals.isNumber(text), text);
            assertEquals(Float.floatToRawIntBits(value), Float.floatToRawIntBits(Float.parseFloat(text)));
        }
    }

    /** A table of a customer's number, a number, a category and another number, in any order, with gaps, and a label. */
    private static Path table(Random random, char separator, boolean header, Charset charset) throws IOException {
        List<String> lines = new ArrayList<>();
        if (header) {
            lines.add(new CsvFormat(separator).line(List.of("who, then", "amount", "kind", "label", "rate")));
        }
        int count = 6 + random.nextInt(10);
        for (int i = 0; i < count; i++) {
            lines.add(new CsvFormat(separator)
                    .line(List.of(
                            "C-" + i + WORDS[random.nextInt(WORDS.length)],
                            random.nextInt(5) == 0 ? "" : Integer.toString(random.nextInt(50)),
                            CATEGORIES.get(i % 3),
                            i % 2 == 0 ? "legit" : "fraud",
                            Float.toString(random.nextFloat()))));
        }
        Path file = folder.resolve("table.csv");
        Files.write(file, String.join("", lines).getBytes(charset));
        return file;
    }

    private static Columns columns(boolean header, Columns.Missing missing, Charset encoding, String oneHot) {
        return new Columns(
                header ? Columns.Header.DETECT : Columns.Header.NO,
                header ? null : "4",
                List.of(header ? "who, then" : "1"),
                missing,
                List.of(new Columns.OneHot(oneHot, CATEGORIES)),
                encoding);
    }

    @Property(tries = 200)
    @Label("a table's changed lines are read with the table's own options as the same points, labels and other cells")
    void changedLinesOfATableStay(
            @ForAll long seed,
            @ForAll("separators") char separator,
            @ForAll boolean header,
            @ForAll boolean whole,
            @ForAll boolean drop)
            throws IOException {
        Random random = new Random(seed);
        Path source = table(random, separator, header, StandardCharsets.UTF_8);
        String kind = header ? "kind" : "3";
        Columns columns = columns(header, drop ? Columns.Missing.DROP : Columns.Missing.MEDIAN, null, kind);
        List<String> classes = List.of("legit", "fraud");
        Dataset dataset = Datasets.open(source, null, Split.TEST, classes, columns);
        TableCopy copy = TableCopy.of(source, null, dataset, Selection.all(dataset));
        List<TableCopy.Changed> changed = new ArrayList<>();
        for (int i = 0; i < dataset.count(); i++) {
            if (random.nextBoolean() || i == 0) {
                float[] x = dataset.example(i).data();
                x[0] += random.nextFloat() - 0.5f;
                x[4] *= random.nextFloat();
                if (whole) {
                    // Another category, or now and then none.
                    int category = random.nextInt(4);
                    for (int c = 0; c < 3; c++) {
                        x[1 + c] = c == category ? 1 : 0;
                    }
                } else {
                    x[2] = 0.25f;
                }
                changed.add(new TableCopy.Changed(i, x, random.nextInt(3) - 1));
            }
        }
        Path written = folder.resolve("changed.csv");
        WholeFile.write(written, copy.content(changed));
        assertEquals(whole ? List.of() : List.of(header ? "kind" : "column 3"), copy.apart(changed));
        List<String> words = dataset.inputNames().subList(1, 4).stream()
                .map(name -> name.substring(name.indexOf('=') + 1))
                .toList();
        boolean all =
                IntStream.range(1, 4).allMatch(input -> changed.stream().anyMatch(one -> one.values()[input] == 1));
        assertEquals(whole && !all ? List.of(kind + "=" + String.join(":", words)) : List.of(), copy.lacking(changed));
        // With the categories that the first has; a category that is none is missing.
        Columns understood = dataset.columns();
        Columns again = new Columns(
                understood.header(),
                whole || header ? understood.label() : "6",
                understood.dropped(),
                Columns.Missing.MEDIAN,
                whole ? understood.oneHot() : List.of(),
                null);
        Dataset read = Datasets.open(written, null, Split.TEST, classes, again);
        assertEquals(changed.size(), read.count());
        List<List<String>> before = rows(source, header);
        List<List<String>> after = rows(written, header);
        for (int i = 0; i < changed.size(); i++) {
            assertArrayEquals(changed.get(i).values(), read.example(i).data());
            assertEquals(dataset.label(changed.get(i).index()), read.label(i));
            if (!drop) {
                assertEquals(
                        before.get(changed.get(i).index()).getFirst(),
                        after.get(i).getFirst(),
                        "what is no input is as it was");
            }
            if (header) {
                int last = after.get(i).size();
                assertEquals(
                        Integer.toString(changed.get(i).index()), after.get(i).get(last - 2));
            }
        }
        assertEquals(
                header, read.notes().contains("jaspis_index and jaspis_prediction, which Jaspis wrote, are left out"));
    }

    private static List<List<String>> rows(Path file, boolean header) throws IOException {
        List<List<String>> rows = CsvText.all(SourceFile.read(file), null).rows().stream()
                .map(CsvRow::cells)
                .toList();
        return header ? rows.subList(1, rows.size()) : rows;
    }

    @Example
    void aTableInAnotherEncodingStaysInIt() throws IOException {
        Charset latin = StandardCharsets.ISO_8859_1;
        Path source = folder.resolve("latin.csv");
        Files.write(source, "straße,größe,label\nam Fluß,1,gut\nÄcker,2,übel\n".getBytes(latin));
        Columns columns =
                new Columns(Columns.Header.DETECT, null, List.of("straße"), Columns.Missing.REFUSE, List.of(), latin);
        Dataset dataset = Datasets.open(source, null, Split.TEST, null, columns);
        TableCopy copy = TableCopy.of(source, null, dataset, Selection.all(dataset));
        Path written = folder.resolve("written.csv");
        WholeFile.write(written, copy.content(List.of(new TableCopy.Changed(1, new float[] {2.5f}, 0))));
        assertEquals(
                "straße,größe,label,jaspis_index,jaspis_prediction\r\nÄcker,2.5,übel,1,gut\r\n",
                Files.readString(written, latin));
        Files.writeString(source, "x,label\n1,0\n");
        String refused = assertThrows(
                        DataException.class, () -> TableCopy.of(source, null, dataset, Selection.all(dataset)))
                .getMessage();
        assertTrue(refused.contains("was changed while it was in use"), refused);
    }

    @Example
    void labelsOfAFileOfTheirOwnGoIntoTheTable() throws IOException {
        Path source = Files.writeString(folder.resolve("bare.csv"), "a,b\n1,2\n3,4\n");
        Path labels = Files.writeString(folder.resolve("bare-labels.txt"), "1\n0\n");
        Dataset dataset = Datasets.open(source, labels, Split.TEST, null, Columns.DETECTED);
        TableCopy copy = TableCopy.of(source, labels, dataset, Selection.all(dataset));
        Path written = folder.resolve("labelled.csv");
        WholeFile.write(written, copy.content(List.of(new TableCopy.Changed(0, new float[] {1.5f, 2}, 0))));
        Dataset read = Datasets.read(written);
        assertArrayEquals(new float[] {1.5f, 2}, read.example(0).data());
        assertEquals(1, read.label(0));
    }

    @Property(tries = 50)
    @Label("examples that come from no table are read as a table of the same values")
    void rowsOfOtherSourcesStay(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Tensor images = Tensor.zeros(Shape.of(3, 1, 2, 4));
        for (int i = 0; i < images.data().length; i++) {
            images.data()[i] = (random.nextFloat() - 0.5f) * (float) Math.pow(10, random.nextInt(20) - 10);
        }
        Dataset dataset = Dataset.of("made", images, 2, 0, 1);
        TableCopy copy = TableCopy.of(folder, null, dataset, Selection.all(dataset));
        Path written = folder.resolve("rows.csv");
        WholeFile.write(
                written,
                copy.content(IntStream.range(0, 3)
                        .mapToObj(
                                i -> new TableCopy.Changed(i, dataset.example(i).data(), 1))
                        .toList()));
        Dataset read = Datasets.read(written);
        assertArrayEquals(images.data(), read.examples().data());
        assertArrayEquals(dataset.labels(), read.labels());
        assertArrayEquals(
                images.data(), read.arrangedFor(dataset.shape()).examples().data());
    }

    @Property(tries = 50)
    @Label("arrays of floats and of whole numbers are read as what they were")
    void arraysStay(@ForAll float[] values, @ForAll int number) throws IOException {
        int count = values.length / 2;
        float[] whole = new float[2 * count];
        System.arraycopy(values, 0, whole, 0, whole.length);
        Path file = folder.resolve("arrays.npz");
        int small = number >> 8;
        WholeFile.write(
                file,
                new NpzContent()
                        .with("x", count, Shape.of(2), whole)
                        .with("y", small, 3)
                        .with("d", 0.25, -1e9));
        assertEquals(List.of("x", "y", "d"), Npz.names(file));
        if (count > 0) {
            Tensor x = Npz.read(file).get("x");
            assertEquals(Shape.of(count, 2), x.shape());
            assertArrayEquals(whole, x.data());
            assertArrayEquals(new float[] {small, 3}, Npz.read(file).get("y").data());
            assertArrayEquals(
                    new float[] {0.25f, -1e9f}, Npz.read(file).get("d").data());
        }
    }

    @Property(tries = 50)
    @Label("a picture of bytes is read as it was written, gray and in colour")
    void picturesStay(@ForAll long seed, @ForAll boolean colour) throws IOException {
        Random random = new Random(seed);
        Shape shape = Shape.of(colour ? 3 : 1, 1 + random.nextInt(5), 1 + random.nextInt(7));
        float[] values = new float[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = PictureFile.value(random.nextInt(256));
        }
        Path file = folder.resolve("0.png");
        assertArrayEquals(values, PictureFile.read(PictureFile.png(shape, values), shape, file));
    }

    @Example
    void everyByteIsNextToItself() {
        for (int sample = 0; sample < 256; sample++) {
            assertEquals(sample, PictureFile.nearest(PictureFile.value(sample)));
        }
        assertEquals(0, PictureFile.nearest(-1));
        assertEquals(255, PictureFile.nearest(2));
    }
}
