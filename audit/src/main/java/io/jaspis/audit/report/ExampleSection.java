package io.jaspis.audit.report;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.ExampleResult;
import io.jaspis.audit.evidence.VerdictKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What was found of each example, a row an example. */
record ExampleSection(AuditReport report) implements Section {
    /** A longer table would make the page slow; the JSON report has every example. */
    private static final int ROWS = 2000;

    @Override
    public Html html() {
        return Html.of("<section><h2>Example by example</h2>%s</section>", table());
    }

    private static String by(ExampleResult example) {
        return example.attack() != null ? example.attack() : example.certifier() != null ? example.certifier() : "–";
    }

    private Html table() {
        List<ExampleResult> examples = report.examples();
        return Html.of(
                "%s<details><summary>%s</summary>%s</details>",
                unknown(),
                Words.results(examples.size(), ROWS, "report.json"),
                Html.table(
                        "What was found of each example",
                        "examples",
                        columns(),
                        Html.join(examples.stream().limit(ROWS).map(this::row).toList())));
    }

    private boolean hasFiles() {
        return report.examples().stream().anyMatch(example -> example.file() != null);
    }

    private List<String> columns() {
        List<String> columns =
                new ArrayList<>(List.of("Index", "Class", "Prediction", "Verdict", "Margin ≥", "By", "Reached", "‖δ‖"));
        if (hasFiles()) {
            columns.add(1, "File");
        }
        return columns;
    }

    private Html row(ExampleResult example) {
        Integer reached = example.adversarialPrediction();
        return Html.of(
                "<tr><th scope=\"row\">%s</th>%s<td>%s</td><td>%s</td><td class=\"verdict\"><i class=\"swatch %s\"></i>%s</td>"
                        + "<td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>",
                example.index(),
                example.file() == null ? Html.NONE : Html.of("<td class=\"file\">%s</td>", example.file()),
                report.data().className(example.label()),
                report.data().className(example.prediction()),
                example.verdict().word(),
                word(example.verdict()),
                Figures.atLeast(example.margin()),
                by(example),
                reached == null ? "–" : report.data().className(reached),
                Figures.within(example.perturbation(), report.settings().epsilon()));
    }

    /** Where nothing was to be proved, what is unknown is what no attack broke. */
    private String word(VerdictKind verdict) {
        return verdict == VerdictKind.UNKNOWN && report.settings().attacksAlone() ? "not broken" : verdict.word();
    }

    private Html unknown() {
        List<ExampleResult> unknown = report.examples().stream()
                .filter(example -> example.verdict() == VerdictKind.UNKNOWN)
                .toList();
        if (unknown.isEmpty()) {
            return Html.of("<p>None is %s.</p>", word(VerdictKind.UNKNOWN));
        }
        String indices = unknown.stream()
                .limit(ROWS)
                .map(example -> Integer.toString(example.index()))
                .collect(Collectors.joining(", "));
        return Html.of(
                "<details><summary>%s %s, by index in the data set</summary><p class=\"indices\">%s%s</p></details>",
                Figures.count(unknown.size()), word(VerdictKind.UNKNOWN), indices, unknown.size() > ROWS ? " …" : "");
    }
}
