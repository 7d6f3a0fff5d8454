package io.jaspis.spark;

import java.io.Serializable;

/** Rows that stand together in the order of their source. */
record TablePart(String file, long block, int partition) implements Serializable, Comparable<TablePart> {
    @Override
    public int compareTo(TablePart other) {
        int order = file.compareTo(other.file);
        order = order != 0 ? order : Long.compare(block, other.block);
        return order != 0 ? order : Integer.compare(partition, other.partition);
    }
}
