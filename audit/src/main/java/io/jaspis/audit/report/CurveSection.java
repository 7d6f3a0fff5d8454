package io.jaspis.audit.report;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.CurvePoint;
import java.util.List;
import java.util.function.Function;

/** Both bounds over ε, as a chart and as a table. */
record CurveSection(AuditReport report) implements Section {
    /** One point is the headline again. */
    private static final int FEWEST_POINTS = 2;

    @Override
    public Html html() {
        return charts().isEmpty()
                ? Html.NONE
                : Html.of(
                        "<section class=\"curve\"><h2>Robust accuracy over the radius</h2>%s<noscript><p class=\"quiet\">The chart"
                                + " needs scripts; its numbers are in the table below.</p></noscript>"
                                + "<ul class=\"legend chart-legend\"><li><i class=\"line upper\"></i><span>≤ attack</span></li>"
                                + "<li><i class=\"line lower\"></i><span>≥ certified</span></li>"
                                + "<li><i class=\"swatch unknown\"></i><span>gap: unknown</span></li>"
                                + "<li><i class=\"line mark-line\"></i><span>this audit, ε = %s</span></li></ul>"
                                + "<details><summary>The numbers</summary><div class=\"wide\"><table><thead><tr>"
                                + "<th scope=\"col\">ε (%s)</th><th scope=\"col\">Robust ≥</th><th scope=\"col\">Robust ≤</th>"
                                + "</tr></thead><tbody>%s</tbody></table></div></details></section>",
                        charts().getFirst()
                                .place(
                                        "Both bounds of the robust accuracy over the radius; the numbers follow as a table"),
                        Figures.radius(report.settings().epsilon()),
                        Figures.norm(report.settings().norm()),
                        rows());
    }

    @Override
    public List<Chart> charts() {
        if (report.curve().size() < FEWEST_POINTS) {
            return List.of();
        }
        return List.of(new Chart(
                "curve",
                "ε",
                "robust accuracy, %",
                true,
                "ε = ",
                report.settings().epsilon(),
                true,
                column(CurvePoint::epsilon),
                List.of(
                        new Chart.Series(
                                "at least", "--certified", Chart.Style.POINTS, column(CurvePoint::robustLower)),
                        new Chart.Series(
                                "at most", "--falsified", Chart.Style.POINTS, column(CurvePoint::robustUpper)))));
    }

    private List<Double> column(Function<CurvePoint, Double> field) {
        return report.curve().stream().map(field).toList();
    }

    private Html rows() {
        Figures figures = Figures.of(report.sandwich().examples());
        List<Html> rows = report.curve().stream()
                .map(point -> Html.of(
                        "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td></tr>",
                        Figures.radius(point.epsilon()),
                        figures.lower(point.robustLower()),
                        figures.upper(point.robustUpper())))
                .toList();
        return Html.join(rows);
    }
}
