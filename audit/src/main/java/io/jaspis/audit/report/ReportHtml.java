package io.jaspis.audit.report;

import io.jaspis.audit.report.AuditReport.CurvePoint;
import io.jaspis.audit.report.AuditReport.Sandwich;
import io.jaspis.autodiff.data.WholeFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * A report as one HTML page that stands alone: styles, script, chart library and pictures are inside, and a content
 * security policy forbids it to load anything.
 */
public final class ReportHtml {
    /** What the file is called. */
    public static final String NAME = "report.html";

    private final AuditReport report;
    private final Figures figures;
    private final Sandwich sandwich;

    private ReportHtml(AuditReport report) {
        this.report = report;
        this.sandwich = report.sandwich();
        this.figures = Figures.of(sandwich.examples());
    }

    /** Loads what drawing pictures needs: Java refuses to once an exit has begun, as after Ctrl-C. */
    public static void prepare() {
        Picture.of(new Image(1, 2, 2, new float[4]));
    }

    /** The page, made when it is written. */
    public static WholeFile.Content content(AuditReport report) {
        return out -> WholeFile.Content.of(format(report)).writeTo(out);
    }

    static String format(AuditReport report) {
        return new ReportHtml(report).page();
    }

    private String page() {
        Map<String, Html> values = new HashMap<>();
        values.put("model", Html.text(report.model().name()));
        values.put("style", new Html(Html.resource("uPlot.min.css") + "\n" + Html.resource("report.css")));
        values.put("licence", Html.text("uPlot 1.6.30\n" + Html.resource("uPlot.LICENSE")));
        values.put("plot", new Html(Html.resource("uPlot.iife.min.js")));
        values.put("script", new Html(Html.resource("report.js")));
        values.put("lead", lead());
        values.put("banner", banner());
        values.put("remarks", remarks());
        values.put("bar", bar());
        values.put("tiles", tiles());
        values.put("reading", reading());
        values.put("curve", curveData());
        values.put("curveTable", curveTable());
        values.put("gallery", new GallerySection(report).html());
        values.put("classes", ResultTables.classes(report, figures));
        values.put("examples", ResultTables.examples(report));
        values.put("reproduce", ReproduceSection.of(report));
        values.put("norm", Html.text(Figures.norm(report.settings().norm())));
        values.put("epsilon", Html.text(Figures.radius(report.settings().epsilon())));
        values.put("noun", Html.text(report.data().noun()));
        values.put("version", Html.text(report.jaspis()));
        return Html.fill(Html.resource("report.template.html"), values).markup();
    }

    private Html lead() {
        return Html.of(
                "%s %s of <b>%s</b>, every change within <b>%s&nbsp;≤&nbsp;%s</b>",
                Figures.count(sandwich.examples()),
                report.data().noun(),
                report.data().name(),
                Figures.norm(report.settings().norm()),
                Figures.radius(report.settings().epsilon()));
    }

    private Html banner() {
        AuditReport.Completion completion = report.completion();
        return !completion.partial()
                ? Html.NONE
                : Html.of(
                        "<p class=\"banner\" role=\"status\"><strong>Partial report.</strong> The audit was stopped after %s of"
                                + " %s %s. Every figure below speaks of those alone.</p>",
                        Figures.count(completion.done()),
                        Figures.count(completion.asked()),
                        report.data().noun());
    }

    private Html remarks() {
        List<Html> sentences = report.remarks().sentences().stream()
                .map(sentence -> Html.of("<p>%s</p>", sentence))
                .toList();
        return sentences.isEmpty()
                ? Html.NONE
                : Html.of("<div class=\"banner remarks\" role=\"note\">%s</div>", Html.join(sentences));
    }

    /** A part of the whole: its style, its name, and its share. */
    private record Part(String style, String name, double share, String shown) {}

    private List<Part> parts() {
        double broken = sandwich.cleanAccuracy() - sandwich.robustUpper();
        double wrong = 1 - sandwich.cleanAccuracy();
        return List.of(
                new Part("certified", "Certified", sandwich.robustLower(), figures.lower(sandwich.robustLower())),
                new Part("unknown", "Unknown", sandwich.gap(), figures.gap(sandwich.gap())),
                new Part("falsified", "Broken by an attack", broken, figures.gap(broken)),
                new Part("misclassified", "Misclassified", wrong, figures.gap(wrong)));
    }

    private Html bar() {
        if (sandwich.examples() == 0) {
            return Html.of("<p>No example was audited, so there is nothing to show.</p>");
        }
        List<Html> segments = new ArrayList<>();
        List<Html> legend = new ArrayList<>();
        for (Part part : parts()) {
            long count = Math.round(part.share() * sandwich.examples());
            if (count > 0) {
                segments.add(Html.of(
                        "<div class=\"%s\" style=\"flex-grow:%s\" title=\"%s: %s\">%s</div>",
                        part.style(), count, part.name(), part.shown(), segmentLabel(part)));
            }
            legend.add(Html.of(
                    "<li><i class=\"swatch %s\"></i><span>%s</span> <b>%s</b> <small>%s</small></li>",
                    part.style(), part.name(), part.shown(), Figures.count(count)));
        }
        String spoken = parts().stream().map(p -> p.name() + " " + p.shown()).collect(Collectors.joining(", "));
        return Html.of(
                "<div class=\"bar\" role=\"img\" aria-label=\"%s\">%s</div>"
                        + "<div class=\"scale\" aria-hidden=\"true\"><span>0&nbsp;%%</span><span>25</span><span>50</span>"
                        + "<span>75</span><span>100&nbsp;%%</span></div><ul class=\"legend\">%s</ul>",
                spoken, Html.join(segments), Html.join(legend));
    }

    /** What stands in a segment: as much as fits, also on a narrow page. */
    private static Html segmentLabel(Part part) {
        return part.share() < 0.25
                ? Html.NONE
                : Html.of(
                        "<span>%s <small>%s</small></span>",
                        part.shown(), part.name().toLowerCase(Locale.ROOT));
    }

    private Html tiles() {
        return Html.join(List.of(
                tile("clean", "Clean accuracy", figures.share(sandwich.cleanAccuracy()), "no change at all"),
                tile("upper", "Robust accuracy ≤", figures.upper(sandwich.robustUpper()), "no attack broke these"),
                tile(
                        "lower",
                        "Robust accuracy ≥",
                        figures.lower(sandwich.robustLower()),
                        "certified: proved for all changes"),
                tile("gap", "Gap", figures.gap(sandwich.gap()), "neither broken nor proved")));
    }

    private static Html tile(String style, String name, String value, String note) {
        return Html.of(
                "<div class=\"tile %s\"><h3>%s</h3><p class=\"value\">%s</p><p class=\"note\">%s</p></div>",
                style, name, value, note);
    }

    private Html reading() {
        if (sandwich.examples() == 0) {
            return Html.NONE;
        }
        String noun = report.data().noun();
        Html where = Html.of(
                "At ε&nbsp;=&nbsp;%s (%s), ",
                Figures.radius(report.settings().epsilon()),
                Figures.norm(report.settings().norm()));
        Html many = Html.of("of these %s %s", Figures.count(sandwich.examples()), noun);
        long unknown = Math.round(sandwich.gap() * sandwich.examples());
        return unknown == 0
                ? Html.of(
                        "%s<b>%s</b> %s keep their correct class however they are changed. Each one was either proved or"
                                + " broken: nothing remains unknown.",
                        where, figures.share(sandwich.robustLower()), many)
                : Html.of(
                        "%sbetween <b>%s</b> and <b>%s</b> %s keep their correct class however they are changed; for"
                                + " <b>%s</b> (%s of them) it remains unknown.",
                        where,
                        figures.lower(sandwich.robustLower()),
                        figures.upper(sandwich.robustUpper()),
                        many,
                        figures.gap(sandwich.gap()),
                        Figures.count(unknown));
    }

    /** The chart's numbers as a script literal; they hold digits and signs only, so nothing in them needs escaping. */
    private Html curveData() {
        return new Html("{epsilon:%s,x:%s,upper:%s,lower:%s}"
                .formatted(
                        literal(report.settings().epsilon()),
                        column(CurvePoint::epsilon),
                        column(CurvePoint::robustUpper),
                        column(CurvePoint::robustLower)));
    }

    private String column(ToDoubleFunction<CurvePoint> field) {
        return report.curve().stream()
                .map(point -> literal(field.applyAsDouble(point)))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String literal(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%s", value) : "null";
    }

    private Html curveTable() {
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
