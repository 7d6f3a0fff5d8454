package io.jaspis.spark;

import io.jaspis.autodiff.data.Decimals;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Arrays;
import org.apache.spark.sql.Row;

/** A row's cells, as they stand in a {@link Table}: inputs, label, order, file, block and complaint. */
record TableCells(int inputs, boolean array, boolean numbered) implements Serializable {
    int label() {
        return inputs;
    }

    int order() {
        return inputs + 1;
    }

    private int file() {
        return inputs + (numbered ? 2 : 1);
    }

    int complaint() {
        return file() + 2;
    }

    /** Where a row stands; where a column numbers rows, so that the order of parts doesn't count, each partition has its own. */
    TablePart part(Row row, int partition) {
        String file = row.getString(file());
        return file.isEmpty()
                ? new TablePart("", 0, partition)
                : new TablePart(file, row.getLong(file() + 1), numbered ? partition : 0);
    }

    /** The elements of an example, or the complaint about one of them. */
    Object elements(Row row, String[] names) {
        if (array) {
            return row.isNullAt(0)
                    ? names[0] + " is empty"
                    : elements(row.getList(0).toArray(), names, true);
        }
        Object[] cells = new Object[inputs];
        Arrays.setAll(cells, row::get);
        return elements(cells, names, false);
    }

    private static Object elements(Object[] cells, String[] names, boolean array) {
        float[] elements = new float[cells.length];
        for (int i = 0; i < cells.length; i++) {
            String place = array ? "element " + i + " of column " + names[0] : "column " + names[i];
            if (cells[i] == null) {
                return place + " is empty";
            }
            Float number = number(cells[i]);
            if (number == null) {
                return place + " has \"" + cells[i]
                        + "\", which is no number; numbers are plain decimals, such as -0.5 or 1e-3";
            }
            if (!Float.isFinite(number)) {
                return place + " has " + cells[i] + "; every value must be a finite number";
            }
            elements[i] = number;
        }
        return elements;
    }

    private static Float number(Object cell) {
        return switch (cell) {
            case BigDecimal decimal -> decimal.floatValue();
            case Number number -> number.floatValue();
            case Boolean truth -> truth ? 1f : 0f;
            default -> {
                String word = cell.toString().strip();
                yield Decimals.isNumber(word) ? Float.valueOf(word) : null;
            }
        };
    }
}
