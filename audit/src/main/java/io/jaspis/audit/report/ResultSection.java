package io.jaspis.audit.report;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.Sandwich;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The headline: the parts of the whole as a bar, in a sentence, and the four figures. */
final class ResultSection implements Section {
    private final AuditReport report;
    private final Figures figures;
    private final Sandwich sandwich;

    ResultSection(AuditReport report) {
        this.report = report;
        this.sandwich = report.sandwich();
        this.figures = Figures.of(sandwich.examples());
    }

    @Override
    public Html html() {
        return Html.of(
                "<section class=\"sandwich\" aria-label=\"The result\">%s<p class=\"reading\">%s</p>"
                        + "<div class=\"tiles\">%s</div></section>",
                bar(), reading(), tiles());
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
        return Html.join(Stream.of(
                        new Tile(
                                "clean", "Clean accuracy", figures.share(sandwich.cleanAccuracy()), "no change at all"),
                        new Tile(
                                "upper",
                                "Robust accuracy ≤",
                                figures.upper(sandwich.robustUpper()),
                                "no attack broke these"),
                        new Tile(
                                "lower",
                                "Robust accuracy ≥",
                                figures.lower(sandwich.robustLower()),
                                "certified: proved for all changes"),
                        new Tile("gap", "Gap", figures.gap(sandwich.gap()), "neither broken nor proved"))
                .map(Tile::html)
                .toList());
    }

    private Html reading() {
        if (sandwich.examples() == 0) {
            return Html.NONE;
        }
        String noun = Words.noun(report.data());
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
}
