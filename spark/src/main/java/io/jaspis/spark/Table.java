package io.jaspis.spark;

import io.jaspis.autodiff.InputException;
import io.jaspis.threat.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkThrowable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Labelled examples in the rows of a table. They are numbered by a column, or else in the order of their files, whatever splits
 * and partitions Spark reads these in; rows of no file in the order that Spark has them. Rows that several files make together, and
 * those of a file that is read more than once, have no such order, and need a column.
 */
public final class Table {
    /**
     * A column of this name is no input: it says in words what is wrong with a row besides what its other cells show, such as of cells
     * that something else was made of before, and is null where nothing is.
     */
    public static final String COMPLAINT = "jaspis complaint";

    private static final String FILE = "jaspis file";
    private static final String BLOCK = "jaspis block";

    /** What Spark calls it where the file of a row is asked for, and the row is of several. */
    private static final String OF_SEVERAL = "MULTI_SOURCES_UNSUPPORTED_FOR_EXPRESSION";

    private final String name;
    private final TableColumns columns;
    private final List<String> inputs;
    private final boolean array;
    private final Dataset<Row> chosen;

    private Table(String name, TableColumns columns, List<String> inputs, boolean array, Dataset<Row> chosen) {
        this.name = name;
        this.columns = columns;
        this.inputs = inputs;
        this.array = array;
        this.chosen = chosen;
    }

    /**
     * The examples in some rows.
     *
     * @param name for messages and reports
     * @throws InputException where a column isn't there, or isn't what it is to be, or where rows are of several files at once and no
     *     column numbers them; no row is looked at for that
     */
    public static Table of(String name, Dataset<Row> rows, TableColumns columns) {
        TableSchema schema = new TableSchema(name, rows);
        schema.require(columns);
        List<String> inputs = schema.inputs(columns);
        List<Column> all = new ArrayList<>();
        inputs.forEach(input -> all.add(rows.col(quoted(input))));
        all.add(rows.col(quoted(columns.label())).cast("string"));
        if (columns.order() != null) {
            all.add(rows.col(quoted(columns.order())).try_cast("long"));
        }
        Column complaint = schema.has(COMPLAINT)
                ? rows.col(quoted(COMPLAINT))
                : functions.lit(null).cast("string");
        Dataset<Row> chosen = withPlaces(name, rows, all, complaint, columns.order() != null);
        return new Table(name, columns, inputs, schema.isArray(inputs), chosen);
    }

    /** The cells with the file that each row is of and its block there; without them where rows are of several files at once. */
    private static Dataset<Row> withPlaces(
            String name, Dataset<Row> rows, List<Column> cells, Column complaint, boolean numbered) {
        try {
            Column block = functions.expr("input_file_block_start()");
            return selected(rows, cells, functions.input_file_name(), block, complaint);
        } catch (Exception refused) {
            if (!(refused instanceof SparkThrowable known) || !OF_SEVERAL.equals(known.getCondition())) {
                throw refused;
            }
            if (!numbered) {
                throw new InputException(
                        "the rows of " + name
                                + " are of several files at once, such as those of a join, so that they have no order"
                                + " of their own: number them by a column of whole numbers (--index)",
                        refused);
            }
            return selected(rows, cells, functions.lit(""), functions.lit(0L), complaint);
        }
    }

    private static Dataset<Row> selected(
            Dataset<Row> rows, List<Column> cells, Column file, Column block, Column complaint) {
        List<Column> all = new ArrayList<>(cells);
        all.add(file.as(FILE));
        all.add(block.as(BLOCK));
        all.add(complaint);
        return rows.select(all.toArray(Column[]::new));
    }

    private static String quoted(String column) {
        return "`" + column.replace("`", "``") + "`";
    }

    /**
     * The examples for a model, once all rows are seen to fit it.
     *
     * @param lower the least value that an input can have
     * @param upper the largest
     * @throws InputException where a row doesn't fit, saying which
     */
    public Source source(ModelFile file, float lower, float upper) {
        Model model = file.model();
        int size = model.graph().input(model.graph().onlyInput()).shape().size();
        if (!array && inputs.size() != size) {
            throw new InputException(
                    ("%s takes %d values, but %s has %d columns for them: %s; leave out what the model has"
                                    + " no input for (--drop), or say which they are (--inputs)")
                            .formatted(model.name(), size, name, inputs.size(), String.join(", ", inputs)));
        }
        // Inputs that are given are the model's by their places, whatever they are called.
        if (!array && columns.inputs().isEmpty()) {
            model.requireInputs(inputs, name);
        }
        TableCells cells = new TableCells(inputs.size(), array, columns.order() != null);
        String[] names = inputs.toArray(String[]::new);
        RowFit fit = RowFit.of(model, cells, names, Classes.names(columns.classes(), model), lower, upper);
        JavaRDD<Row> rows = chosen.toJavaRDD();
        TableLooks looks = new TableLooks(name);
        rows.mapPartitionsWithIndex(
                        (partition, each) -> List.of(fit.looks(partition, each)).iterator(), true)
                .collect()
                .forEach(looks::add);
        return numbered(rows, looks, cells, names, model);
    }

    private Source numbered(JavaRDD<Row> rows, TableLooks looks, TableCells cells, String[] names, Model model) {
        looks.requireFit();
        int count = looks.count();
        Classes classes = Classes.ofColumn(name, looks.labels(), columns.classes(), model);
        long[] orders = looks.orders(columns.order());
        JavaSparkContext context = JavaSparkContext.fromSparkContext(rows.context());
        Broadcast<Map<TablePart, Integer>> starts = context.broadcast(looks.starts());
        Broadcast<long[]> places = context.broadcast(orders);
        JavaRDD<Item> items = rows.mapPartitionsWithIndex(
                (partition, each) ->
                        new RowNumbering(partition, each, cells, names, starts.value(), places.value(), classes),
                true);
        return new Source(
                name,
                items,
                count,
                List.of(model.graph().input(model.graph().onlyInput()).shape().size()),
                array ? List.of() : inputs,
                classes.names());
    }
}
