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
                        "norm", Html.text(Figures.norm(report.settings().norm())),
                        "epsilon", Html.text(Words.radius(report))));
    }
}
