package io.jaspis.autodiff.data;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Changed examples as a table: that of their source, with its header, its columns in their places, and what was left out of
 * the inputs as it was, so that it is read again as the source is. Inputs of categories become a category again; where
 * an example has not exactly one of them, or none, the column stays apart in its inputs, each with its number.
 *
 * <p>Behind the columns of a table with a header come {@link #INDEX} and {@link #PREDICTION}, which are left out when it is
 * read. Examples of other sources have columns {@code x0}, {@code x1} and so on, and a label.
 */
public final class TableCopy {
    /** The column that says which example of the source a line was made from. */
    public static final String INDEX = "jaspis_index";

    /** The column with the class that a model gives the line. */
    public static final String PREDICTION = "jaspis_prediction";

    /** What is told of a table that has these columns. */
    static final String NOTE = "%s and %s, which Jaspis wrote, are left out".formatted(INDEX, PREDICTION);

    /** What is written beside the source's own columns. */
    static final Set<String> OWN = Set.of(INDEX, PREDICTION);

    private static final Set<Character> FOUND_OUT = Set.of('\t', ';', ',');

    private final Dataset dataset;
    private final CsvFormat format;
    private final Charset encoding;
    private final List<String> header;
    private final List<Part> parts;
    private final Map<Integer, List<String>> cells;
    private final boolean labelled;

    /** What a column of the table has: the source's cell, an input, or the inputs of categories. */
    private sealed interface Part {
        record Kept(int column) implements Part {}

        record Number(int input) implements Part {}

        record Categories(String title, int first, List<String> words) implements Part {}
    }

    /**
     * A changed example.
     *
     * @param index of the example that it was made from
     * @param values in the data set's order
     * @param prediction the class that a model gives it; none where it is negative
     */
    public record Changed(int index, float[] values, int prediction) {}

    /** Whether examples were read from such a table, so that they are what attacks found. */
    public static boolean is(Dataset examples) {
        return examples.notes().contains(NOTE);
    }

    private TableCopy(
            Dataset dataset,
            CsvFormat format,
            Charset encoding,
            List<String> header,
            List<Part> parts,
            Map<Integer, List<String>> cells,
            boolean labelled) {
        this.dataset = dataset;
        this.format = format;
        this.encoding = encoding;
        this.header = header;
        this.parts = parts;
        this.cells = cells;
        this.labelled = labelled;
    }

    /**
     * A copy of the table that a data set was read from, which is read once more for what isn't an input.
     *
     * @param labelsOrNull the file of labels, where they weren't in it
     * @param chosen the examples that may be changed
     * @throws DataException where the file isn't any more what the data set was read from
     */
    public static TableCopy of(Path source, Path labelsOrNull, Dataset dataset, Selection chosen) throws IOException {
        if (dataset.inputNames().isEmpty()) {
            return plain(dataset);
        }
        if (new SourceFile(source, TextFile.head(source, ParquetFile.MAGIC.length), "").startsWith(ParquetFile.MAGIC)) {
            throw new DataException(
                    source
                            + " is Parquet, of which no table of text is made; give a file that ends in .npz for adversarial examples");
        }
        TextFile file = TextFile.read(source, dataset.columns().encoding());
        SourceFile labels = labelsOrNull == null ? null : SourceFile.read(labelsOrNull);
        if (!Fingerprint.of(file, labels).equals(dataset.sha256())) {
            throw new DataException(source + " was changed while it was in use; start again");
        }
        CsvText text = CsvText.of(file);
        try (CsvText.Rows rows = text.rows()) {
            return copy(text, rows, labelsOrNull, dataset, chosen);
        }
    }

    private static TableCopy copy(CsvText text, CsvText.Rows rows, Path labelsOrNull, Dataset dataset, Selection chosen)
            throws IOException {
        Columns columns = dataset.columns();
        CsvRow top = rows.first();
        TableHeader header = TableHeader.of(text, top, labelsOrNull != null, columns);
        ClassList classes = new ClassList(dataset.classNames());
        Table table = new Table(header, text.separator(), labelsOrNull != null, classes, columns);
        Set<Integer> wanted = Set.copyOf(chosen.indices());
        Map<Integer, List<String>> cells = new HashMap<>();
        int index = 0;
        for (CsvRow row = header.isGiven() ? rows.next() : top; row != null; row = rows.next()) {
            if (table.add(row)) {
                if (wanted.contains(index)) {
                    cells.put(index, List.copyOf(row.cells()));
                }
                index++;
            }
        }
        return new TableCopy(
                dataset,
                new CsvFormat(text.separator()),
                columns.encoding() == null ? StandardCharsets.UTF_8 : columns.encoding(),
                header.names(),
                parts(table, header, columns),
                cells,
                labelsOrNull == null);
    }

    private static List<Part> parts(Table table, TableHeader header, Columns columns) throws DataException {
        Map<Integer, List<String>> categories = new HashMap<>();
        for (Columns.OneHot column : columns.oneHot()) {
            categories.put(header.column(column.column(), "of categories"), column.categories());
        }
        List<Part> parts = new ArrayList<>();
        int input = 0;
        for (int column = 0; column < header.width(); column++) {
            List<String> words = categories.get(column);
            if (words != null) {
                parts.add(new Part.Categories(TableColumn.title(column + 1, header.name(column)), input, words));
                input += words.size();
            } else if (table.isFeature(column)) {
                parts.add(new Part.Number(input++));
            } else {
                parts.add(new Part.Kept(column));
            }
        }
        return parts;
    }

    /** Of examples that don't come from a table: their values in a row, and the label. */
    private static TableCopy plain(Dataset dataset) {
        List<String> header = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < dataset.shape().size(); i++) {
            header.add("x" + i);
            parts.add(new Part.Number(i));
        }
        return new TableCopy(dataset, CsvFormat.COMMAS, StandardCharsets.UTF_8, header, parts, Map.of(), false);
    }

    /** Whether the table tells which example each line was made from. */
    private boolean tellsOrigin() {
        return !header.isEmpty() && !TableHeader.countsColumns(header);
    }

    /**
     * The columns of categories that these examples have not exactly one category of, or none: they are written as their
     * inputs, and are read again without {@code --one-hot}.
     */
    public List<String> apart(List<Changed> examples) {
        return parts.stream()
                .filter(part -> part instanceof Part.Categories categories && isApart(categories, examples))
                .map(part -> ((Part.Categories) part).title())
                .toList();
    }

    /**
     * The columns of which a category is in none of these examples, each with all its categories as {@code --one-hot} takes
     * them: read without them, the table has fewer inputs.
     */
    public List<String> lacking(List<Changed> examples) {
        Set<String> apart = Set.copyOf(apart(examples));
        List<String> lacking = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.Categories categories && !apart.contains(categories.title())) {
                Set<String> there = new HashSet<>();
                examples.forEach(example -> there.add(category(categories, example.values())));
                if (!there.containsAll(categories.words())) {
                    String title = categories.title();
                    String option = header.isEmpty() ? title.replace("column ", "") : title;
                    lacking.add(option + "=" + String.join(":", categories.words()));
                }
            }
        }
        return lacking;
    }

    private static boolean isApart(Part.Categories categories, List<Changed> examples) {
        return examples.stream().anyMatch(example -> category(categories, example.values()) == null);
    }

    /** The category of an example, empty for none; null where it isn't one. */
    private static String category(Part.Categories categories, float[] values) {
        String found = "";
        for (int i = 0; i < categories.words().size(); i++) {
            float value = values[categories.first() + i];
            if (value == 1 && found.isEmpty()) {
                found = categories.words().get(i);
            } else if (value != 0) {
                return null;
            }
        }
        return found;
    }

    /** The table of these examples, a line each in their order. */
    public WholeFile.Content content(List<Changed> examples) {
        StringBuilder text = new StringBuilder();
        if (!FOUND_OUT.contains(format.separator())) {
            text.append("sep=").append(format.separator()).append("\r\n");
        }
        Set<String> apart = Set.copyOf(apart(examples));
        if (!header.isEmpty()) {
            text.append(format.line(titles(apart)));
        }
        examples.forEach(example -> text.append(format.line(line(example, apart))));
        return WholeFile.Content.of(text.toString().getBytes(encoding));
    }

    private List<String> titles(Set<String> apart) {
        List<String> titles = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof Part.Categories categories && apart.contains(categories.title())) {
                categories.words().forEach(word -> titles.add(categories.title() + "=" + word));
            } else {
                titles.add(header.get(i));
            }
        }
        if (!labelled) {
            titles.add("label");
        }
        if (tellsOrigin()) {
            titles.addAll(List.of(INDEX, PREDICTION));
        }
        return titles;
    }

    private List<String> line(Changed example, Set<String> apart) {
        List<String> line = new ArrayList<>();
        for (Part part : parts) {
            switch (part) {
                case Part.Kept(int column) ->
                    line.add(cells.get(example.index()).get(column));
                case Part.Number(int input) -> line.add(CsvFormat.number(example.values()[input]));
                case Part.Categories categories
                when apart.contains(categories.title()) -> {
                    for (int i = 0; i < categories.words().size(); i++) {
                        line.add(CsvFormat.number(example.values()[categories.first() + i]));
                    }
                }
                case Part.Categories categories -> line.add(category(categories, example.values()));
            }
        }
        if (!labelled) {
            line.add(className(dataset.label(example.index())));
        }
        if (tellsOrigin()) {
            line.add(Integer.toString(example.index()));
            line.add(example.prediction() < 0 ? "" : className(example.prediction()));
        }
        return line;
    }

    private String className(int number) {
        return dataset.classNames().isEmpty()
                ? Integer.toString(number)
                : dataset.classNames().get(number);
    }
}
