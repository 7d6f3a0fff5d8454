package io.jaspis.audit.report;

import io.jaspis.audit.Shares;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.ClassResult;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The headline of each class, a row a class. */
record ClassSection(AuditReport report) implements Section {
    @Override
    public Html html() {
        return Html.of("<section><h2>Class by class</h2>%s</section>", table());
    }

    private Html table() {
        if (report.perClass().isEmpty()) {
            return Html.of("<p class=\"quiet\">No class has a result yet.</p>");
        }
        Shares shares = new Shares(report.sandwich().examples());
        Comparator<ClassResult> order = Comparator.comparingDouble(ClassResult::robustLower)
                .thenComparingDouble(ClassResult::robustUpper)
                .thenComparingDouble(ClassResult::clean);
        ClassResult lowest = Collections.min(report.perClass(), order);
        boolean same = order.compare(lowest, Collections.max(report.perClass(), order)) == 0;
        ClassResult worst = same ? null : lowest;
        boolean alone = report.settings().attacksAlone();
        List<Html> rows = report.perClass().stream()
                .map(result -> Html.of(
                        "<tr%s><th scope=\"row\">%s%s</th><td>%s</td><td>%s</td><td>%s</td>%s"
                                + "<td class=\"spark\">%s</td></tr>",
                        result == worst ? Html.of(" class=\"worst\"") : Html.NONE,
                        result.name(),
                        result == worst ? Html.of(" <span class=\"mark\">worst</span>") : Html.NONE,
                        Figures.count(result.count()),
                        share(shares, result, result.clean()),
                        share(shares, result, result.robustUpper()),
                        alone ? Html.NONE : Html.of("<td>%s</td>", share(shares, result, result.robustLower())),
                        bar(result)))
                .toList();
        return Html.table(
                "Class by class",
                "classes",
                Stream.of("Class", "Count", "Clean", "Robust ≤", "Robust ≥", Html.of("<span class=\"sr\">Parts</span>"))
                        .filter(head -> !alone || !head.equals("Robust ≥"))
                        .toList(),
                Html.join(rows));
    }

    private static String share(Shares shares, ClassResult result, double share) {
        return shares.of(AuditReport.countOf(share, result.count()), result.count());
    }

    private static Html bar(ClassResult result) {
        double[] shares = {
            result.robustLower(),
            result.robustUpper() - result.robustLower(),
            result.clean() - result.robustUpper(),
            1 - result.clean()
        };
        String[] styles = {"certified", "unknown", "falsified", "misclassified"};
        Html segments = Html.NONE;
        for (int i = 0; i < shares.length; i++) {
            long weight = Math.round(shares[i] * 10_000);
            if (weight > 0) {
                segments = Html.of("%s<i class=\"%s\" style=\"flex-grow:%s\"></i>", segments, styles[i], weight);
            }
        }
        return Html.of("<div class=\"bar small\" aria-hidden=\"true\">%s</div>", segments);
    }
}
