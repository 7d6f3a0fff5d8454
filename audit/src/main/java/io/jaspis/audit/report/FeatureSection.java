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
                        Figures.number(feature.epsilon()),
                        end(feature.lower()),
                        end(feature.upper())))
                .toList();
        return Html.of(
                "<section><h2>What may change</h2><p>%s What attacks find has values that features of these kinds can have;"
                        + " certificates hold for them, and for more.</p>"
                        + "<div class=\"wide\"><table class=\"classes\"><thead><tr><th scope=\"col\">Feature</th>"
                        + "<th scope=\"col\">Kind</th><th scope=\"col\">ε of its own</th><th scope=\"col\">Lower</th>"
                        + "<th scope=\"col\">Upper</th></tr></thead><tbody>%s</tbody></table></div></section>",
                Words.features(report), Html.join(rows));
    }

    private static String end(double value) {
        return Double.isNaN(value) ? "–" : Figures.number(value);
    }
}
