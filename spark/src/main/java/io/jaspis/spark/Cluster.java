package io.jaspis.spark;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Model;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** What all jobs do with a cluster: send the model once, write rows and read them, and get a few examples. */
final class Cluster {
    private final SparkSession session;
    private final Broadcast<ModelFile> model;
    private final Broadcast<SerializableConfiguration> files;

    Cluster(SparkSession session, ModelFile file) {
        this.session = session;
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        this.model = context.broadcast(file);
        this.files = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
    }

    Broadcast<ModelFile> model() {
        return model;
    }

    Broadcast<SerializableConfiguration> files() {
        return files;
    }

    static int[] extents(Source source) {
        return source.shape().stream().mapToInt(Integer::intValue).toArray();
    }

    /** Refuses a place where something lies, or where nothing can be written. */
    void requireRoomAt(String table) {
        Path place = new Path(table);
        try {
            FileSystem system = place.getFileSystem(files.value().value());
            if (system.exists(place)) {
                throw new InputException(
                        "there is something at " + table
                                + " already, such as the rows of another job; give another place for the rows, or take that away");
            }
            if (!system.mkdirs(place)) {
                throw new IOException("no folder can be made there");
            }
            system.delete(place, false);
        } catch (IOException e) {
            throw new InputException(
                    "the rows can't be written to " + table + ": " + e.getMessage() + "; give another place for them",
                    e);
        }
    }

    /** Writes rows as they are computed. */
    void write(JavaRDD<Row> rows, StructType schema, String table, Runnable afterTask) {
        SparkListener listener = new SparkListener() {
            @Override
            public void onTaskEnd(SparkListenerTaskEnd end) {
                afterTask.run();
            }
        };
        session.sparkContext().addSparkListener(listener);
        try {
            session.createDataFrame(rows, schema).write().parquet(table);
        } catch (Exception failed) {
            throw Failures.ofJob(failed);
        } finally {
            session.sparkContext().removeSparkListener(listener);
        }
    }

    /** The rows of a table in the order of their numbers; refused where they aren't those of all examples. */
    List<Row> read(String table, List<String> columns, int count) {
        List<Row> rows = session.read()
                .parquet(table)
                .select(columns.stream().map(functions::col).toArray(Column[]::new))
                .sort("index")
                .collectAsList();
        for (int i = 0; i < Math.max(count, rows.size()); i++) {
            if (rows.size() != count || rows.get(i).<Integer>getAs("index") != i) {
                throw new IllegalStateException("of " + count + " examples the table " + table + " has " + rows.size()
                        + " rows, which aren't those of all; please report this with the command");
            }
        }
        return rows;
    }

    /** Some rows of a table, whole. */
    Map<Integer, Row> rows(String table, Set<Integer> indices) {
        if (indices.isEmpty()) {
            return Map.of();
        }
        Map<Integer, Row> rows = new HashMap<>();
        Broadcast<Set<Integer>> wanted =
                JavaSparkContext.fromSparkContext(session.sparkContext()).broadcast(indices);
        session.read()
                .parquet(table)
                .filter((FilterFunction<Row>) row -> wanted.value().contains(row.<Integer>getAs("index")))
                .collectAsList()
                .forEach(row -> rows.put(row.getAs("index"), row));
        return rows;
    }

    /**
     * An example that is at hand on the driver.
     *
     * @param elements in the order of the source
     */
    record Held(int label, float[] elements) {}

    /** A few examples. */
    Map<Integer, Held> some(Source source, IntStream indices) throws IOException {
        Set<Integer> wanted = indices.boxed().collect(Collectors.toSet());
        Map<Integer, Held> held = new HashMap<>();
        if (wanted.isEmpty()) {
            return held;
        }
        Broadcast<Set<Integer>> sent =
                JavaSparkContext.fromSparkContext(session.sparkContext()).broadcast(wanted);
        Shape shape = Shape.of(extents(source));
        for (Item item : source.items()
                .filter(item -> sent.value().contains(item.index()))
                .collect()) {
            held.put(item.index(), new Held(item.label(), item.content().elements(shape, files.value())));
        }
        return held;
    }

    /**
     * The examples as the report's parts want them: all labels, and the elements of those at hand.
     *
     * @param rows of all examples in the order of their numbers; none where they aren't there yet
     */
    Dataset dataset(Source source, Model network, Map<Integer, Held> held, List<Row> rows) {
        int[] labels = new int[source.count()];
        int[] indices =
                held.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
        Shape shape = Shape.of(extents(source));
        float[] elements = new float[Math.multiplyExact(indices.length, shape.size())];
        for (int i = 0; i < indices.length; i++) {
            Held one = held.get(indices[i]);
            labels[indices[i]] = one.label();
            System.arraycopy(one.elements(), 0, elements, i * shape.size(), shape.size());
        }
        for (int i = 0; i < rows.size(); i++) {
            labels[i] = rows.get(i).<Integer>getAs("label");
        }
        String sha256 = rows.isEmpty() ? "" : Hashes.of(rows).examples();
        return Dataset.elsewhere(
                        source.name(), sha256, source.inputs(), source.classNames(), labels, shape, elements, indices)
                .inFiles(source.files())
                .requireClasses(classes(network))
                .arrangedFor(network.graph().input(network.graph().onlyInput()).shape());
    }

    static int classes(Model network) {
        return network.graph().output(network.graph().onlyOutput()).shape().size();
    }

    /** The hashes of all rows, and of all examples. */
    record Hashes(String rows, String examples) {
        static Hashes of(List<Row> rows) {
            RowHash all = new RowHash();
            rows.forEach(row -> all.add(row.getAs("row_sha256")));
            String found = all.hex();
            rows.forEach(row -> all.add(row.getAs("label") + " " + row.getAs("input_sha256")));
            return new Hashes(found, all.hex());
        }
    }
}
