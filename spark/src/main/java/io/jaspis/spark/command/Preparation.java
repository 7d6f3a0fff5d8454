package io.jaspis.spark.command;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Decimals;
import io.jaspis.spark.Table;
import io.jaspis.spark.TableColumns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Makes numbers of what a table has otherwise, before it is looked at. */
final class Preparation {
    private final String name;
    private final List<String> there;
    private final TableColumns columns;

    private Preparation(String name, List<String> there, TableColumns columns) {
        this.name = name;
        this.there = there;
        this.columns = columns;
    }

    /**
     * The table with gaps filled in, and then with an input for each category, in the place of their column. A row with a category that
     * is none of these, or with a gap that nothing fills in, has a {@link Table#COMPLAINT}.
     *
     * @param oneHot columns with their categories, {@code country=AT:DE}
     * @param missing columns with what a gap is taken for, {@code amount=0.5}
     * @throws InputException where one of these isn't so, or is of a column that the table hasn't or that is left out
     */
    static Dataset<Row> prepared(
            String name, Dataset<Row> table, TableColumns columns, List<String> oneHot, List<String> missing) {
        List<String> there = List.of(table.columns());
        Preparation preparation = new Preparation(name, there, columns);
        Map<String, List<String>> categories = preparation.categories(oneHot);
        Map<String, String> values = preparation.values(missing, categories);
        List<Column> prepared = new ArrayList<>();
        List<Column> complaints = new ArrayList<>();
        for (String column : there) {
            Column cell = table.col("`" + column.replace("`", "``") + "`");
            if (column.equals(Table.COMPLAINT)) {
                complaints.addFirst(cell);
                continue;
            }
            if (values.containsKey(column)) {
                cell = functions.coalesce(cell.cast("string"), functions.lit(values.get(column)));
            }
            if (categories.containsKey(column)) {
                Column word = cell.cast("string");
                List<String> all = categories.get(column);
                all.forEach(category -> prepared.add(functions
                        .when(word.equalTo(category), "1")
                        .otherwise("0")
                        .as(column + "=" + category)));
                complaints.add(complaint(column, word, all));
            } else {
                prepared.add(cell.as(column));
            }
        }
        complaints.add(functions.lit(null).cast("string"));
        prepared.add(functions.coalesce(complaints.toArray(Column[]::new)).as(Table.COMPLAINT));
        return table.select(prepared.toArray(Column[]::new));
    }

    private static Column complaint(String column, Column word, List<String> categories) {
        return functions
                .when(
                        word.isNull(),
                        "column %s is empty; say what that is taken for (--missing %s=%s)"
                                .formatted(column, column, categories.getFirst()))
                .when(
                        functions.not(word.isin(categories.toArray())),
                        functions.concat(
                                functions.lit("column " + column + " has \""),
                                word,
                                functions.lit("\", which is none of the categories %s; give all that the model has an"
                                                .formatted(String.join(", ", categories))
                                        + " input for (--one-hot)")));
    }

    private Map<String, List<String>> categories(List<String> oneHot) {
        Map<String, List<String>> categories = new HashMap<>();
        for (String one : oneHot) {
            String[] parts = parts("--one-hot", one, "country=AT:DE", categories);
            List<String> all = List.of(parts[1].split(":", -1));
            if (all.contains("") || new HashSet<>(all).size() < all.size()) {
                throw new InputException("--one-hot " + one
                        + " has an empty category, or one twice; give each that the model has an input for once");
            }
            categories.put(parts[0], all);
        }
        return categories;
    }

    private Map<String, String> values(List<String> missing, Map<String, List<String>> categories) {
        Map<String, String> values = new HashMap<>();
        for (String one : missing) {
            String[] parts = parts("--missing", one, "amount=0.5", values);
            List<String> all = categories.get(parts[0]);
            if (all != null && !all.contains(parts[1])) {
                throw new InputException("--missing " + one + " is none of the categories that --one-hot has, "
                        + String.join(", ", all) + "; give one of these");
            }
            if (all == null && !parts[0].equals(columns.label()) && !Decimals.isNumber(parts[1])) {
                throw new InputException("--missing " + one + " is no number; give a plain decimal, such as 0.5");
            }
            values.put(parts[0], parts[1]);
        }
        return values;
    }

    private String[] parts(String option, String given, String example, Map<String, ?> others) {
        int at = given.indexOf('=');
        if (at < 1 || at == given.length() - 1) {
            throw new InputException(option + " is like " + example + ", but is " + given);
        }
        String column = given.substring(0, at);
        if (!there.contains(column)) {
            throw new InputException("%s has no column %s (%s); its columns are %s"
                    .formatted(name, column, option, String.join(", ", there)));
        }
        if (others.containsKey(column)) {
            throw new InputException(option + " is given twice for column " + column + "; give it once");
        }
        if (columns.dropped().contains(column)) {
            throw new InputException(
                    option + " " + given + " is of a column that --drop leaves out; give one of the two");
        }
        return new String[] {column, given.substring(at + 1)};
    }
}
