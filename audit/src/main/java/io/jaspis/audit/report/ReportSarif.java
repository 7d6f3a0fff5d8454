package io.jaspis.audit.report;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.ExampleResult;
import io.jaspis.audit.evidence.AuditReport.Sandwich;
import io.jaspis.audit.evidence.Gate;
import io.jaspis.audit.evidence.VerdictKind;
import io.jaspis.audit.report.SarifLog.Result;
import io.jaspis.autodiff.data.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An audit as SARIF 2.1.0 (Static Analysis Results Interchange Format), which code hosts and editors show: a result for each
 * example that isn't certified or otherwise fine, for each condition that doesn't hold, and for each sign that the figures
 * aren't to be trusted. {@code docs/sarif-rules.md} explains the rules.
 *
 * <p>Where conditions were put on the audit, these decide: single examples are then one level less grave.
 */
public final class ReportSarif {
    /** What the file is called. */
    public static final String NAME = "report.sarif";

    private ReportSarif() {}

    /** The file's content, made when it is written. */
    public static WholeFile.Content content(AuditReport report, Places places) {
        return out -> WholeFile.Content.of(format(report, places)).writeTo(out);
    }

    /** Writes a report, whole or not at all. */
    public static void write(AuditReport report, Places places, Path file) throws IOException {
        WholeFile.write(file, content(report, places));
    }

    static String format(AuditReport report, Places places) {
        List<Result> results = new ArrayList<>();
        for (Gate gate : report.gates()) {
            if (!gate.passed()) {
                results.add(Result.ofModel(
                        SarifRule.CONDITION,
                        GateText.of(gate, report),
                        places,
                        SarifRule.CONDITION.id() + "/" + report.model().name() + "/" + GateText.typed(gate)));
            }
        }
        for (String doubt : Words.doubts(report)) {
            results.add(Result.ofModel(
                    SarifRule.UNRELIABLE,
                    doubt,
                    places,
                    SarifRule.UNRELIABLE.id() + "/" + report.model().name()));
        }
        for (ExampleResult example : report.examples()) {
            add(results, example, report, places);
        }
        String kind = report.settings().attacksAlone() ? "attack" : "audit";
        return SarifLog.of(SarifLog.Run.of(
                        kind, report, places, results, SarifLog.notifications(report), properties(report)))
                .text();
    }

    private static void add(List<Result> results, ExampleResult example, AuditReport report, Places places) {
        boolean judged = !report.gates().isEmpty();
        switch (example.verdict()) {
            case CERTIFIED -> {}
            case UNKNOWN -> {
                if (!report.settings().attacksAlone()) {
                    results.add(result(SarifRule.UNDECIDED, SarifRule.UNDECIDED.level(), example, report, places));
                }
            }
            case FALSIFIED ->
                results.add(result(SarifRule.BROKEN, judged ? "warning" : "error", example, report, places));
            case MISCLASSIFIED ->
                results.add(result(SarifRule.MISCLASSIFIED, judged ? "note" : "warning", example, report, places));
        }
    }

    private static Result result(
            SarifRule rule, String level, ExampleResult example, AuditReport report, Places places) {
        return Result.ofExample(rule, level, Sentences.of(example, report), example, report, places, null);
    }

    /** The headline. */
    static Map<String, Object> properties(AuditReport report) {
        Sandwich sandwich = report.sandwich();
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("norm", report.settings().norm());
        properties.put("epsilon", report.settings().epsilon());
        properties.put("seed", report.provenance().seed());
        properties.put("examples", sandwich.examples());
        properties.put("correct", sandwich.correct());
        properties.put("unbroken", sandwich.unbroken());
        if (!report.settings().attacksAlone()) {
            properties.put(VerdictKind.CERTIFIED.word(), sandwich.certified());
        }
        return properties;
    }
}
