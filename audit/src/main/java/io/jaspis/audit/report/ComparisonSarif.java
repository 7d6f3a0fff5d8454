package io.jaspis.audit.report;

import io.jaspis.audit.comparison.Comparison;
import io.jaspis.audit.comparison.Comparison.Change;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.report.SarifLog.Notification;
import io.jaspis.audit.report.SarifLog.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two audits beside each other as SARIF 2.1.0: a result for each example that changed, with its state beside the earlier
 * audit. {@code docs/sarif-rules.md} explains the rules.
 */
public final class ComparisonSarif {
    private ComparisonSarif() {}

    /**
     * The comparison.
     *
     * @param limit by which robust shares may fall, or null where there is none
     */
    public static String of(Comparison comparison, Double limit) {
        AuditReport now = comparison.now();
        Places places = Places.of(now);
        List<Result> results = new ArrayList<>();
        if (limit != null && comparison.worse(limit)) {
            results.add(Result.ofModel(
                    SarifRule.FELL_TOO_FAR,
                    ComparisonText.worse(comparison, limit),
                    places,
                    SarifRule.FELL_TOO_FAR.id() + "/" + now.model().name()));
        }
        for (Change change : comparison.changes()) {
            SarifRule rule = rule(change);
            results.add(Result.ofExample(
                    rule,
                    limit != null && rule.level().equals("error") ? "warning" : rule.level(),
                    Sentences.of(change, comparison.before(), now),
                    change.now(),
                    now,
                    places,
                    change.isWorse() ? "new" : "updated"));
        }
        List<Notification> notifications = new ArrayList<>(SarifLog.notifications(now));
        comparison.notes().forEach(note -> notifications.add(Notification.of(SarifRule.REMARK, note)));
        return SarifLog.of(SarifLog.Run.of("diff", now, places, results, notifications, properties(comparison)))
                .text();
    }

    private static SarifRule rule(Change change) {
        if (change.isBetter()) {
            return SarifRule.IMPROVED;
        }
        if (!change.isWorse()) {
            return SarifRule.OTHER_PREDICTION;
        }
        return switch (change.now().verdict()) {
            case CERTIFIED -> throw new AssertionError("nothing is better than certified");
            case UNKNOWN -> SarifRule.CERTIFICATE_LOST;
            case FALSIFIED -> SarifRule.BROKEN_NOW;
            case MISCLASSIFIED -> SarifRule.WRONG_NOW;
        };
    }

    private static Map<String, Object> properties(Comparison comparison) {
        AuditReport before = comparison.before();
        Map<String, Object> properties = new LinkedHashMap<>(ReportSarif.properties(comparison.now()));
        properties.put("pairs", comparison.pairs());
        properties.put("before", before.model().name());
        properties.put("beforeSha256", before.model().sha256());
        properties.put("attackedDifference", comparison.attacked().difference());
        properties.put("certifiedDifference", comparison.certified().difference());
        return properties;
    }
}
