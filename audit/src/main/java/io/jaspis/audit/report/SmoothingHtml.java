package io.jaspis.audit.report;

import io.jaspis.certify.certificate.SmoothingCertificate;
import io.jaspis.certify.certificate.SmoothingCertificate.Accuracy;
import io.jaspis.certify.certificate.SmoothingCertificate.Example;
import io.jaspis.certify.certificate.StrictRecords;
import io.jaspis.threat.Logits;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** The page of a {@link SmoothingReport}: the curve of the certified accuracy, the tables, and how to check it. */
final class SmoothingHtml {
    /** Points of the curve beside the steps of the table. */
    private static final int POINTS = 200;

    private static final int ROWS = 2000;

    private final SmoothingReport report;
    private final SmoothingCertificate certificate;
    private final Figures figures;

    private SmoothingHtml(SmoothingReport report) {
        this.report = report;
        this.certificate = report.certificate();
        this.figures = Figures.of(certificate.examples().size());
    }

    static String format(SmoothingReport report) {
        return new SmoothingHtml(report).page();
    }

    private String page() {
        Map<String, Html> values = new HashMap<>();
        values.put("model", Html.text(fileName(certificate.model().path())));
        values.put("style", new Html(Html.resource("uPlot.min.css") + "\n" + Html.resource("report.css")));
        values.put("licence", Html.text("uPlot 1.6.30\n" + Html.resource("uPlot.LICENSE")));
        values.put("plot", new Html(Html.resource("uPlot.iife.min.js")));
        values.put("script", new Html(Html.resource("smoothing.js")));
        values.put("lead", lead());
        values.put("banner", banner());
        values.put("tiles", tiles());
        values.put("curve", curve());
        values.put("table", table());
        values.put("examples", examples());
        values.put("norm", Html.text(Figures.norm(certificate.settings().norm().option())));
        values.put("alpha", Html.text(certificate.settings().alpha()));
        values.put("asked", Html.text(Figures.count(certificate.asked())));
        values.put("reproduce", reproduce());
        values.put("version", Html.text(certificate.jaspis()));
        return Html.fill(Html.resource("smoothing.template.html"), values).markup();
    }

    private static String fileName(String path) {
        return String.valueOf(Path.of(path).getFileName());
    }

    private Html lead() {
        return Html.of(
                "%s examples of <b>%s</b> under %s noise, <b>%s</b>, %s",
                Figures.count(certificate.examples().size()),
                report.dataName(),
                StrictRecords.word(certificate.settings().noise()),
                report.scale(),
                report.adaptive()
                        ? "asked for the radius "
                                + Figures.number(certificate.settings().radius())
                        : Figures.count(certificate.settings().estimation()) + " samples each");
    }

    private Html banner() {
        return Html.join(List.of(partial(), silence()));
    }

    private Html silence() {
        return report.silence().isEmpty()
                ? Html.NONE
                : Html.of(
                        "<p class=\"banner\" role=\"status\"><strong>Votes for no class.</strong> %s. They count against the"
                                + " prediction.</p>",
                        report.silence());
    }

    private Html partial() {
        return !report.partial()
                ? Html.NONE
                : Html.of(
                        "<p class=\"banner\" role=\"status\"><strong>Partial report.</strong> It was stopped after %s of %s"
                                + " examples. Every figure below speaks of those alone.</p>",
                        Figures.count(certificate.examples().size()), Figures.count(certificate.asked()));
    }

    private Html tiles() {
        Accuracy first = certificate.accuracy().getFirst();
        Accuracy last = certificate.accuracy().getLast();
        return Html.join(List.of(
                tile(
                        "lower",
                        "Certified at " + Figures.number(first.radius()),
                        figures.lower(first.single()),
                        "right, and proved"),
                tile(
                        "lower",
                        "Certified at " + Figures.number(last.radius()),
                        figures.lower(last.single()),
                        "the largest radius asked for"),
                tile("gap", "Not proved", Figures.count(report.abstentions()), report.unproved()),
                tile(
                        "clean",
                        "Samples each",
                        Figures.count(Math.round(report.samplesEach())),
                        Figures.count(report.samples()) + " in all, " + Figures.duration(report.seconds()))));
    }

    private static Html tile(String style, String name, String value, String note) {
        return Html.of(
                "<div class=\"tile %s\"><h3>%s</h3><p class=\"value\">%s</p><p class=\"note\">%s</p></div>",
                style, name, value, note);
    }

    /** The chart's numbers as a script literal; they hold digits and signs only, so nothing in them needs escaping. */
    private Html curve() {
        double largest = certificate.examples().stream()
                .mapToDouble(Example::radius)
                .max()
                .orElse(0);
        double[] grid = DoubleStream.iterate(0, i -> i + 1)
                .limit(POINTS + 1)
                .map(i -> largest * 1.05 * i / POINTS)
                .toArray();
        List<Accuracy> points = SmoothingCertificate.accuracy(certificate.examples(), grid);
        return new Html("{x:%s,single:%s,joint:%s}"
                .formatted(
                        column(points, Accuracy::radius),
                        column(points, Accuracy::single),
                        report.adaptive() ? "null" : column(points, Accuracy::joint)));
    }

    private static String column(List<Accuracy> points, ToDoubleFunction<Accuracy> field) {
        return points.stream()
                .map(point -> String.format(Locale.ROOT, "%.6g", field.applyAsDouble(point)))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private Html table() {
        List<Html> rows = certificate.accuracy().stream()
                .map(accuracy -> Html.of(
                        "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td></tr>",
                        Figures.number(accuracy.radius()),
                        figures.lower(accuracy.single()),
                        report.adaptive() ? "–" : figures.lower(accuracy.joint())))
                .toList();
        return Html.join(rows);
    }

    private Html examples() {
        List<Html> rows = certificate.examples().stream()
                .limit(ROWS)
                .map(example -> Html.of(
                        "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%s of %s</td><td>%s</td><td>%s</td><td>%s</td></tr>",
                        example.index(),
                        className(example.label()),
                        className(example.prediction()),
                        Figures.count(example.successes()),
                        Figures.count(example.samples()),
                        Figures.count(example.none()),
                        example.certified() ? Figures.number(example.radius()) : report.unproved(),
                        report.adaptive() ? "–" : Figures.number(example.jointRadius())))
                .toList();
        return Html.join(rows);
    }

    private String className(int label) {
        if (label == Logits.NONE) {
            return "none";
        }
        return label < report.classNames().size() ? report.classNames().get(label) : Integer.toString(label);
    }

    private Html reproduce() {
        SmoothingCertificate.Settings settings = certificate.settings();
        String command = Arrays.stream(certificate.command().split(" "))
                .map(word -> Html.of("<span>%s</span>", word).markup())
                .collect(Collectors.joining(" "));
        return Html.of(
                "<pre class=\"command\"><code>%s</code></pre><dl><dt>Model</dt><dd>%s</dd><dt></dt><dd><span class=\"hash\">"
                        + "SHA-256 %s</span></dd><dt>Element types</dt><dd>%s</dd><dt>Data</dt><dd>%s</dd><dt></dt>"
                        + "<dd><span class=\"hash\">SHA-256 %s</span></dd>"
                        + "<dt>Noise</dt><dd>%s, %s, seed %s</dd><dt>Method</dt><dd>%s, n₀ = %s, n = %s, α = %s</dd>"
                        + "<dt>Device</dt><dd>%s</dd></dl>",
                new Html(command),
                certificate.model().path(),
                certificate.model().sha256(),
                String.join(", ", certificate.model().elementTypes()),
                certificate.data().path(),
                certificate.data().sha256(),
                StrictRecords.word(settings.noise()),
                report.scale(),
                settings.seed(),
                StrictRecords.word(settings.method()),
                Figures.count(settings.selection()),
                Figures.count(settings.estimation()),
                settings.alpha(),
                report.device());
    }
}
