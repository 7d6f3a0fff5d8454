package io.jaspis.autodiff.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What stands in a table, column by column, also where it can't be read as examples yet.
 *
 * @param name of the file
 * @param sha256 of the file
 * @param lines of data, without that of the columns' names
 * @param columns in their order
 */
public record TableContents(String name, String sha256, int lines, List<Column> columns) {
    /** What a column is read as. */
    public enum Kind {
        /** The classes of the examples. */
        LABEL,
        /** A feature: numbers, of which one at least isn't whole. */
        NUMBER,
        /** A feature: whole numbers alone. */
        WHOLE,
        /** A feature: true and false, read as 1 and 0. */
        TRUTH,
        /** A feature that becomes an input for each category, as it was asked for. */
        CATEGORY,
        /** Words, or what else is no number: no feature unless it is asked for as categories. */
        WORDS,
        /** No value in any line. */
        EMPTY,
        /** No feature, as it was asked for. */
        LEFT_OUT
    }

    /**
     * A value of a column, and the lines that have it.
     *
     * @param lines at least 1
     */
    public record Value(String text, int lines) {}

    /**
     * What a column is called.
     *
     * @param number from 1
     * @param title as messages call it, on one line
     * @param option as options call it: its name where that is a plain word that no other column has, else its number
     */
    public record Name(int number, String title, String option) {
        private static Name of(int column, List<String> names) {
            String name = names.isEmpty() ? "" : names.get(column);
            boolean plain = name.matches("\\p{L}[\\p{L}\\p{N}_.-]*") && names.indexOf(name) == names.lastIndexOf(name);
            return new Name(
                    column + 1, TableColumn.title(column + 1, name), plain ? name : Integer.toString(column + 1));
        }
    }

    /**
     * A column.
     *
     * @param missing the lines without a value; 0 for what is left out
     * @param least of numbers; of all else no number
     * @param most the same
     * @param countsUp whether it has whole numbers that count up by one from line to line, and 5 of them at least
     * @param values of what isn't of numbers, in the order that their inputs would have; empty where there are more than 1,000
     */
    public record Column(
            Name name, Kind kind, int missing, double least, double most, boolean countsUp, List<Value> values) {
        public Column {
            values = List.copyOf(values);
        }
    }

    public TableContents {
        columns = List.copyOf(columns);
    }

    /**
     * Looks through a CSV or Parquet file.
     *
     * @param columns how they are to be understood, where that isn't found out
     * @throws DataException where it is no such table, or has no such columns, saying which
     */
    public static TableContents read(Path data, Columns columns) throws IOException {
        if (Datasets.isParquet(data, TextFile.head(data, ParquetFile.MAGIC.length))) {
            return ParquetFile.rows(data, columns, header -> new Look(header, ',', columns))
                    .contents();
        }
        CsvText text = CsvText.of(TextFile.read(data, columns.encoding()));
        try (CsvText.Rows rows = text.rows()) {
            CsvRow top = rows.first();
            TableHeader header = TableHeader.of(text, top, false, columns);
            Look look = new Look(header, text.separator(), columns);
            rows.giveAll(header, look);
            return look.contents();
        }
    }

    /**
     * How to read the table so that nothing of it is refused for what its columns have: what counts up or can't become inputs is
     * left out, words become categories, and medians stand for what is missing.
     *
     * @param asked that the columns were looked at with
     */
    public Columns suggested(Columns asked) {
        List<String> dropped = new ArrayList<>(asked.dropped());
        columns.stream()
                .filter(column -> column.countsUp()
                        || column.kind() == Kind.EMPTY
                        || column.kind() == Kind.WORDS && column.values().isEmpty())
                .forEach(column -> dropped.add(column.name().option()));
        List<Columns.OneHot> categories = new ArrayList<>(asked.oneHot());
        columns.stream()
                .filter(column ->
                        column.kind() == Kind.WORDS && !column.values().isEmpty())
                .forEach(column ->
                        categories.add(new Columns.OneHot(column.name().option(), List.of())));
        Predicate<Column> lacks = column -> column.missing() > 0
                && column.kind() != Kind.LABEL
                && !dropped.contains(column.name().option());
        boolean median =
                asked.missing() == Columns.Missing.REFUSE && columns.stream().anyMatch(lacks);
        return new Columns(
                asked.header(),
                asked.label(),
                dropped,
                median ? Columns.Missing.MEDIAN : asked.missing(),
                categories,
                asked.encoding());
    }

    /** The columns on their way through the rows. */
    private static final class Look implements TableRows {
        private final TableHeader header;
        private final List<Name> names = new ArrayList<>();
        /** Null in the place of one that is left out. */
        private final List<ColumnLook> looks = new ArrayList<>();

        private int lines;

        Look(TableHeader header, char separator, Columns columns) {
            this.header = header;
            Set<Integer> dropped = new HashSet<>();
            columns.dropped().forEach(name -> dropped.add(header.column(name, "to leave out")));
            Set<Integer> categories = new HashSet<>();
            columns.oneHot().forEach(column -> categories.add(header.column(column.column(), "of categories")));
            int label = label(columns, dropped);
            DecimalMark mark = new DecimalMark(separator);
            for (int i = 0; i < header.width(); i++) {
                boolean own = TableCopy.OWN.contains(String.valueOf(header.name(i)));
                Name name = Name.of(i, header.names());
                names.add(name);
                looks.add(
                        own || dropped.contains(i)
                                ? null
                                : new ColumnLook(name, mark, i == label, categories.contains(i)));
            }
        }

        /** The column of the label; none where that can't be told, which reading it as examples says. */
        private int label(Columns columns, Set<Integer> dropped) {
            if (columns.label() != null) {
                return header.column(columns.label(), "for the label");
            }
            try {
                return header.label(false, columns, dropped);
            } catch (DataException untold) {
                return -1;
            }
        }

        @Override
        public boolean takes(int column) {
            return looks.get(column) != null;
        }

        @Override
        public void take(CsvRow row) {
            lines++;
            for (int i = 0; i < looks.size(); i++) {
                if (looks.get(i) != null) {
                    looks.get(i).add(row.cells().get(i), row.line());
                }
            }
        }

        TableContents contents() {
            List<Column> columns = new ArrayList<>();
            for (int i = 0; i < looks.size(); i++) {
                columns.add(
                        looks.get(i) == null
                                ? new Column(names.get(i), Kind.LEFT_OUT, 0, Double.NaN, Double.NaN, false, List.of())
                                : looks.get(i).column());
            }
            return new TableContents(header.file().name(), header.file().sha256(), lines, columns);
        }
    }
}
