package io.jaspis.spark.command;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.spark.Failures;
import io.jaspis.spark.ModelFile;
import io.jaspis.spark.PictureFolder;
import io.jaspis.spark.Source;
import io.jaspis.spark.Table;
import io.jaspis.spark.TableColumns;
import io.jaspis.threat.BinaryClassifier;
import io.jaspis.threat.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which examples of what model a job is about, and where its results go. */
final class DataOptions {
    /** Kinds of data. */
    enum Format {
        CSV,
        PARQUET,
        PICTURES
    }

    @Option(
            names = "--model",
            paramLabel = "FILE",
            required = true,
            description = "The model: an ONNX file on the driver's machine.")
    Path model;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            required = true,
            description =
                    "The examples, where all machines see them: a table in CSV or Parquet, or a folder of pictures with"
                            + " a subfolder for each class.")
    String data;

    @Option(
            names = "--format",
            paramLabel = "csv|parquet|pictures",
            description = "What the data is. Default: by its name and what is in it.")
    Format format;

    @Option(
            names = {"--label-column", "--label"},
            paramLabel = "COLUMN",
            defaultValue = "label",
            description = "The column with the classes. Default: ${DEFAULT-VALUE}.")
    String label;

    @Option(
            names = "--index",
            paramLabel = "COLUMN",
            description =
                    "A column of whole numbers by which examples are numbered. Default: by the order in the files.")
    String index;

    @Option(
            names = "--inputs",
            paramLabel = "COLUMNS",
            split = ",",
            converter = ListedName.class,
            description = "The columns with an example's values. Default: all others.")
    List<String> inputs = List.of();

    @Option(
            names = "--drop",
            paramLabel = "COLUMNS",
            split = ",",
            converter = ListedName.class,
            description = "Columns that are no input.")
    List<String> dropped = List.of();

    @Option(
            names = "--one-hot",
            paramLabel = "COLUMN=A:B:…",
            description = "A column of categories, and all of them in the order of their inputs; may be repeated.")
    List<String> oneHot = List.of();

    @Option(
            names = "--missing",
            paramLabel = "COLUMN=VALUE",
            description = "What an empty cell of a column is taken for; may be repeated.")
    List<String> missing = List.of();

    @Option(
            names = "--classes",
            paramLabel = "NAMES",
            split = ",",
            converter = ListedName.class,
            description = "The classes in the order of the outputs. Default: as in the model.")
    List<String> classes = List.of();

    @Option(
            names = "--threshold",
            paramLabel = "SHARE",
            description = "Above which a model of one output tells class 1. Default: 0.5.")
    Double threshold;

    @Option(
            names = "--normalize",
            paramLabel = "MEAN,STD[:…]",
            description =
                    "Puts (x - MEAN) / STD before the model, for all channels, or for each with colons between. The data are"
                            + " as they were before it. Default: nothing.")
    String normalize;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description =
                    "Tasks to cut the job into. Default: one for 1,000 examples, and four for each core at least.")
    Integer partitions;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            required = true,
            description = "Where the report goes, on the driver's machine.")
    Path out;

    @Option(
            names = "--rows",
            paramLabel = "PATH",
            description =
                    "Where a row for each example goes, in Parquet, where all machines see it. Default: rows.parquet in --out.")
    String rows;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** What says how a table is read. */
    private static final List<String> OF_TABLES =
            List.of("--label-column", "--index", "--inputs", "--drop", "--one-hot", "--missing");

    /** A line of a CSV file that has other cells than the header. */
    private static final String MISREAD = "jaspis line";

    /** How much of it is told. */
    private static final int TOLD = 100;

    private static final int EACH = 1000;

    ModelFile model() throws IOException {
        if (!Files.isReadable(model)) {
            throw new InputException("there is no model " + model + " that can be read");
        }
        return normalized(classifier(ModelFile.read(model)));
    }

    private ModelFile classifier(ModelFile file) {
        Graph network = file.model().graph();
        if (BinaryClassifier.is(network)) {
            return new ModelFile(file.name(), file.bytes(), threshold == null ? Model.HALF : threshold);
        }
        if (threshold != null) {
            throw new InputException("--threshold is for models with one output of one number, but " + file.name()
                    + " has the outputs " + network.outputs().keySet() + "; leave it out");
        }
        return file;
    }

    private ModelFile normalized(ModelFile file) {
        if (normalize == null) {
            return file;
        }
        List<Pair> channels = Stream.of(normalize.split(":", -1))
                .map(channel -> Pair.of("--normalize", channel, "0.5,0.2, of each channel"))
                .toList();
        return file.normalized(
                channels.stream().map(Pair::first).toList(),
                channels.stream().map(Pair::second).toList());
    }

    String rows() {
        return rows != null ? rows : out.resolve("rows.parquet").toString();
    }

    /** The examples, in as many partitions as asked for. */
    Source source(SparkSession session, ModelFile file, float lower, float upper) throws IOException {
        if (partitions != null && partitions < 1) {
            throw new InputException("--partitions must be at least 1, but is " + partitions);
        }
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        Source source;
        try {
            source = open(session, context, file, lower, upper);
        } catch (IOException unreadable) {
            throw unreadable;
        } catch (Exception failed) {
            throw Failures.ofReading(data, failed);
        }
        int least = 4 * context.defaultParallelism();
        return source.in(partitions != null ? partitions : Math.max(least, source.count() / EACH));
    }

    private Source open(SparkSession session, JavaSparkContext context, ModelFile file, float lower, float upper)
            throws IOException {
        Format kind = format != null ? format : found(context);
        if (kind == Format.PICTURES) {
            requireNoTable();
            return PictureFolder.open(context, data, classes, file, 4 * context.defaultParallelism());
        }
        Dataset<Row> table = kind == Format.CSV ? csv(session) : session.read().parquet(data);
        String name = new org.apache.hadoop.fs.Path(data).getName();
        TableColumns columns = new TableColumns(label, index, inputs, dropped, classes);
        return Table.of(name, Preparation.prepared(name, table, columns, oneHot, missing), columns)
                .source(file, lower, upper);
    }

    private void requireNoTable() {
        for (String option : OF_TABLES) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new InputException(
                        option + " is for tables, but " + data + " is a folder of pictures; leave it out");
            }
        }
    }

    /** The lines of a CSV file; one that has other cells than the header is complained of, and not filled up or cut off. */
    private Dataset<Row> csv(SparkSession session) {
        Dataset<Row> first = session.read().option("header", "true").csv(data);
        StructType header = first.schema();
        Dataset<Row> lines = session.read()
                .option("header", "true")
                .option("columnNameOfCorruptRecord", MISREAD)
                // Of those alone that are wanted, no line has others.
                .option("columnPruning", "false")
                // Each of several files has the columns of the first, in their order.
                .option("enforceSchema", first.inputFiles().length == 1)
                .schema(header.add(MISREAD, DataTypes.StringType))
                .csv(data);
        Column line = lines.col(MISREAD);
        Column complaint = functions.when(
                line.isNotNull(),
                functions.concat(
                        functions.lit(
                                "the line has other cells than the header, which has %d: ".formatted(header.size())),
                        functions.substring(line, 1, TOLD)));
        return lines.withColumn(Table.COMPLAINT, complaint).drop(MISREAD);
    }

    private Format found(JavaSparkContext context) throws IOException {
        org.apache.hadoop.fs.Path place = new org.apache.hadoop.fs.Path(data);
        FileSystem system = place.getFileSystem(context.hadoopConfiguration());
        if (!system.exists(place)) {
            throw new InputException("there is no " + data + " (--data)");
        }
        if (isNamed(place.getName(), ".csv", ".csv.gz", ".csv.bz2", ".csv.zst")) {
            return Format.CSV;
        }
        if (isNamed(place.getName(), ".parquet")) {
            return Format.PARQUET;
        }
        if (system.getFileStatus(place).isDirectory()) {
            FileStatus[] inside = system.listStatus(place);
            for (FileStatus one : inside) {
                if (isNamed(one.getPath().getName(), ".parquet")) {
                    return Format.PARQUET;
                }
                if (isNamed(one.getPath().getName(), ".csv", ".csv.gz")) {
                    return Format.CSV;
                }
            }
            for (FileStatus one : inside) {
                if (one.isDirectory()) {
                    return Format.PICTURES;
                }
            }
        }
        throw new InputException(
                "it can't be told what " + data + " is; say so with --format csv, parquet or pictures");
    }

    private static boolean isNamed(String name, String... ends) {
        for (String end : ends) {
            if (name.toLowerCase(Locale.ROOT).endsWith(end)) {
                return true;
            }
        }
        return false;
    }
}
