package io.jaspis.audit.report;

import io.jaspis.audit.evidence.SmoothingReport;
import java.util.Map;

/** What is claimed, and of what. */
record SmoothingReadingSection(SmoothingReport report) implements Section {
    @Override
    public Html html() {
        return Html.fill(
                Html.resource("smoothing-reading.html"),
                Map.of(
                        "norm", Html.text(Figures.norm(report.settings().norm().option())),
                        "units", Html.text(report.units()),
                        "alpha", Html.text(report.settings().alpha()),
                        "asked", Html.text(Counted.examples(report.certificate().asked()))));
    }
}
