package io.jaspis.audit.report;

import io.jaspis.audit.Shares;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.SmoothingReport;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.check.SmoothingCertificate.Accuracy;
import io.jaspis.check.SmoothingCertificate.Example;
import java.math.BigDecimal;
import java.math.MathContext;
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
                        "<section class=\"curve\"><h2>Certified accuracy over the radius</h2>%s</section>",
                        charts().getFirst()
                                .place("The certified accuracy over the radius; the numbers follow as a table"));
    }

    private Html table() {
        return Html.table(
                "Certified accuracy by radius",
                "",
                List.of(
                        "Radius (" + Figures.norm(report.settings().norm().option()) + ")",
                        "Certified accuracy ≥",
                        "All together ≥"),
                rows());
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
                .map(i -> readable(largest * 1.05 * i / POINTS))
                .toArray();
        List<Accuracy> points = SmoothingCertificate.accuracy(certificate.examples(), grid);
        if (!(largest > 0)) {
            return List.of();
        }
        List<Chart.Series> lines = new ArrayList<>();
        lines.add(line(0, "each certificate by itself", "--certified", points, Accuracy::single));
        if (!report.adaptive()) {
            lines.add(line(1, "all together (Bonferroni)", "--ink", points, Accuracy::joint));
        }
        return List.of(new Chart(
                "curve",
                "radius",
                "certified accuracy, %",
                true,
                false,
                "radius ",
                null,
                false,
                column(points, Accuracy::radius),
                lines));
    }

    private Chart.Series line(
            int place, String name, String colour, List<Accuracy> points, Function<Accuracy, Double> field) {
        List<Double> values = column(points, field);
        return new Chart.Series(
                place,
                name,
                colour,
                Chart.Style.AS_AT_LARGER,
                values,
                values.stream().map(this::share).toList());
    }

    private String share(double share) {
        int examples = report.certificate().examples().size();
        return new Shares(examples).of(AuditReport.countOf(share, examples));
    }

    /** A radius with few digits, so that what is told of it holds for the radius that is read. */
    private static double readable(double radius) {
        return new BigDecimal(radius).round(new MathContext(4)).doubleValue();
    }

    private static List<Double> column(List<Accuracy> points, Function<Accuracy, Double> field) {
        return points.stream().map(field).toList();
    }

    private Html rows() {
        SmoothingCertificate certificate = report.certificate();
        List<Html> rows = certificate.accuracy().stream()
                .map(accuracy -> Html.of(
                        "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td></tr>",
                        Figures.asked(accuracy.radius()),
                        share(accuracy.single()),
                        report.adaptive() ? "–" : share(accuracy.joint())))
                .toList();
        return Html.join(rows);
    }
}
