package io.jaspis.audit.report;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.Breaks;
import io.jaspis.audit.evidence.Breaks.Break;
import io.jaspis.audit.evidence.Breaks.Change;
import io.jaspis.audit.evidence.Breaks.FeatureBreaks;
import java.util.List;

/** What broke examples of a table: which features, and of some examples what became of each. */
record BreakSection(AuditReport report) implements Section {
    /** Breaks to see at once, and as many as a page can have; the JSON report has more. */
    private static final int SHOWN = 6;

    private static final int MOST = 100;

    @Override
    public Html html() {
        Breaks breaks = report.breaks();
        if (breaks.broken() == 0) {
            return Html.NONE;
        }
        return Html.of(
                "<section><h2>What broke</h2><p>%s</p>%s<p class=\"quiet\">%s</p>%s%s</section>",
                Words.breaks(breaks),
                summary(breaks),
                "Sizes count in units of " + (alike() ? "ε" : "each feature’s own ε")
                        + ": how far a change goes of what it may. A change is needed where the class is right again"
                        + " without it, all others staying as they are.",
                cards(breaks.examples()
                        .subList(0, Math.min(SHOWN, breaks.examples().size()))),
                more(breaks));
    }

    private boolean alike() {
        return report.settings().features().isEmpty();
    }

    private Html summary(Breaks breaks) {
        List<Html> rows =
                breaks.features().stream().map(feature -> row(feature, breaks)).toList();
        return Html.table(
                "Which features break most often",
                "classes features",
                List.of(
                        "Feature",
                        "Needed",
                        "Changed",
                        "Mean size",
                        Html.of("<span class=\"sr\">Needed, as a bar</span>")),
                Html.join(rows));
    }

    private static Html row(FeatureBreaks feature, Breaks breaks) {
        long width = breaks.tried() == 0 ? 0 : Math.round(100.0 * feature.needed() / breaks.tried());
        return Html.of(
                "<tr><th scope=\"row\">%s</th><td>%s of %s</td><td>%s of %s</td><td>%s ε</td>"
                        + "<td class=\"spark\"><div class=\"bar small\" aria-hidden=\"true\">"
                        + "<i class=\"falsified\" style=\"flex-grow:%s\"></i><i class=\"rest\" style=\"flex-grow:%s\"></i></div></td></tr>",
                feature.feature(),
                Figures.count(feature.needed()),
                Figures.count(breaks.tried()),
                Figures.count(feature.changed()),
                Figures.count(breaks.broken()),
                Figures.nearest(feature.meanSize()),
                width,
                100 - width);
    }

    private Html more(Breaks breaks) {
        int told = Math.min(MOST, breaks.examples().size());
        return told <= SHOWN
                ? Html.NONE
                : Html.of(
                        "<details><summary>%s more%s</summary>%s</details>",
                        Figures.count(told - SHOWN),
                        told < breaks.broken()
                                ? " of the %s; report.json has %s"
                                        .formatted(
                                                Figures.count(breaks.broken()),
                                                Figures.count(breaks.examples().size()))
                                : "",
                        cards(breaks.examples().subList(SHOWN, told)));
    }

    private Html cards(List<Break> some) {
        return Html.of(
                "<div class=\"breaks\">%s</div>",
                Html.join(some.stream().map(this::card).toList()));
    }

    private Html card(Break one) {
        String reached = report.data().className(one.reached());
        Html rows = Html.join(one.changes().stream().map(BreakSection::row).toList());
        return Html.of(
                "<div class=\"break\"><h3><span class=\"index\">#%s</span> %s <span aria-hidden=\"true\">→</span>"
                        + "<span class=\"sr\">became</span> <b class=\"reached\">%s</b></h3><p class=\"quiet\">%s</p>%s%s</div>",
                one.index(),
                report.data().className(one.label()),
                reached,
                one.attack(),
                Html.table(
                        "What changed of example " + one.index(),
                        "changes",
                        List.of("Feature", "Before", "After", "Change", "Size"),
                        rows),
                one.others() == 0
                        ? Html.NONE
                        : Html.of(
                                "<p class=\"quiet\">%s more changed, none by more.</p>", Figures.count(one.others())));
    }

    private static Html row(Change change) {
        String[] values = Words.values(change);
        return Html.of(
                "<tr><th scope=\"row\">%s%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s ε</td></tr>",
                change.feature(),
                Boolean.TRUE.equals(change.needed()) ? Html.of(" <span class=\"mark\">needed</span>") : Html.NONE,
                values[0],
                values[1],
                Words.change(change),
                Figures.nearest(change.size()));
    }
}
