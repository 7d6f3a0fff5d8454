package io.jaspis.cli.results;

import io.jaspis.audit.Reach;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.ExampleResult;
import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.evidence.SmoothingReport;
import io.jaspis.audit.evidence.VerdictKind;
import io.jaspis.autodiff.data.CsvFormat;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.check.SmoothingCertificate.Example;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found of each example as a table in RFC 4180's format, as {@code docs/verdicts.md} says. Classes are numbers, with
 * their names in columns of their own; what isn't known is an empty cell.
 */
public final class VerdictTable {
    private static final List<String> AUDIT = List.of(
            "index",
            "label",
            "prediction",
            "verdict",
            "distance",
            "margin",
            "attack",
            "certifier",
            "epsilon",
            "adversarial_prediction",
            "label_name",
            "prediction_name",
            "adversarial_name");

    private static final List<String> SMOOTHING = List.of(
            "index",
            "label",
            "prediction",
            "verdict",
            "radius",
            "joint_radius",
            "successes",
            "none",
            "samples",
            "label_name",
            "prediction_name");

    private VerdictTable() {}

    /** Whether a file is such a table. */
    public static boolean is(Path file) throws IOException {
        try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String line = text.readLine() + "\r\n";
            return line.equals(CsvFormat.COMMAS.line(AUDIT)) || line.equals(CsvFormat.COMMAS.line(SMOOTHING));
        }
    }

    /**
     * A line for each example of an audit, in the order of the report, and for each radius.
     *
     * @param reaches what is known at other radii than the audit's own, of what was classified correctly
     * @param radii of the curve, ascending; none for the audit's own. Where the audit was stopped before others were
     *     reached, they have no lines
     */
    public static WholeFile.Content of(AuditReport report, List<Reach> reaches, List<Double> radii) {
        double own = report.settings().epsilon();
        Map<Integer, Reach> known = new HashMap<>();
        reaches.forEach(reach -> known.put(reach.index(), reach));
        boolean reached = report.examples().stream()
                .allMatch(example ->
                        example.verdict() == VerdictKind.MISCLASSIFIED || known.containsKey(example.index()));
        List<Double> told = radii.isEmpty() || !reached ? List.of(own) : radii;
        return out -> {
            line(AUDIT, out);
            for (ExampleResult example : report.examples()) {
                for (double radius : told) {
                    Reach reach = known.get(example.index());
                    ExampleResult there = radius == own || reach == null ? example : at(radius, reach, example);
                    line(cells(there, radius, report), out);
                }
            }
        };
    }

    /** What is known of an example at another radius: no margin, and no class that was reached. */
    private static ExampleResult at(double radius, Reach reach, ExampleResult example) {
        VerdictKind verdict = reach.isProved(radius)
                ? VerdictKind.CERTIFIED
                : reach.isBroken(radius) ? VerdictKind.FALSIFIED : VerdictKind.UNKNOWN;
        return new ExampleResult(
                example.index(),
                example.label(),
                example.prediction(),
                verdict,
                verdict == VerdictKind.CERTIFIED ? reach.certifier() : null,
                verdict == VerdictKind.FALSIFIED ? reach.attack() : null,
                null,
                Double.NaN,
                verdict == VerdictKind.FALSIFIED ? reach.broken() : Double.NaN);
    }

    private static List<String> cells(ExampleResult example, double radius, AuditReport report) {
        List<String> cells = new ArrayList<>();
        cells.add(Integer.toString(example.index()));
        cells.add(Integer.toString(example.label()));
        cells.add(Integer.toString(example.prediction()));
        cells.add(example.verdict().word());
        cells.add(CsvFormat.number(example.perturbation()));
        cells.add(CsvFormat.number(example.margin()));
        cells.add(word(example.attack()));
        cells.add(word(example.certifier()));
        cells.add(CsvFormat.number(radius));
        Integer reached = example.adversarialPrediction();
        cells.add(reached == null ? "" : reached.toString());
        cells.add(name(example.label(), report.data()));
        cells.add(name(example.prediction(), report.data()));
        cells.add(reached == null ? "" : name(reached, report.data()));
        return cells;
    }

    /** A line for each example of randomized smoothing, in the order of the certificate. */
    public static WholeFile.Content of(SmoothingReport report) {
        return out -> {
            line(SMOOTHING, out);
            for (Example example : report.certificate().examples()) {
                line(cells(example, report.data()), out);
            }
        };
    }

    private static void line(List<String> cells, OutputStream out) throws IOException {
        out.write(CsvFormat.COMMAS.line(cells).getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> cells(Example example, Provenance.Data data) {
        String verdict = !example.certified()
                ? "abstained"
                : example.prediction() == example.label() ? "certified" : "misclassified";
        return List.of(
                Integer.toString(example.index()),
                Integer.toString(example.label()),
                Integer.toString(example.prediction()),
                verdict,
                example.certified() ? CsvFormat.number(example.radius()) : "",
                // Adaptive sampling has none.
                example.jointRadius() > 0 ? CsvFormat.number(example.jointRadius()) : "",
                Integer.toString(example.successes()),
                Integer.toString(example.none()),
                Integer.toString(example.samples()),
                name(example.label(), data),
                name(example.prediction(), data));
    }

    private static String word(String name) {
        return name == null ? "" : name;
    }

    private static String name(int number, Provenance.Data data) {
        return number >= 0 && number < data.classNames().size()
                ? data.classNames().get(number)
                : "";
    }
}
