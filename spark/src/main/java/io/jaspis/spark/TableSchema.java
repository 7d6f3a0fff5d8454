package io.jaspis.spark;

import io.jaspis.autodiff.InputException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/** The columns that rows have, and what is asked of those that hold examples. */
final class TableSchema {
    private final String name;
    private final List<String> there;
    private final Map<String, StructField> fields = new HashMap<>();

    /** @param name of the table, for messages */
    TableSchema(String name, Dataset<Row> rows) {
        this.name = name;
        this.there = Arrays.stream(rows.columns())
                .filter(column -> !column.equals(Table.COMPLAINT))
                .toList();
        for (StructField field : rows.schema().fields()) {
            fields.put(field.name(), field);
        }
    }

    /** Whether there is a column of this name. */
    boolean has(String column) {
        return fields.containsKey(column);
    }

    private DataType type(String column) {
        return fields.get(column).dataType();
    }

    /**
     * Sees that the columns that are spoken of are there.
     *
     * @throws InputException otherwise, and where the column that numbers examples has no numbers
     */
    void require(TableColumns columns) {
        require(columns.label(), "label-column");
        columns.dropped().forEach(column -> require(column, "drop"));
        columns.inputs().forEach(column -> require(column, "inputs"));
        if (columns.order() != null) {
            require(columns.order(), "index");
            DataType type = type(columns.order());
            if (!(type instanceof IntegralType) && !(type instanceof StringType)) {
                throw new InputException("column " + columns.order() + " of " + name
                        + " is to number the examples, but is " + words(type) + ", not whole numbers");
            }
        }
    }

    private void require(String column, String option) {
        if (!there.contains(column)) {
            throw new InputException("%s has no column %s (--%s); its columns are %s"
                    .formatted(name, column, option, String.join(", ", there)));
        }
    }

    /**
     * The columns of inputs: those that are given, else all that are nothing else.
     *
     * @throws InputException where there are none, where one is to be something else too, or holds no numbers
     */
    List<String> inputs(TableColumns columns) {
        Set<String> others = new HashSet<>(columns.dropped());
        others.add(columns.label());
        others.add(columns.order());
        for (String input : columns.inputs()) {
            if (others.contains(input)) {
                throw new InputException("column " + input + " of " + name
                        + " is to be an input (--inputs), and also none (--label-column, --index or --drop); give it"
                        + " once");
            }
        }
        List<String> inputs = !columns.inputs().isEmpty()
                ? columns.inputs()
                : there.stream().filter(column -> !others.contains(column)).toList();
        if (inputs.isEmpty()) {
            throw new InputException(name + " has no column for an example's values beside " + there);
        }
        boolean array = isArray(inputs);
        for (String input : inputs) {
            DataType type = type(input);
            DataType element = array ? ((ArrayType) type).elementType() : type;
            if (!(element instanceof NumericType || element instanceof BooleanType || element instanceof StringType)) {
                throw new InputException("column " + input + " of " + name + " is " + words(type)
                        + ", where numbers are expected; leave it out (--drop), or make numbers of it first");
            }
        }
        return inputs;
    }

    /** Whether one column holds all inputs. */
    boolean isArray(List<String> inputs) {
        return inputs.size() == 1 && type(inputs.getFirst()) instanceof ArrayType;
    }

    private static String words(DataType type) {
        return type.simpleString();
    }
}
