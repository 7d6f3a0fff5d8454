package io.jaspis.autodiff.data;

import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The lines of a table on their way to examples: each cell goes to its column at once, so that only numbers are kept. The
 * inputs are the columns in their order, a column of categories with its inputs in its place.
 */
final class Table implements TableRows {
    /** Of more columns than this the first are told. */
    private static final int TOLD = 8;

    private final DataFile file;
    private final TableHeader header;
    private final Columns columns;
    private final ClassList classes;
    private final int label;
    private final Map<Integer, TableColumn> features = new LinkedHashMap<>();
    private final DecimalMark mark;

    /** One object for each word among the labels, however often it occurs. */
    private final Map<String, String> words = new HashMap<>();

    private final List<String> labels = new ArrayList<>();
    private int[] lines = new int[16];
    private int count;
    /** Null where none are filled in. */
    private Columns.Medians medians;

    private final BitSet leftOut = new BitSet();
    private int absent;
    private final Set<String> lacking = new HashSet<>();

    /** Whether there are columns that Jaspis wrote beside those of a table. */
    private boolean own;

    /** What is told of the text. */
    private final List<String> ofText = new ArrayList<>();

    /**
     * @param labelsElsewhere whether labels are in a file of their own
     * @param classes that are given
     */
    Table(TableHeader header, char separator, boolean labelsElsewhere, ClassList classes, Columns columns)
            throws DataException {
        this.file = header.file();
        this.header = header;
        this.columns = columns;
        this.classes = classes;
        this.mark = new DecimalMark(separator);
        Set<Integer> dropped = new HashSet<>();
        for (String name : columns.dropped()) {
            dropped.add(header.column(name, "to leave out"));
        }
        for (int column = 0; column < header.width(); column++) {
            if (TableCopy.OWN.contains(String.valueOf(header.name(column)))) {
                dropped.add(column);
                own = true;
            }
        }
        this.label = header.label(labelsElsewhere, columns, dropped);
        if (dropped.contains(label)) {
            throw new DataException("%s: %s is the label and can't be left out; say which column is the label with"
                            .formatted(file.path(), TableColumn.title(label + 1, header.name(label)))
                    + " --label-column");
        }
        Map<Integer, Columns.OneHot> categories = new HashMap<>();
        for (Columns.OneHot column : columns.oneHot()) {
            int number = header.column(column.column(), "of categories");
            if (number == label || dropped.contains(number) || categories.put(number, column) != null) {
                throw new DataException("%s: --one-hot names %s, which is %s; name each column once"
                        .formatted(
                                file.path(),
                                column.column(),
                                number == label
                                        ? "the label"
                                        : dropped.contains(number) ? "left out by --drop" : "named twice"));
            }
        }
        requireNames(categories.keySet());
        Map<String, Integer> alike = new HashMap<>();
        for (int column = 0; column < header.width(); column++) {
            if (column != label && !dropped.contains(column)) {
                features.put(column, column(column, categories.get(column), alike));
            }
        }
        if (features.isEmpty()) {
            throw new DataException(file.path() + " has no column but that of the label, where features are expected");
        }
    }

    /** Refuses columns of categories that are called alike: no input would tell whose category it is. */
    private void requireNames(Set<Integer> categories) throws DataException {
        Map<String, Integer> numbers = new HashMap<>();
        for (int column : categories.stream().sorted().toList()) {
            String title = TableColumn.title(column + 1, header.name(column));
            Integer other = numbers.put(title, column + 1);
            if (other != null) {
                throw new DataException(
                        "%s: the columns %s and %s of categories (--one-hot) are both called %s; give them different names"
                                .formatted(file.path(), other, column + 1, title));
            }
        }
    }

    /** @param alike how many columns of numbers there are before by what they are called */
    private TableColumn column(int column, Columns.OneHot categories, Map<String, Integer> alike) {
        String name = header.name(column);
        if (categories != null) {
            return new CategoryColumn(file, column + 1, name, categories.categories());
        }
        String title = TableColumn.title(column + 1, name);
        return new NumberColumn(file, column + 1, name, mark, median(title, alike.merge(title, 1, Integer::sum) - 1));
    }

    /** The given median of one of the columns that are called so, or null. */
    private Float median(String title, int place) {
        List<Float> given = columns.medians() == null
                ? List.of()
                : columns.medians().values().getOrDefault(title, List.of());
        return place < given.size() ? given.get(place) : null;
    }

    @Override
    public void take(CsvRow row) {
        add(row);
    }

    /**
     * Takes the next line.
     *
     * @return whether it is an example; otherwise it is left out
     */
    boolean add(CsvRow row) throws DataException {
        boolean left = false;
        for (Map.Entry<Integer, TableColumn> feature : features.entrySet()) {
            String cell = row.cells().get(feature.getKey());
            if (MissingCells.isMissing(cell)) {
                if (columns.missing() == Columns.Missing.REFUSE) {
                    throw feature.getValue().refusal(row.line(), MissingCells.refusal(cell));
                }
                if (columns.missing() == Columns.Missing.DROP) {
                    lacking.add(feature.getValue().title());
                    left = true;
                }
            }
        }
        if (label >= 0 && MissingCells.isMissing(row.cells().get(label), classes)) {
            if (columns.missing() != Columns.Missing.DROP) {
                throw new DataException(
                        header.place(row.line(), label) + ": "
                                + MissingCells.labelRefusal(
                                        row.cells().get(label),
                                        "leave such lines out with --missing drop, as it does those whose features lack a value"));
            }
            lacking.add(TableColumn.title(label + 1, header.name(label)));
            left = true;
        }
        if (count == lines.length) {
            lines = Arrays.copyOf(lines, 2 * count);
        }
        if (left) {
            leftOut.set(count + absent++);
            return false;
        }
        for (Map.Entry<Integer, TableColumn> feature : features.entrySet()) {
            String cell = row.cells().get(feature.getKey());
            if (MissingCells.isMissing(cell)) {
                feature.getValue().addMissing();
            } else {
                feature.getValue().add(cell, row.line());
            }
        }
        if (label >= 0) {
            labels.add(words.computeIfAbsent(row.cells().get(label), word -> word));
        }
        lines[count++] = row.line();
        return true;
    }

    /** Tells something of the text beside what is told of its columns. */
    void note(String text) {
        ofText.add(text);
    }

    @Override
    public boolean takes(int column) {
        return column == label || isFeature(column);
    }

    /** Whether a column, from 0, is one of numbers or categories that becomes inputs. */
    boolean isFeature(int column) {
        return features.containsKey(column);
    }

    /** The data set of all lines, with the labels of its column. */
    Dataset dataset() throws DataException {
        finish();
        // Of the table itself nothing is held.
        TableHeader top = header;
        int column = label;
        int[] at = lines;
        return dataset(Labels.of(labels, classes, index -> top.place(at[index], column)), null);
    }

    /** The data set of all lines, with labels of a file of their own, which has one also for each line left out. */
    Dataset dataset(SourceFile labelFile) throws IOException {
        finish();
        Labels all = LabelFile.read(labelFile, classes, columns.encoding());
        int total = count + absent;
        return dataset(all.values().length == total ? all.without(leftOut) : all, labelFile);
    }

    private void finish() throws DataException {
        if (count == 0) {
            throw new DataException(
                    leftOut.isEmpty()
                            ? file.path() + " is empty: it has a header, but no line of data"
                            : "%s has no line that lacks no value: --missing drop leaves none".formatted(file.path()));
        }
        mark.requireSure(file.path());
        // Before anything is filled in.
        medians = columns.missing() == Columns.Missing.MEDIAN ? medians() : null;
        for (TableColumn column : features.values()) {
            if (columns.medians() != null && column instanceof NumberColumn numbers && numbers.fillsIn()) {
                throw new DataException(
                        "%s lacks values in %s, and %s, by whose medians they are filled in, has no such column; give a table of the same columns"
                                .formatted(
                                        file.path(),
                                        column.title(),
                                        columns.medians().source()));
            }
            column.finish();
        }
    }

    /** Those that are given, or of this table's own numbers. */
    private Columns.Medians medians() throws DataException {
        if (columns.medians() != null) {
            return columns.medians();
        }
        Map<String, List<Float>> values = new HashMap<>();
        for (TableColumn column : features.values()) {
            if (column instanceof NumberColumn numbers) {
                values.computeIfAbsent(numbers.title(), _ -> new ArrayList<>()).add(numbers.median());
            }
        }
        return new Columns.Medians(file.name(), count, values);
    }

    private Dataset dataset(Labels labelled, SourceFile labelFileOrNull) throws DataException {
        List<String> inputs = features.values().stream()
                .flatMap(column -> column.inputs().stream())
                .toList();
        long size = (long) count * inputs.size();
        if (size > Integer.MAX_VALUE - 8) {
            throw new DataException("%s is too large to hold: %s lines of %s inputs; take fewer"
                    .formatted(file.path(), count, inputs.size()));
        }
        float[] values = new float[(int) size];
        int first = 0;
        for (TableColumn column : features.values()) {
            for (int row = 0; row < count; row++) {
                column.copy(row, values, row * inputs.size() + first);
            }
            first += column.inputs().size();
        }
        Origin origin = new Origin(
                file.name(),
                Fingerprint.of(file, labelFileOrNull),
                inputs,
                understood(),
                file instanceof ParquetFile
                        ? List.of()
                        : Arrays.stream(lines, 0, count).boxed().toList(),
                label < 0 ? null : header.name(label),
                notes());
        return Dataset.checked(
                origin, Arrangement.of(Shape.of(inputs.size())), new Values.Held(values, inputs.size()), labelled);
    }

    /** How to read another part of the same table: with the same categories and medians. */
    private Columns understood() {
        return columns.as(
                columns.oneHot().stream()
                        .map(column -> new Columns.OneHot(column.column(), categories(column)))
                        .toList(),
                medians);
    }

    private List<String> categories(Columns.OneHot column) {
        int number = header.column(column.column(), "of categories");
        return ((CategoryColumn) features.get(number)).categories();
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>(ofText);
        int first = 0;
        for (TableColumn column : features.values()) {
            if (column instanceof CategoryColumn category) {
                int last = first + category.categories().size() - 1;
                notes.add("%s becomes %s: %s"
                        .formatted(
                                category.title(),
                                last == first ? "input " + first : "inputs " + first + " to " + last,
                                some(category.categories().stream()
                                        .map(CellText::shown)
                                        .toList())));
            }
            first += column.inputs().size();
        }
        List<String> filled = features.values().stream()
                .map(TableColumn::filled)
                .filter(text -> !text.isEmpty())
                .toList();
        if (!filled.isEmpty()) {
            notes.add("Missing values are filled in by medians of %s: %s"
                    .formatted(
                            columns.medians() == null
                                    ? String.format(Locale.ROOT, "all %,d lines of this table", count)
                                    : String.format(
                                            Locale.ROOT,
                                            "the %,d lines of %s",
                                            columns.medians().lines(),
                                            columns.medians().source()),
                            some(filled)));
        }
        if (!leftOut.isEmpty()) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%,d of %,d lines are left out for a missing value, in %s",
                    absent,
                    count + absent,
                    some(lacking.stream().sorted().toList())));
        }
        if (own) {
            notes.add(TableCopy.NOTE);
        }
        if (!mark.told().isEmpty()) {
            notes.add(mark.told());
        }
        features.values().forEach(column -> notes.addAll(column.notes()));
        return notes;
    }

    private static String some(List<String> words) {
        return String.join(", ", words.subList(0, Math.min(TOLD, words.size())))
                + (words.size() > TOLD ? " and %s more".formatted(words.size() - TOLD) : "");
    }
}
