package io.jaspis.audit.report;

import io.jaspis.audit.report.AuditReport.ClassResult;
import io.jaspis.audit.report.AuditReport.ExampleResult;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The tables of a report: one row a class, and one row an example. */
final class ResultTables {
    /** A longer table would make the page slow; the JSON report has every example. */
    private static final int ROWS = 2000;

    private ResultTables() {}

    static Html classes(AuditReport report, Figures figures) {
        if (report.perClass().isEmpty()) {
            return Html.of("<p class=\"quiet\">No class has a result yet.</p>");
        }
        Comparator<ClassResult> order = Comparator.comparingDouble(ClassResult::robustLower)
                .thenComparingDouble(ClassResult::robustUpper)
                .thenComparingDouble(ClassResult::clean);
        ClassResult lowest = Collections.min(report.perClass(), order);
        boolean same = order.compare(lowest, Collections.max(report.perClass(), order)) == 0;
        ClassResult worst = same ? null : lowest;
        List<Html> rows = report.perClass().stream()
                .map(result -> Html.of(
                        "<tr%s><th scope=\"row\">%s%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td>"
                                + "<td class=\"spark\">%s</td></tr>",
                        result == worst ? Html.of(" class=\"worst\"") : Html.NONE,
                        result.name(),
                        result == worst ? Html.of(" <span class=\"mark\">worst</span>") : Html.NONE,
                        Figures.count(result.count()),
                        figures.share(result.clean()),
                        figures.upper(result.robustUpper()),
                        figures.lower(result.robustLower()),
                        bar(result)))
                .toList();
        return Html.of(
                "<div class=\"wide\"><table class=\"classes\"><thead><tr><th scope=\"col\">Class</th><th scope=\"col\">Count</th>"
                        + "<th scope=\"col\">Clean</th><th scope=\"col\">Robust ≤</th><th scope=\"col\">Robust ≥</th>"
                        + "<th scope=\"col\"><span class=\"sr\">Parts</span></th></tr></thead><tbody>%s</tbody></table></div>",
                Html.join(rows));
    }

    private static Html bar(ClassResult result) {
        double[] shares = {
            result.robustLower(),
            result.robustUpper() - result.robustLower(),
            result.clean() - result.robustUpper(),
            1 - result.clean()
        };
        String[] styles = {"certified", "unknown", "falsified", "misclassified"};
        Html segments = Html.NONE;
        for (int i = 0; i < shares.length; i++) {
            long weight = Math.round(shares[i] * 10_000);
            if (weight > 0) {
                segments = Html.of("%s<i class=\"%s\" style=\"flex-grow:%s\"></i>", segments, styles[i], weight);
            }
        }
        return Html.of("<div class=\"bar small\" aria-hidden=\"true\">%s</div>", segments);
    }

    static Html examples(AuditReport report) {
        List<ExampleResult> examples = report.examples();
        return Html.of(
                "%s<details><summary>%s</summary><div class=\"wide\"><table class=\"examples\"><thead><tr>"
                        + "<th scope=\"col\">Index</th><th scope=\"col\">Class</th><th scope=\"col\">Prediction</th>"
                        + "<th scope=\"col\">VerdictKind</th><th scope=\"col\">Margin ≥</th><th scope=\"col\">Attack</th>"
                        + "<th scope=\"col\">Reached</th><th scope=\"col\">‖δ‖</th></tr></thead><tbody>%s</tbody></table>"
                        + "</div></details>",
                unknown(report),
                examples.size() <= ROWS
                        ? "All " + Figures.count(examples.size()) + " results"
                        : "The first %s of %s results; report.json has them all"
                                .formatted(Figures.count(ROWS), Figures.count(examples.size())),
                Html.join(examples.stream().limit(ROWS).map(e -> row(e, report)).toList()));
    }

    private static Html row(ExampleResult example, AuditReport report) {
        Integer reached = example.adversarialPrediction();
        return Html.of(
                "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td class=\"verdict\"><i class=\"swatch %s\"></i>%s</td>"
                        + "<td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>",
                example.index(),
                report.data().className(example.label()),
                report.data().className(example.prediction()),
                example.verdict().word(),
                example.verdict().word(),
                Figures.number(example.margin()),
                example.attack() == null ? "–" : example.attack(),
                reached == null ? "–" : report.data().className(reached),
                Figures.number(example.perturbation()));
    }

    private static Html unknown(AuditReport report) {
        List<ExampleResult> unknown = report.examples().stream()
                .filter(example -> example.verdict() == VerdictKind.UNKNOWN)
                .toList();
        if (unknown.isEmpty()) {
            return Html.of("<p>None is unknown.</p>");
        }
        String indices = unknown.stream()
                .limit(ROWS)
                .map(example -> Integer.toString(example.index()))
                .collect(Collectors.joining(", "));
        return Html.of(
                "<p>Unknown, by index in the data set: <span class=\"indices\">%s%s</span></p>",
                indices, unknown.size() > ROWS ? " …" : "");
    }
}
