package io.jaspis.spark;

import io.jaspis.autodiff.data.ClassNumbers;
import io.jaspis.threat.Model;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * What rows are to be like that a model takes.
 *
 * @param names of the columns that hold inputs
 * @param classes the names of the classes, where they are known before the labels are
 * @param size how many inputs the model takes
 * @param lower the least value that an input can have
 * @param upper the largest
 * @param largest the magnitude that each input may have, where that is bounded
 * @param whole which inputs are whole numbers
 */
record RowFit(
        TableCells cells,
        String[] names,
        List<String> classes,
        int size,
        float lower,
        float upper,
        double[] largest,
        boolean[] whole)
        implements Serializable {
    /** That of a model. */
    static RowFit of(Model model, TableCells cells, String[] names, List<String> classes, float lower, float upper) {
        int size = model.graph().input(model.graph().onlyInput()).shape().size();
        boolean[] whole = new boolean[size];
        for (int i = 0; i < size; i++) {
            whole[i] = model.isWhole(i);
        }
        return new RowFit(cells, names, classes, size, lower, upper, model.largest(), whole);
    }

    /** Looks at the rows of a partition, part by part. */
    Map<TablePart, RowLook> looks(int partition, Iterator<Row> rows) {
        Map<TablePart, RowLook> looks = new HashMap<>();
        while (rows.hasNext()) {
            Row row = rows.next();
            look(row, looks.computeIfAbsent(cells.part(row, partition), _ -> new RowLook()));
        }
        return looks;
    }

    private void look(Row row, RowLook look) {
        if (!row.isNullAt(cells.complaint())) {
            look.misfit(row.getString(cells.complaint()));
        }
        Object content = cells.elements(row, names);
        if (content instanceof float[] elements) {
            look(elements, look);
        } else {
            look.misfit(content.toString());
        }
        if (row.isNullAt(cells.label())) {
            look.misfit("the label is missing");
        } else {
            String label = row.getString(cells.label()).strip();
            ClassNumbers.missing(label, classes).ifPresent(look::misfit);
            look.label(label);
        }
        if (cells.numbered()) {
            if (row.isNullAt(cells.order())) {
                look.misfit("it has no whole number in the column that numbers the examples");
            } else {
                look.order(row.getLong(cells.order()));
            }
        }
        look.next();
    }

    private void look(float[] elements, RowLook look) {
        if (elements.length != size) {
            look.misfit("column " + names[0] + " has " + elements.length + " values, but the model takes " + size);
        }
        for (int i = 0; i < elements.length; i++) {
            if (!(elements[i] >= lower && elements[i] <= upper)) {
                look.misfit(
                        "%s has %s, which lies outside the range [%s, %s]: scale the examples into it, or give the range that inputs can have"
                                .formatted(place(i), elements[i], lower, upper));
            }
            if (i < largest.length && Math.abs(elements[i]) > largest[i]) {
                look.misfit("%s has %s, but the model takes whole numbers there, and ".formatted(place(i), elements[i])
                        + Model.READ_AS_FAR);
            }
            if (i < whole.length && whole[i] && elements[i] != Math.rint(elements[i])) {
                look.misfit("%s has %s, but the model takes whole numbers there: mend it, or leave it out"
                        .formatted(place(i), elements[i]));
            }
        }
    }

    private String place(int element) {
        return cells.array() ? "element " + element : "column " + names[element];
    }
}
