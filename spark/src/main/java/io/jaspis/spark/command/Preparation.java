package io.jaspis.spark.command;

import io.jaspis.autodiff.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Makes numbers of what a table has otherwise, before it is looked at. */
final class Preparation {
    private Preparation() {}

    /**
     * The table with an input for each category, in the place of their column, and with gaps filled in.
     *
     * @param oneHot columns with their categories, {@code country=AT:DE}; a gap is none of them, and 0 in each input
     * @param missing columns with what a gap is taken for, {@code amount=0.5}
     * @throws InputException where one of these isn't so, or the table has no such column
     */
    static Dataset<Row> prepared(String name, Dataset<Row> table, List<String> oneHot, List<String> missing) {
        Map<String, List<String>> categories = new HashMap<>();
        for (String one : oneHot) {
            String[] parts = parts(name, table, "--one-hot", one, "country=AT:DE");
            categories.put(parts[0], Arrays.asList(parts[1].split(":", -1)));
        }
        Map<String, String> values = new HashMap<>();
        for (String one : missing) {
            String[] parts = parts(name, table, "--missing", one, "amount=0.5");
            values.put(parts[0], parts[1]);
        }
        List<Column> columns = new ArrayList<>();
        for (String column : table.columns()) {
            Column cell = table.col("`" + column.replace("`", "``") + "`");
            if (categories.containsKey(column)) {
                List<String> all = categories.get(column);
                all.forEach(category ->
                        columns.add(input(cell.cast("string"), category, all).as(column + "=" + category)));
            } else if (values.containsKey(column)) {
                columns.add(functions
                        .coalesce(cell.cast("string"), functions.lit(values.get(column)))
                        .as(column));
            } else {
                columns.add(cell);
            }
        }
        return table.select(columns.toArray(Column[]::new));
    }

    private static String[] parts(String name, Dataset<Row> table, String option, String given, String example) {
        int at = given.indexOf('=');
        if (at < 1 || at == given.length() - 1) {
            throw new InputException(option + " is like " + example + ", but is " + given);
        }
        String column = given.substring(0, at);
        if (!List.of(table.columns()).contains(column)) {
            throw new InputException("%s has no column %s (%s); its columns are %s"
                    .formatted(name, column, option, String.join(", ", table.columns())));
        }
        return new String[] {column, given.substring(at + 1)};
    }

    /** 1 of the category and 0 of the others; a word that is none of them stays, and is told where it stands. */
    private static Column input(Column cell, String category, List<String> all) {
        return functions
                .when(cell.equalTo(category), "1")
                .when(cell.isNull().or(cell.isin(all.toArray())), "0")
                .otherwise(cell);
    }
}
