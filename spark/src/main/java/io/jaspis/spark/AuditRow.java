package io.jaspis.spark;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.FloatType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import io.jaspis.audit.Finding;
import io.jaspis.audit.Reach;
import io.jaspis.audit.Work;
import io.jaspis.audit.evidence.VerdictKind;
import io.jaspis.autodiff.data.Fingerprint;
import io.jaspis.threat.Model;
import io.jaspis.threat.Verdict;
import io.jaspis.threat.Witness;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** What an audit found of one example, as a row of a table; {@code docs/spark.md} says what its columns mean. */
final class AuditRow {
    static final StructType SCHEMA = new StructType()
            .add("index", IntegerType, false)
            .add("label", IntegerType, false)
            .add("prediction", IntegerType, false)
            .add("verdict", StringType, false)
            .add("confidence", DoubleType, false)
            .add("margin", DoubleType, false)
            .add("certifier", StringType, true)
            .add("attack", StringType, true)
            .add("tried", StringType, true)
            .add("adversarial_prediction", IntegerType, true)
            .add("distance", DoubleType, true)
            .add("tied", BooleanType, false)
            .add("rounding", BooleanType, false)
            .add("float32", BooleanType, false)
            .add("proved_radius", DoubleType, true)
            .add("proved_by", StringType, true)
            .add("broken_radius", DoubleType, true)
            .add("broken_by", StringType, true)
            .add("claims_stood", createArrayType(StringType, false), false)
            .add("claims_refuted", createArrayType(StringType, false), false)
            .add("input", createArrayType(FloatType, false), true)
            .add("adversarial", createArrayType(FloatType, false), true)
            .add("input_sha256", StringType, false)
            .add("row_sha256", StringType, false);

    /** The columns of numbers and words, without the elements of examples. */
    static final List<String> LIGHT = List.of(SCHEMA.fieldNames()).stream()
            .filter(name -> !name.equals("input") && !name.equals("adversarial"))
            .toList();

    private AuditRow() {}

    /**
     * A row.
     *
     * @param model which says whether proofs of float32 are ones of what a runtime computes
     * @param reach how far what is known goes; null of an example that is misclassified
     * @param claims of attacks, that they broke it
     * @param input the example's elements, in the order of its source
     */
    static Row of(Model model, Finding finding, Reach reach, List<Work.Claim> claims, float[] input) {
        Witness witness = finding.verdict() instanceof Verdict.Falsified(var found) ? found : null;
        Object[] cells = {
            finding.index(),
            finding.label(),
            finding.prediction(),
            kind(finding.verdict()).name().toLowerCase(Locale.ROOT),
            finding.confidence(),
            finding.margin(),
            finding.verdict() instanceof Verdict.Certified(var certifier) ? certifier : null,
            witness == null ? null : witness.attack(),
            finding.tried(),
            witness == null ? null : Integer.valueOf(witness.prediction()),
            witness == null ? null : Double.valueOf(witness.distance()),
            finding.tied(),
            finding.rounding(),
            finding.inFloat32() && model.boundsRounding(),
            reach == null ? null : radius(reach.proved()),
            reach == null ? null : reach.certifier(),
            reach == null ? null : radius(reach.broken()),
            reach == null ? null : reach.attack(),
            attacks(claims, true),
            attacks(claims, false),
            witness == null ? null : input,
            witness == null ? null : witness.x(),
            Fingerprint.of(input),
            null
        };
        cells[cells.length - 1] = RowHash.of(cells);
        return RowFactory.create(cells);
    }

    /** The names of the attacks whose claims stood or didn't, in an order that is the same whatever came first. */
    private static String[] attacks(List<Work.Claim> claims, boolean stood) {
        return claims.stream()
                .filter(claim -> claim.stood() == stood)
                .map(Work.Claim::name)
                .sorted()
                .toArray(String[]::new);
    }

    private static Double radius(double number) {
        return Double.isNaN(number) ? null : Double.valueOf(number);
    }

    private static VerdictKind kind(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Certified _ -> VerdictKind.CERTIFIED;
            case Verdict.Falsified _ -> VerdictKind.FALSIFIED;
            case Verdict.Misclassified() -> VerdictKind.MISCLASSIFIED;
            case Verdict.Unknown() -> VerdictKind.UNKNOWN;
        };
    }

    /**
     * The finding of a row.
     *
     * @param adversarial the elements that broke it, where they were asked for; else none
     */
    static Finding finding(Row row, float[] adversarial) {
        VerdictKind kind = VerdictKind.valueOf(row.<String>getAs("verdict").toUpperCase(Locale.ROOT));
        Verdict verdict = switch (kind) {
            case CERTIFIED -> new Verdict.Certified(row.getAs("certifier"));
            case FALSIFIED ->
                new Verdict.Falsified(new Witness(
                        adversarial,
                        row.<Integer>getAs("adversarial_prediction"),
                        row.<Double>getAs("distance"),
                        row.getAs("attack")));
            case MISCLASSIFIED -> new Verdict.Misclassified();
            case UNKNOWN -> new Verdict.Unknown();
        };
        return new Finding(
                row.<Integer>getAs("index"),
                row.<Integer>getAs("label"),
                row.<Integer>getAs("prediction"),
                row.<Double>getAs("confidence"),
                verdict,
                row.<Double>getAs("margin"),
                row.<Boolean>getAs("tied"),
                row.<Boolean>getAs("rounding"),
                row.<Boolean>getAs("float32"),
                row.getAs("tried"));
    }

    /** How far what a row knows goes. */
    static Reach reach(Row row) {
        return new Reach(
                row.<Integer>getAs("index"),
                number(row.getAs("proved_radius")),
                row.getAs("proved_by"),
                number(row.getAs("broken_radius")),
                row.getAs("broken_by"));
    }

    /** What attacks claimed to have broken. */
    static List<Work.Claim> claims(Row row) {
        int index = row.<Integer>getAs("index");
        return Stream.concat(
                        row.<String>getList(row.fieldIndex("claims_stood")).stream()
                                .map(attack -> new Work.Claim(attack, index, true)),
                        row.<String>getList(row.fieldIndex("claims_refuted")).stream()
                                .map(attack -> new Work.Claim(attack, index, false)))
                .toList();
    }

    private static double number(Double cell) {
        return cell == null ? Double.NaN : cell;
    }

    /** The elements in a cell. */
    static float[] elements(Row row, String column) {
        List<Float> cell = row.getList(row.fieldIndex(column));
        float[] elements = new float[cell.size()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = cell.get(i);
        }
        return elements;
    }
}
