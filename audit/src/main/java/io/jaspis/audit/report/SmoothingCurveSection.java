package io.jaspis.audit.report;

import io.jaspis.audit.evidence.SmoothingReport;
import io.jaspis.certify.certificate.SmoothingCertificate;
import io.jaspis.certify.certificate.SmoothingCertificate.Accuracy;
import io.jaspis.certify.certificate.SmoothingCertificate.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/** The certified accuracy over the radius, as a chart and as a table. */
record SmoothingCurveSection(SmoothingReport report) implements Section {
    /** Points of the curve beside the steps of the table. */
    private static final int POINTS = 200;

    @Override
    public Html html() {
        return Html.of("%s<section><h2>The numbers</h2>%s</section>", chart(), table());
    }

    private Html chart() {
        return charts().isEmpty()
                ? Html.NONE
                : Html.of(
                        "<section class=\"curve\"><h2>Certified accuracy over the radius</h2>%s<noscript><p class=\"quiet\">The"
                                + " chart needs scripts; its numbers are in the table below.</p></noscript>"
                                + "<ul class=\"legend chart-legend\"><li><i class=\"line lower\"></i><span>each certificate by"
                                + " itself</span></li>%s</ul></section>",
                        charts().getFirst()
                                .place("The certified accuracy over the radius; the numbers follow as a table"),
                        report.adaptive()
                                ? Html.NONE
                                : Html.of(
                                        "<li><i class=\"line mark-line\"></i><span>all together (Bonferroni)</span></li>"));
    }

    private Html table() {
        return Html.of(
                "<div class=\"wide\"><table><thead><tr><th scope=\"col\">Radius (%s)</th><th scope=\"col\">Certified accuracy"
                        + " ≥</th><th scope=\"col\">All together ≥</th></tr></thead><tbody>%s</tbody></table></div>",
                Figures.norm(report.settings().norm().option()), rows());
    }

    @Override
    public List<Chart> charts() {
        SmoothingCertificate certificate = report.certificate();
        double largest = certificate.examples().stream()
                .mapToDouble(Example::radius)
                .max()
                .orElse(0);
        double[] grid = DoubleStream.iterate(0, i -> i + 1)
                .limit(POINTS + 1)
                .map(i -> largest * 1.05 * i / POINTS)
                .toArray();
        List<Accuracy> points = SmoothingCertificate.accuracy(certificate.examples(), grid);
        if (!(largest > 0)) {
            return List.of();
        }
        List<Chart.Series> lines = new ArrayList<>();
        lines.add(new Chart.Series("certified", "--certified", Chart.Style.STEPS, column(points, Accuracy::single)));
        if (!report.adaptive()) {
            lines.add(new Chart.Series(
                    "all together", "--ink", Chart.Style.DASHED_STEPS, column(points, Accuracy::joint)));
        }
        return List.of(new Chart(
                "curve",
                "radius",
                "certified accuracy, %",
                true,
                "radius ",
                null,
                false,
                column(points, Accuracy::radius),
                lines));
    }

    private static List<Double> column(List<Accuracy> points, Function<Accuracy, Double> field) {
        return points.stream().map(field).toList();
    }

    private Html rows() {
        SmoothingCertificate certificate = report.certificate();
        Figures figures = Figures.of(certificate.examples().size());
        List<Html> rows = certificate.accuracy().stream()
                .map(accuracy -> Html.of(
                        "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td></tr>",
                        Figures.number(accuracy.radius()),
                        figures.lower(accuracy.single()),
                        report.adaptive() ? "–" : figures.lower(accuracy.joint())))
                .toList();
        return Html.join(rows);
    }
}
