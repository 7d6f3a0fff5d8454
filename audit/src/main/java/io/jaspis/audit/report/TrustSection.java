package io.jaspis.audit.report;

import io.jaspis.attacks.trust.Trust;
import io.jaspis.audit.evidence.AuditReport;
import java.util.List;

/** What was looked for that would speak against the number of examples that attacks left standing, and what was found. */
record TrustSection(AuditReport report) implements Section {
    @Override
    public Html html() {
        Trust trust = report.trust();
        if (trust.checks().isEmpty()) {
            return Html.NONE;
        }
        List<Html> rows = trust.checks().stream().map(TrustSection::row).toList();
        return Html.of(
                "<section><h2>Can the number be trusted?</h2>%s<p class=\"quiet\">%s</p></section>",
                Html.table(
                        "Signs that attacks failed",
                        "classes",
                        List.of("Sign", "Counted", "Outcome", "What it says"),
                        Html.join(rows)),
                "Looked at are %s of the %s examples that are neither broken nor proved, drawn by the seed. What breaks one of them here is a sign, and changes no figure."
                        .formatted(Figures.count(trust.sampled()), Figures.count(trust.standing())));
    }

    private static Html row(Trust.Result result) {
        return Html.of(
                "<tr><th scope=\"row\">%s</th><td>%s of %s</td><td>%s</td><td>%s</td></tr>",
                Words.check(result.check()),
                Figures.count(result.counted()),
                Figures.count(result.of()),
                result.doubtful() ? Html.of("<b>doubtful</b>") : Html.text("nothing"),
                result.sentence());
    }
}
