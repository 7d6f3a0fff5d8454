package io.jaspis.audit.report;

import io.jaspis.audit.evidence.AuditReport;
import java.util.Map;

/** What the figures mean. */
record ReadingSection(AuditReport report) implements Section {
    @Override
    public Html html() {
        return Html.fill(
                Html.resource(report.settings().attacksAlone() ? "attack-reading.html" : "audit-reading.html"),
                Map.of(
                        "kept",
                                Html.text(
                                        report.settings().target().isEmpty()
                                                ? "would still get right"
                                                : "gets right, and would not take for the class that is aimed at,"),
                        "noun", Html.text(Words.noun(report.data())),
                        "others", others(),
                        "norm", Html.text(Figures.norm(report.settings().norm())),
                        "epsilon", Html.text(Words.radius(report))));
    }

    /** What the figures tell of examples that weren't audited. */
    private Html others() {
        return report.completion().partial()
                ? Html.text(
                        "All of it speaks of those alone that were done. Which these are depends on the order of the"
                                + " data, so they aren’t drawn at random, and no figure has an interval for others.")
                : Html.of(
                        "All of it speaks of these %s alone. If they were drawn from others at random, the share of all"
                                + " of those lies in the interval below each figure, with the probability that is named"
                                + " there (Clopper &amp; Pearson 1934).",
                        Words.noun(report.data()));
    }
}
