package io.jaspis.spark;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.ClassNumbers;
import io.jaspis.autodiff.data.Decimals;
import io.jaspis.threat.Model;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.SparkThrowable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

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

    /** Of more classes than this no model tells. */
    private static final int CLASSES = 0xffff;

    private final String name;
    private final TableColumns columns;
    private final List<String> inputs;
    private final boolean array;
    private final Dataset<Row> chosen;

    /** A row's cells, as they stand in {@link #chosen}: inputs, label, order, file, block and complaint. */
    private record Cells(int inputs, boolean array, boolean numbered) implements Serializable {
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
        Part part(Row row, int partition) {
            String file = row.getString(file());
            return file.isEmpty()
                    ? new Part("", 0, partition)
                    : new Part(file, row.getLong(file() + 1), numbered ? partition : 0);
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

    /** Rows that stand together in the order of their source. */
    private record Part(String file, long block, int partition) implements Serializable, Comparable<Part> {
        @Override
        public int compareTo(Part other) {
            int order = file.compareTo(other.file);
            order = order != 0 ? order : Long.compare(block, other.block);
            return order != 0 ? order : Integer.compare(partition, other.partition);
        }
    }

    /** What a look at a part's rows shows. */
    private static final class Look implements Serializable {
        private int count;
        private final TreeSet<String> labels = new TreeSet<>();
        private final List<Long> orders = new ArrayList<>();
        private int misfitRow;
        private String misfit;

        void misfit(String complaint) {
            if (misfit == null) {
                misfit = complaint;
                misfitRow = count;
            }
        }
    }

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
        Map<String, StructField> fields = new HashMap<>();
        for (StructField field : rows.schema().fields()) {
            fields.put(field.name(), field);
        }
        List<String> there = Arrays.stream(rows.columns())
                .filter(column -> !column.equals(COMPLAINT))
                .toList();
        require(name, there, columns.label(), "label-column");
        columns.dropped().forEach(column -> require(name, there, column, "drop"));
        columns.inputs().forEach(column -> require(name, there, column, "inputs"));
        if (columns.order() != null) {
            require(name, there, columns.order(), "index");
            if (!(fields.get(columns.order()).dataType() instanceof IntegralType)
                    && !(fields.get(columns.order()).dataType() instanceof StringType)) {
                throw new InputException(
                        "column " + columns.order() + " of " + name + " is to number the examples, but is "
                                + words(fields.get(columns.order()).dataType()) + ", not whole numbers");
            }
        }
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
        boolean array = inputs.size() == 1 && fields.get(inputs.getFirst()).dataType() instanceof ArrayType;
        for (String input : inputs) {
            DataType type = fields.get(input).dataType();
            DataType element = array ? ((ArrayType) type).elementType() : type;
            if (!(element instanceof NumericType || element instanceof BooleanType || element instanceof StringType)) {
                throw new InputException("column " + input + " of " + name + " is " + words(type)
                        + ", where numbers are expected; leave it out (--drop), or make numbers of it first");
            }
        }
        List<Column> all = new ArrayList<>();
        inputs.forEach(input -> all.add(rows.col(quoted(input))));
        all.add(rows.col(quoted(columns.label())).cast("string"));
        if (columns.order() != null) {
            all.add(rows.col(quoted(columns.order())).try_cast("long"));
        }
        Column complaint = fields.containsKey(COMPLAINT)
                ? rows.col(quoted(COMPLAINT))
                : functions.lit(null).cast("string");
        return new Table(name, columns, inputs, array, withPlaces(name, rows, all, complaint, columns.order() != null));
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

    private static void require(String name, List<String> there, String column, String option) {
        if (!there.contains(column)) {
            throw new InputException("%s has no column %s (--%s); its columns are %s"
                    .formatted(name, column, option, String.join(", ", there)));
        }
    }

    private static String quoted(String column) {
        return "`" + column.replace("`", "``") + "`";
    }

    private static String words(DataType type) {
        return type.simpleString();
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
        Cells cells = new Cells(inputs.size(), array, columns.order() != null);
        String[] names = inputs.toArray(String[]::new);
        List<String> classes = Classes.names(columns.classes(), model);
        JavaRDD<Row> rows = chosen.toJavaRDD();
        double[] largest = model.largest();
        boolean[] whole = new boolean[size];
        for (int i = 0; i < size; i++) {
            whole[i] = model.isWhole(i);
        }
        TreeMap<Part, Look> looks = new TreeMap<>();
        for (Map<Part, Look> some : rows.mapPartitionsWithIndex(
                        (partition, each) -> List.of(look(
                                        partition, each, cells, names, classes, size, lower, upper, largest, whole))
                                .iterator(),
                        true)
                .collect()) {
            some.forEach((part, look) -> {
                if (looks.put(part, look) != null) {
                    throw new InputException(
                            ("%s reads rows of %s more than once, such as a union of a table with itself, so that they have no"
                                            + " order of their own: number them by a column of whole numbers (--index)")
                                    .formatted(name, part.file()));
                }
            });
        }
        return numbered(rows, looks, cells, names, model);
    }

    private static Map<Part, Look> look(
            int partition,
            Iterator<Row> rows,
            Cells cells,
            String[] names,
            List<String> classes,
            int size,
            float lower,
            float upper,
            double[] largest,
            boolean[] whole) {
        Map<Part, Look> looks = new HashMap<>();
        while (rows.hasNext()) {
            Row row = rows.next();
            Look look = looks.computeIfAbsent(cells.part(row, partition), _ -> new Look());
            if (!row.isNullAt(cells.complaint())) {
                look.misfit(row.getString(cells.complaint()));
            }
            if (cells.elements(row, names) instanceof float[] elements) {
                if (elements.length != size) {
                    look.misfit(
                            "column " + names[0] + " has " + elements.length + " values, but the model takes " + size);
                }
                for (int i = 0; i < elements.length; i++) {
                    if (!(elements[i] >= lower && elements[i] <= upper)) {
                        look.misfit(
                                "%s has %s, which lies outside the range [%s, %s]: scale the examples into it, or give the range that inputs can have"
                                        .formatted(
                                                cells.array() ? "element " + i : "column " + names[i],
                                                elements[i],
                                                lower,
                                                upper));
                    }
                    if (i < largest.length && Math.abs(elements[i]) > largest[i]) {
                        look.misfit("%s has %s, but the model takes whole numbers there, and "
                                        .formatted(cells.array() ? "element " + i : "column " + names[i], elements[i])
                                + Model.READ_AS_FAR);
                    }
                    if (i < whole.length && whole[i] && elements[i] != Math.rint(elements[i])) {
                        look.misfit("%s has %s, but the model takes whole numbers there: mend it, or leave it out"
                                .formatted(cells.array() ? "element " + i : "column " + names[i], elements[i]));
                    }
                }
            } else {
                look.misfit(cells.elements(row, names).toString());
            }
            if (row.isNullAt(cells.label())) {
                look.misfit("the label is missing");
            } else {
                String label = row.getString(cells.label()).strip();
                ClassNumbers.missing(label, classes).ifPresent(look::misfit);
                if (look.labels.size() <= CLASSES) {
                    look.labels.add(label);
                }
            }
            if (cells.numbered()) {
                if (row.isNullAt(cells.order())) {
                    look.misfit("it has no whole number in the column that numbers the examples");
                } else {
                    look.orders.add(row.getLong(cells.order()));
                }
            }
            look.count++;
        }
        return looks;
    }

    private Source numbered(JavaRDD<Row> rows, TreeMap<Part, Look> looks, Cells cells, String[] names, Model model) {
        Map<Part, Integer> offsets = new HashMap<>();
        TreeSet<String> labels = new TreeSet<>();
        long count = 0;
        for (Map.Entry<Part, Look> entry : looks.entrySet()) {
            Look look = entry.getValue();
            if (look.misfit != null) {
                throw new InputException("%s, row %,d: %s"
                        .formatted(
                                entry.getKey().file().isEmpty()
                                        ? name
                                        : entry.getKey().file(),
                                before(looks, entry.getKey()) + look.misfitRow + 1,
                                look.misfit));
            }
            offsets.put(entry.getKey(), (int) count);
            labels.addAll(look.labels);
            count += look.count;
        }
        if (count == 0) {
            throw new InputException(name + " holds no examples");
        }
        if (count > Integer.MAX_VALUE - 8) {
            throw new InputException(
                    "%s has %,d rows, more than one job numbers; take a part of them".formatted(name, count));
        }
        Classes classes = Classes.ofColumn(name, labels, columns.classes(), model);
        long[] orders = looks.values().stream()
                .flatMap(look -> look.orders.stream())
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        for (int i = 1; i < orders.length; i++) {
            if (orders[i] == orders[i - 1]) {
                throw new InputException("column %s of %s has the number %d twice; each example needs one of its own"
                        .formatted(columns.order(), name, orders[i]));
            }
        }
        JavaSparkContext context = JavaSparkContext.fromSparkContext(rows.context());
        Broadcast<Map<Part, Integer>> starts = context.broadcast(offsets);
        Broadcast<long[]> places = context.broadcast(orders);
        JavaRDD<Item> items = rows.mapPartitionsWithIndex(
                (partition, each) ->
                        new Numbering(partition, each, cells, names, starts.value(), places.value(), classes),
                true);
        return new Source(
                name,
                items,
                (int) count,
                List.of(model.graph().input(model.graph().onlyInput()).shape().size()),
                array ? List.of() : inputs,
                classes.names());
    }

    /** The rows of the same file before a part. */
    private static long before(TreeMap<Part, Look> looks, Part part) {
        return looks.headMap(part).entrySet().stream()
                .filter(entry -> entry.getKey().file().equals(part.file()))
                .mapToLong(entry -> entry.getValue().count)
                .sum();
    }

    /** Gives each row its number. */
    private static final class Numbering implements Iterator<Item> {
        private final int partition;
        private final Iterator<Row> rows;
        private final Cells cells;
        private final String[] names;
        private final Map<Part, Integer> starts;
        private final long[] places;
        private final Classes classes;
        private final Map<Part, Integer> seen = new HashMap<>();

        Numbering(
                int partition,
                Iterator<Row> rows,
                Cells cells,
                String[] names,
                Map<Part, Integer> starts,
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
            Part part = cells.part(row, partition);
            int number = seen.merge(part, 1, Integer::sum) - 1;
            int index = cells.numbered()
                    ? Arrays.binarySearch(places, row.getLong(cells.order()))
                    : Objects.requireNonNull(starts.get(part), "rows that weren't there before") + number;
            return new Item(index, classes.number(row.getString(cells.label()).strip()), new Item.Numbers((float[])
                    cells.elements(row, names)));
        }
    }
}
