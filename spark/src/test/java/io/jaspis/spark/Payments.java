package io.jaspis.spark;

import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Selection;
import io.jaspis.threat.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The repository's own payments as a table of numbers. */
final class Payments {
    final Model model;
    final ModelFile file;
    final Dataset cases;

    private Payments(Model model, ModelFile file, Dataset cases) {
        this.model = model;
        this.file = file;
        this.cases = cases;
    }

    /** The first of them. */
    static Payments first(int count) throws IOException {
        Path fraud = Sessions.example("fraud/fraud.onnx");
        Model model = Model.read(fraud);
        Dataset all = model.examples(
                Sessions.example("fraud/cases.csv"),
                Columns.DETECTED
                        .withDropped("id")
                        .withMissing(Columns.Missing.MEDIAN)
                        .withOneHot("country"));
        return new Payments(model, ModelFile.read(fraud, 0.5), all.first(count));
    }

    Selection all() {
        return Selection.all(cases);
    }

    /** Writes them as CSV in their order, with a header, and a number of each that begins anywhere. */
    Path write(Path csv) throws IOException {
        Files.write(csv, lines());
        return csv;
    }

    /** The same with the lines below the header in another order. */
    Path writeShuffled(Path csv, long seed) throws IOException {
        List<String> lines = lines();
        Collections.shuffle(lines.subList(1, lines.size()), new Random(seed));
        Files.write(csv, lines);
        return csv;
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("id," + String.join(",", cases.inputNames()) + ",label");
        for (int index = 0; index < cases.count(); index++) {
            StringBuilder line = new StringBuilder().append(700 + 3 * index);
            for (float value : cases.example(index).data()) {
                line.append(',').append(value);
            }
            lines.add(line + "," + cases.classNames().get(cases.label(index)));
        }
        return lines;
    }

    /** The examples in a table of them, in so many partitions. */
    Source source(SparkSession spark, Path csv, int partitions) {
        return table(spark, csv, TableColumns.labelled("label").without("id")).in(partitions);
    }

    Source table(SparkSession spark, Path csv, TableColumns columns) {
        org.apache.spark.sql.Dataset<Row> rows =
                spark.read().option("header", "true").csv(csv.toString());
        return Table.of("cases", rows, columns).source(file, 0, 1);
    }
}
