package io.jaspis.autodiff.data;

/** What takes the rows of a table, one after the other. */
interface TableRows {
    /** Whether the cells of a column, from 0, are looked at. */
    boolean takes(int column);

    /** Takes the next row. */
    void take(CsvRow row);
}
