package io.jaspis.audit.report;

import io.jaspis.audit.Shares;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.CurvePoint;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Both bounds over ε, as a chart and as a table. Between two radii the chart shows what follows from those: what is proved at the
 * larger, and what is broken at the smaller.
 */
record CurveSection(AuditReport report) implements Section {
    /** One point is the headline again. */
    private static final int FEWEST_POINTS = 2;

    @Override
    public Html html() {
        return charts().isEmpty()
                ? Html.NONE
                : Html.of(
                        "<section class=\"curve\"><h2>Robust accuracy over the radius</h2>%s<p class=\"quiet\">%s</p>"
                                + "<details><summary>The numbers of the curve</summary>%s</details></section>",
                        charts().getFirst()
                                .place(
                                        (alone() ? "The upper bound" : "Both bounds")
                                                + " of the robust accuracy over the radius, in steps; the numbers follow as a"
                                                + " table",
                                        alone()
                                                ? Html.NONE
                                                : Html.of(
                                                        "<li><i class=\"swatch unknown\"></i><span>gap: unknown</span></li>"),
                                        Html.of(
                                                "<li><i class=\"mark-line\"></i><span>this audit, ε = %s</span></li>",
                                                Figures.radius(report.settings().epsilon()))),
                        between(),
                        Html.table(
                                "The numbers of the curve",
                                "",
                                Stream.of("ε (" + Figures.norm(report.settings().norm()) + ")", "Robust ≥", "Robust ≤")
                                        .filter(head -> !alone() || !head.equals("Robust ≥"))
                                        .toList(),
                                rows()));
    }

    /** What the chart shows at radii at which nothing was tried. */
    private String between() {
        return alone()
                ? "Between two radii nothing was tried: what was broken at the smaller is broken at all above it."
                : "Between two radii nothing was tried: there stands what was proved at the larger, which holds at all below"
                        + " it, and what was broken at the smaller, which is broken at all above it.";
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
                        ? List.of(attacked(0))
                        : List.of(
                                line(
                                        0,
                                        "≥ certified",
                                        "--certified",
                                        Chart.Style.AS_AT_LARGER,
                                        CurvePoint::robustLower),
                                attacked(1))));
    }

    /** Whether there is an upper bound alone. */
    private boolean alone() {
        return report.settings().attacksAlone();
    }

    private Chart.Series attacked(int place) {
        return line(place, "≤ attack", "--falsified", Chart.Style.AS_AT_SMALLER, CurvePoint::robustUpper);
    }

    private Chart.Series line(
            int place, String name, String colour, Chart.Style style, Function<CurvePoint, Double> field) {
        return new Chart.Series(
                place,
                name,
                colour,
                style,
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
