package io.jaspis.audit.report;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.FeatureRange;
import java.util.List;

/** What each feature can be, a row a feature; nothing where all inputs are alike. */
record FeatureSection(AuditReport report) implements Section {
    @Override
    public Html html() {
        List<FeatureRange> features = report.settings().features();
        if (features.isEmpty()) {
            return Html.NONE;
        }
        List<Html> rows = features.stream()
                .map(feature -> Html.of(
                        "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>",
                        feature.name(),
                        feature.kind(),
                        Figures.asked(feature.epsilon()),
                        end(feature.lower()),
                        end(feature.upper())))
                .toList();
        return Html.of(
                "<section><h2>What may change</h2><p>%s What attacks find has values that features of these kinds can have;"
                        + " certificates hold for all of them.</p>"
                        + "%s</section>",
                Words.features(report),
                Html.table(
                        "What each feature can be",
                        "classes",
                        List.of("Feature", "Kind", "ε of its own", "Lower", "Upper"),
                        Html.join(rows)));
    }

    private static String end(double value) {
        return Double.isNaN(value) ? "–" : Figures.asked((float) value);
    }
}
