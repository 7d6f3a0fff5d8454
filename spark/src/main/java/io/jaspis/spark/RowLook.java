package io.jaspis.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a look at a part's rows shows. */
final class RowLook implements Serializable {
    /** Of more classes than this no model tells. */
    private static final int CLASSES = 0xffff;

    private int count;
    private final TreeSet<String> labels = new TreeSet<>();
    private final List<Long> orders = new ArrayList<>();
    private int misfitRow;
    private String misfit;

    /** Says what is wrong with the row that is looked at; the first such word of a part is kept. */
    void misfit(String complaint) {
        if (misfit == null) {
            misfit = complaint;
            misfitRow = count;
        }
    }

    /** Takes up the row's label. */
    void label(String label) {
        if (labels.size() <= CLASSES) {
            labels.add(label);
        }
    }

    /** Takes up the row's number in the column that numbers the examples. */
    void order(long number) {
        orders.add(number);
    }

    /** Goes on to the next row. */
    void next() {
        count++;
    }

    /** How many rows there are. */
    int count() {
        return count;
    }

    /** The labels in them, or as many as no model tells apart. */
    SortedSet<String> labels() {
        return labels;
    }

    /** Their numbers, where a column has such. */
    List<Long> orders() {
        return orders;
    }

    /** What is wrong with the first row that doesn't fit; null where all do. */
    String misfit() {
        return misfit;
    }

    /** Which row that is, from 0. */
    int misfitRow() {
        return misfitRow;
    }
}
