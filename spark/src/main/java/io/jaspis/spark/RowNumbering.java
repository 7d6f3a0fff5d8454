package io.jaspis.spark;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Row;

/** Gives each row its number. */
final class RowNumbering implements Iterator<Item> {
    private final int partition;
    private final Iterator<Row> rows;
    private final TableCells cells;
    private final String[] names;
    private final Map<TablePart, Integer> starts;
    private final long[] places;
    private final Classes classes;
    private final Map<TablePart, Integer> seen = new HashMap<>();

    RowNumbering(
            int partition,
            Iterator<Row> rows,
            TableCells cells,
            String[] names,
            Map<TablePart, Integer> starts,
            long[] places,
            Classes classes) {
        this.partition = partition;
        this.rows = rows;
        this.cells = cells;
        this.names = names;
        this.starts = starts;
        this.places = places;
        this.classes = classes;
    }

    @Override
    public boolean hasNext() {
        return rows.hasNext();
    }

    @Override
    public Item next() {
        Row row = rows.next();
        TablePart part = cells.part(row, partition);
        int number = seen.merge(part, 1, Integer::sum) - 1;
        int index = cells.numbered()
                ? Arrays.binarySearch(places, row.getLong(cells.order()))
                : Objects.requireNonNull(starts.get(part), "rows that weren't there before") + number;
        return new Item(index, classes.number(row.getString(cells.label()).strip()), new Item.Numbers((float[])
                cells.elements(row, names)));
    }
}
