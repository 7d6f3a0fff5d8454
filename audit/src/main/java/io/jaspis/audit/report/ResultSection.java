package io.jaspis.audit.report;

import io.jaspis.audit.Interval;
import io.jaspis.audit.Shares;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.Intervals;
import io.jaspis.audit.evidence.AuditReport.Sandwich;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The headline: the parts of the whole as a bar, in a sentence, and the four figures. */
final class ResultSection implements Section {
    private final AuditReport report;
    private final Shares shares;
    private final Sandwich sandwich;
    private final boolean alone;

    ResultSection(AuditReport report) {
        this.report = report;
        this.sandwich = report.sandwich();
        this.alone = report.settings().attacksAlone();
        this.shares = new Shares(sandwich.examples());
    }

    @Override
    public Html html() {
        return Html.of(
                "<section class=\"sandwich\"><h2 class=\"sr\">The result</h2>%s<p class=\"reading\">%s</p>"
                        + "<div class=\"tiles\">%s</div></section>",
                bar(), reading(), tiles());
    }

    /** A part of the whole: its style, its name, and how many examples. */
    private record Part(String style, String name, long count) {}

    private List<Part> parts() {
        Part unbroken = alone
                ? new Part("unknown", "Not broken", sandwich.unbroken())
                : new Part("unknown", "Unknown", sandwich.unknown());
        Part broken = new Part("falsified", "Broken by an attack", sandwich.broken());
        Part misclassified = new Part("misclassified", "Misclassified", sandwich.misclassified());
        return alone
                ? List.of(unbroken, broken, misclassified)
                : List.of(new Part("certified", "Certified", sandwich.certified()), unbroken, broken, misclassified);
    }

    private Html bar() {
        if (sandwich.examples() == 0) {
            return Html.of("<p>No example was audited, so there is nothing to show.</p>");
        }
        List<Html> segments = new ArrayList<>();
        List<Html> legend = new ArrayList<>();
        for (Part part : parts()) {
            if (part.count() > 0) {
                segments.add(Html.of(
                        "<div class=\"%s\" style=\"flex-grow:%s\" title=\"%s: %s\">%s</div>",
                        part.style(), part.count(), part.name(), shares.of(part.count()), segmentLabel(part)));
            }
            legend.add(Html.of(
                    "<li><i class=\"swatch %s\"></i><span>%s</span> <b>%s</b> <small>%s</small></li>",
                    part.style(), part.name(), shares.of(part.count()), Figures.count(part.count())));
        }
        String spoken =
                parts().stream().map(p -> p.name() + " " + shares.of(p.count())).collect(Collectors.joining(", "));
        return Html.of(
                "<div class=\"bar\" role=\"img\" aria-label=\"%s\">%s</div>"
                        + "<div class=\"scale\" aria-hidden=\"true\"><span>0&nbsp;%%</span><span>25</span><span>50</span>"
                        + "<span>75</span><span>100&nbsp;%%</span></div><ul class=\"legend\">%s</ul>",
                spoken, Html.join(segments), Html.join(legend));
    }

    /** What stands in a segment: as much as fits, also on a narrow page. */
    private Html segmentLabel(Part part) {
        return part.count() < 0.25 * sandwich.examples()
                ? Html.NONE
                : Html.of(
                        "<span>%s <small>%s</small></span>",
                        shares.of(part.count()), part.name().toLowerCase(Locale.ROOT));
    }

    private Html tiles() {
        Intervals intervals = sandwich.intervals();
        Tile clean = tile("clean", "Clean accuracy", sandwich.correct(), intervals.cleanAccuracy(), "no change at all");
        Tile upper = tile(
                "upper",
                "Robust accuracy ≤",
                sandwich.unbroken(),
                intervals.robustUpper(),
                alone ? "no attack broke these, which proves nothing" : "no attack broke these");
        Stream<Tile> others = alone
                ? Stream.of(
                        tile("gap", "Broken", sandwich.broken(), null, "right, until an attack changed them"),
                        tile("gap", "Misclassified", sandwich.misclassified(), null, "wrong before any change"))
                : Stream.of(
                        tile(
                                "lower",
                                "Robust accuracy ≥",
                                sandwich.certified(),
                                intervals.robustLower(),
                                "certified: proved for all changes"),
                        tile("gap", "Gap", sandwich.unknown(), null, "neither broken nor proved"));
        return Html.join(
                Stream.concat(Stream.of(clean, upper), others).map(Tile::html).toList());
    }

    private Tile tile(String style, String name, long count, Interval interval, String note) {
        // A part of what was asked for isn't drawn at random, so it tells nothing of others.
        boolean told = interval != null
                && sandwich.examples() > 0
                && !report.completion().partial();
        return new Tile(
                style,
                name,
                shares.of(count),
                note,
                told ? Words.level(sandwich.intervals()) + ": " + shares.of(interval) : "");
    }

    private Html reading() {
        if (sandwich.examples() == 0) {
            return Html.NONE;
        }
        Html where = Html.of(
                "At ε&nbsp;=&nbsp;%s (%s), ",
                Figures.radius(report.settings().epsilon()),
                Figures.norm(report.settings().norm()));
        if (sandwich.examples() == 1) {
            return Html.of("%s%s.", where, ofOne("the one " + Words.one(report.data())));
        }
        Html many = Html.of("of these %s", Words.examples(sandwich.examples(), report.data()));
        if (alone) {
            return Html.of(
                    "%sattacks broke <b>%s</b> %s (%s of them); <b>%s</b> were right and no attack broke them, and more can't"
                            + " be said: nothing was to be proved.",
                    where,
                    shares.of(sandwich.broken()),
                    many,
                    Figures.count(sandwich.broken()),
                    shares.of(sandwich.unbroken()));
        }
        long unknown = sandwich.unknown();
        String keep = report.settings().target().isEmpty()
                ? "keep their correct class however they are changed"
                : "are right and can't be given the class that is aimed at, however they are changed";
        return unknown == 0
                ? Html.of(
                        "%s<b>%s</b> %s %s. Each that was right was either proved or broken: nothing remains unknown.",
                        where, shares.of(sandwich.certified()), many, keep)
                : Html.of(
                        "%sbetween <b>%s</b> and <b>%s</b> %s %s; for <b>%s</b> (%s of them) it remains unknown.",
                        where,
                        shares.of(sandwich.certified()),
                        shares.of(sandwich.unbroken()),
                        many,
                        keep,
                        shares.of(unknown),
                        Figures.count(unknown));
    }

    /** What was found of the only example, of which there are no shares to speak of. */
    private String ofOne(String example) {
        if (sandwich.misclassified() > 0) {
            return example + " was wrong before any change";
        }
        if (sandwich.broken() > 0) {
            return "an attack broke " + example;
        }
        if (alone) {
            return example + " was right and no attack broke it, and more can't be said: nothing was to be proved";
        }
        String kept = example
                + (report.settings().target().isEmpty()
                        ? " keeps its correct class however it is changed"
                        : " is right and can't be given the class that is aimed at, however it is changed");
        return sandwich.certified() > 0 ? kept : "it remains unknown whether " + kept;
    }
}
