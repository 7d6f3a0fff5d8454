package io.jaspis.spark;

import java.util.List;

/**
 * Which columns of a table are what.
 *
 * @param label the column with the class of each example: a number from 0, or a name
 * @param order the column of whole numbers by which examples are numbered, each of another number; null to number them as
 *     their files have them
 * @param inputs the columns with an example's elements, in their order: numbers, or one column of arrays of them; empty
 *     for all that are none of the others
 * @param dropped columns that are nothing of these
 * @param classes the names of the classes in the order of the model's outputs; empty to take those of the model's file
 */
public record TableColumns(
        String label, String order, List<String> inputs, List<String> dropped, List<String> classes) {
    public TableColumns {
        inputs = List.copyOf(inputs);
        dropped = List.copyOf(dropped);
        classes = List.copyOf(classes);
    }

    /** All columns but that of the label are inputs. */
    public static TableColumns labelled(String label) {
        return new TableColumns(label, null, List.of(), List.of(), List.of());
    }

    /** The same, but for these columns. */
    public TableColumns without(String... names) {
        return new TableColumns(label, order, inputs, List.of(names), classes);
    }

    /** The same, numbered by a column. */
    public TableColumns numberedBy(String column) {
        return new TableColumns(label, column, inputs, dropped, classes);
    }
}
