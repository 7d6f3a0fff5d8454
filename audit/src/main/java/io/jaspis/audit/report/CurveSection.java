package io.jaspis.audit.report;

import io.jaspis.audit.Shares;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.CurvePoint;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Both bounds over ε, as a chart and as a table. */
record CurveSection(AuditReport report) implements Section {
    /** One point is the headline again. */
    private static final int FEWEST_POINTS = 2;

    @Override
    public Html html() {
        return charts().isEmpty()
                ? Html.NONE
                : Html.of(
                        "<section class=\"curve\"><h2>Robust accuracy over the radius</h2>%s"
                                + "<details><summary>The numbers of the curve</summary>%s</details></section>",
                        charts().getFirst()
                                .place(
                                        (alone() ? "The upper bound" : "Both bounds")
                                                + " of the robust accuracy over the radius; the numbers follow as a table",
                                        alone()
                                                ? Html.NONE
                                                : Html.of(
                                                        "<li><i class=\"swatch unknown\"></i><span>gap: unknown</span></li>"),
                                        Html.of(
                                                "<li><i class=\"mark-line\"></i><span>this audit, ε = %s</span></li>",
                                                Figures.radius(report.settings().epsilon()))),
                        Html.table(
                                "The numbers of the curve",
                                "",
                                Stream.of("ε (" + Figures.norm(report.settings().norm()) + ")", "Robust ≥", "Robust ≤")
                                        .filter(head -> !alone() || !head.equals("Robust ≥"))
                                        .toList(),
                                rows()));
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
                false,
                "ε = ",
                report.settings().epsilon(),
                true,
                column(CurvePoint::epsilon),
                alone()
                        ? List.of(line(0, "≤ attack", "--falsified", CurvePoint::robustUpper))
                        : List.of(
                                line(0, "≥ certified", "--certified", CurvePoint::robustLower),
                                line(1, "≤ attack", "--falsified", CurvePoint::robustUpper))));
    }

    /** Whether there is an upper bound alone. */
    private boolean alone() {
        return report.settings().attacksAlone();
    }

    private Chart.Series line(int place, String name, String colour, Function<CurvePoint, Double> field) {
        return new Chart.Series(
                place,
                name,
                colour,
                Chart.Style.POINTS,
                column(field),
                column(field).stream().map(this::share).toList());
    }

    private String share(double share) {
        int examples = report.sandwich().examples();
        return new Shares(examples).of(AuditReport.countOf(share, examples));
    }

    private List<Double> column(Function<CurvePoint, Double> field) {
        return report.curve().stream().map(field).toList();
    }

    private Html rows() {
        List<Html> rows = report.curve().stream()
                .map(point -> Html.of(
                        "<tr><th scope=\"row\">%s</th>%s<td>%s</td></tr>",
                        Figures.madeRadius(point.epsilon()),
                        alone() ? Html.NONE : Html.of("<td>%s</td>", share(point.robustLower())),
                        share(point.robustUpper())))
                .toList();
        return Html.join(rows);
    }
}
