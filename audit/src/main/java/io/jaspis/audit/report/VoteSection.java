package io.jaspis.audit.report;

import io.jaspis.audit.evidence.SmoothingReport;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.threat.Logits;
import java.util.List;

/** Votes and radii, a row an example. */
record VoteSection(SmoothingReport report) implements Section {
    /** A longer table would make the page slow; the certificate has every example. */
    private static final int ROWS = 2000;

    @Override
    public Html html() {
        return Html.of(
                "<section><h2>Example by example</h2><details><summary>%s</summary>%s</details></section>",
                Words.results(report.certificate().count(), ROWS, SmoothingHtml.CERTIFICATE),
                Html.table(
                        "Votes and radii",
                        "",
                        List.of(
                                "Index",
                                "Class",
                                "Prediction",
                                "Votes for it",
                                "For no class",
                                "Radius",
                                "All together"),
                        rows()));
    }

    private Html rows() {
        SmoothingCertificate certificate = report.certificate();
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
                        example.certified() ? Figures.atLeast(example.radius()) : report.unproved(),
                        report.adaptive() ? "–" : Figures.atLeast(example.jointRadius())))
                .toList();
        return Html.join(rows);
    }

    private String className(int label) {
        return label == Logits.NONE ? "none" : report.data().className(label);
    }
}
