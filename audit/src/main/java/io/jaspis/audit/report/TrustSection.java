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
        List<Html> results = trust.checks().stream()
                .map(result -> Html.of(
                        "<li>%s %s.</li>",
                        result.doubtful() ? Html.of("<b>Doubtful.</b>") : Html.text("Nothing:"), result.sentence()))
                .toList();
        return Html.of(
                "<section><h2>Can the number be trusted?</h2><ul>%s</ul><p class=\"quiet\">%s</p></section>",
                Html.join(results),
                ("Looked at were %s of the %s examples that are neither broken nor proved, drawn by the seed, for signs that"
                                + " attacks fail for another reason than the model’s strength. What breaks one of them here is"
                                + " a sign, and changes no figure.")
                        .formatted(Figures.count(trust.sampled()), Figures.count(trust.standing())));
    }
}
