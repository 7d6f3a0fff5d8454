package io.jaspis.autodiff.data;

import java.util.List;

/** A column of a table on its way to inputs of a model: takes one cell after the other, then gives the inputs' values. */
abstract sealed class TableColumn permits NumberColumn, CategoryColumn {
    private final DataFile file;
    private final int number;
    private final String header;

    /**
     * @param number of the column, from 1
     * @param header its name, or null
     */
    TableColumn(DataFile file, int number, String header) {
        this.file = file;
        this.number = number;
        this.header = header;
    }

    /** Where a cell of this column is. */
    final String place(int line) {
        return place(file, line, number, header);
    }

    static String place(DataFile file, int line, int number, String header) {
        return "%s, line %s, column %s%s"
                .formatted(file.path(), line, number, header == null ? "" : " (" + clean(header) + ")");
    }

    /** What the column is called: its name, or its number where it has none. */
    final String title() {
        return title(number, header);
    }

    static String title(int number, String header) {
        return header == null || header.isBlank() ? "column " + number : clean(header);
    }

    /** What to type for this column. */
    final String option() {
        return header == null || header.isBlank() ? Integer.toString(number) : clean(header);
    }

    private static String clean(String header) {
        return CellText.shown(header.replaceAll("\\s+", " "));
    }

    final DataException refusal(int line, String what) {
        return new DataException(place(line) + ": " + what);
    }

    /** Takes the next line's cell, which has a value. */
    abstract void add(String cell, int line) throws DataException;

    /** Takes note that the next line has no value here. */
    abstract void addMissing();

    /** Looks at the whole column, once all lines are in. */
    abstract void finish() throws DataException;

    /** The names of the inputs that this column becomes; after {@link #finish}. */
    abstract List<String> inputs();

    /** Writes a line's inputs; after {@link #finish}. */
    abstract void copy(int row, float[] target, int offset);

    /** What was filled in, in words without the verb, or an empty text; after {@link #finish}. */
    abstract String filled();

    /** What is to be told of this column beyond that; after {@link #finish}. */
    abstract List<String> notes();
}
