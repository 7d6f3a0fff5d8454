package io.jaspis.spark;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.jaspis.autodiff.data.Fingerprint;
import io.jaspis.check.SmoothingCertificate.Example;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** What smoothing found of one example, as a row of a table; {@code docs/spark.md} says what its columns mean. */
final class SmoothRow {
    static final StructType SCHEMA = new StructType()
            .add("index", IntegerType, false)
            .add("label", IntegerType, false)
            .add("prediction", IntegerType, false)
            .add("verdict", StringType, false)
            .add("certified", BooleanType, false)
            .add("radius", DoubleType, false)
            .add("joint_radius", DoubleType, false)
            .add("successes", IntegerType, false)
            .add("none", IntegerType, false)
            .add("samples", IntegerType, false)
            .add("votes", StringType, false)
            .add("input_sha256", StringType, false)
            .add("row_sha256", StringType, false);

    static final List<String> ALL = List.of(SCHEMA.fieldNames());

    private SmoothRow() {}

    static Row of(Example example, float[] input) {
        Object[] cells = {
            example.index(),
            example.label(),
            example.prediction(),
            !example.certified()
                    ? "abstained"
                    : example.label() == example.prediction() ? "certified" : "misclassified",
            example.certified(),
            example.radius(),
            example.jointRadius(),
            example.successes(),
            example.none(),
            example.samples(),
            example.votes(),
            Fingerprint.of(input),
            null
        };
        cells[cells.length - 1] = RowHash.of(cells);
        return RowFactory.create(cells);
    }

    static Example example(Row row) {
        return new Example(
                row.<Integer>getAs("index"),
                row.getAs("input_sha256"),
                row.<Integer>getAs("label"),
                row.<Integer>getAs("prediction"),
                row.<Integer>getAs("successes"),
                row.<Integer>getAs("none"),
                row.<Integer>getAs("samples"),
                row.<Boolean>getAs("certified"),
                row.<Double>getAs("radius"),
                row.<Double>getAs("joint_radius"),
                row.getAs("votes"));
    }
}
