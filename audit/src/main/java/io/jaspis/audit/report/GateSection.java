package io.jaspis.audit.report;

import io.jaspis.audit.evidence.AuditReport;
import java.util.List;

/** How the conditions on the result came out, where there are any. */
record GateSection(AuditReport report) implements Section {
    @Override
    public Html html() {
        List<Html> outcomes = report.gates().stream()
                .map(gate -> Html.of(
                        "<li><b>%s</b> %s</li>", gate.passed() ? "Passed." : "Failed.", GateText.of(gate, report)))
                .toList();
        return outcomes.isEmpty()
                ? Html.NONE
                : Html.of("<section><h2>Conditions on the result</h2><ul>%s</ul></section>", Html.join(outcomes));
    }
}
