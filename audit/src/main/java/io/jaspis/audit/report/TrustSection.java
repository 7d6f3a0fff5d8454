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
                lookedAt(trust)
                        + " for signs that attacks fail for another reason than the model’s strength. What breaks an"
                        + " example here is a sign, and changes no figure.");
    }

    private static String lookedAt(Trust trust) {
        return trust.standing() == 1
                ? "Looked at was the one example that is neither broken nor proved,"
                : "Looked at %s %s of the %s examples that are neither broken nor proved, drawn by the seed,"
                        .formatted(
                                trust.sampled() == 1 ? "was" : "were",
                                Figures.count(trust.sampled()),
                                Figures.count(trust.standing()));
    }
}
