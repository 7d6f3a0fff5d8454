package io.jaspis.audit.report;

import io.jaspis.audit.comparison.Comparison;
import io.jaspis.audit.comparison.Comparison.Change;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.ExampleResult;
import io.jaspis.audit.report.JUnitXml.Case;
import io.jaspis.audit.report.JUnitXml.Failed;
import io.jaspis.audit.report.JUnitXml.Outcome;
import io.jaspis.audit.report.JUnitXml.Passed;
import io.jaspis.audit.report.JUnitXml.Skipped;
import io.jaspis.audit.report.JUnitXml.Suite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two audits beside each other as JUnit's XML: a case for each example that both have, and one for the limit, if there is one.
 * With a limit that alone decides; otherwise each example that got worse is a failure.
 */
public final class ComparisonJUnit {
    private ComparisonJUnit() {}

    /**
     * The comparison.
     *
     * @param limit by which robust shares may fall, or null where there is none
     */
    public static String of(Comparison comparison, Double limit) {
        AuditReport now = comparison.now();
        Map<Integer, Change> changes = new HashMap<>();
        comparison.changes().forEach(change -> changes.put(change.index(), change));
        List<Case> cases = new ArrayList<>();
        if (limit != null) {
            String sentence = ComparisonText.worse(comparison, limit);
            cases.add(new Case(
                    ReportJUnit.group(now, "conditions"),
                    "--fail-if-worse " + limit,
                    comparison.worse(limit) ? new Failed("condition", sentence) : new Passed(sentence)));
        }
        for (ExampleResult example : comparison.pairedNow()) {
            Change change = changes.get(example.index());
            cases.add(new Case(
                    ReportJUnit.group(now, "pairs"),
                    Sentences.title(example, now),
                    change == null ? new Passed("") : outcome(change, comparison, limit)));
        }
        Map<String, String> properties = ReportJUnit.properties(now);
        properties.put("before", comparison.before().model().name());
        properties.put("before.sha256", comparison.before().model().sha256());
        properties.put("pairs", Integer.toString(comparison.pairs()));
        ReportJUnit.remark(comparison.notes(), properties);
        String name = "%s beside %s"
                .formatted(now.model().name(), comparison.before().model().name());
        return JUnitXml.text(
                name, List.of(new Suite(name, properties, now.provenance().started(), 0, cases)));
    }

    private static Outcome outcome(Change change, Comparison comparison, Double limit) {
        String sentence = Sentences.of(change, comparison.before(), comparison.now());
        if (!change.isWorse()) {
            return new Passed(sentence);
        }
        return limit == null ? new Failed("worse", sentence) : new Skipped(sentence);
    }
}
