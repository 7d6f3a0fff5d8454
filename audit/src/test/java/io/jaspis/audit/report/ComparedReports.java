package io.jaspis.audit.report;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.ExampleResult;
import io.jaspis.audit.evidence.AuditReport.Sandwich;
import io.jaspis.audit.evidence.VerdictKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A later audit of {@link MadeUp#table()} in which some examples got worse, one better, and one another prediction. */
final class ComparedReports {
    private ComparedReports() {}

    static AuditReport later() {
        AuditReport before = MadeUp.table();
        List<ExampleResult> examples = new ArrayList<>(before.examples());
        Map<VerdictKind, List<Integer>> places = new EnumMap<>(VerdictKind.class);
        for (int i = 0; i < examples.size(); i++) {
            places.computeIfAbsent(examples.get(i).verdict(), _ -> new ArrayList<>())
                    .add(i);
        }
        List<Integer> certified = places.get(VerdictKind.CERTIFIED);
        change(examples, certified.get(0), VerdictKind.UNKNOWN);
        change(examples, certified.get(1), VerdictKind.FALSIFIED);
        change(examples, certified.get(2), VerdictKind.MISCLASSIFIED);
        change(examples, places.get(VerdictKind.UNKNOWN).getFirst(), VerdictKind.FALSIFIED);
        change(examples, places.get(VerdictKind.FALSIFIED).getFirst(), VerdictKind.CERTIFIED);
        int wrong = places.get(VerdictKind.MISCLASSIFIED).getFirst();
        ExampleResult was = examples.get(wrong);
        examples.set(wrong, result(was, VerdictKind.MISCLASSIFIED, -1));
        return new AuditReport(
                before.schema(),
                before.provenance(),
                before.completion(),
                before.settings(),
                before.remarks(),
                Sandwich.of(examples),
                before.curve(),
                before.perClass(),
                examples,
                before.gallery(),
                before.breaks(),
                before.phases(),
                before.gates(),
                before.trust());
    }

    private static void change(List<ExampleResult> examples, int place, VerdictKind verdict) {
        ExampleResult was = examples.get(place);
        examples.set(place, result(was, verdict, verdict == VerdictKind.MISCLASSIFIED ? 1 - was.label() : was.label()));
    }

    private static ExampleResult result(ExampleResult was, VerdictKind verdict, int prediction) {
        boolean broken = verdict == VerdictKind.FALSIFIED;
        return new ExampleResult(
                was.index(),
                was.label(),
                prediction,
                verdict,
                verdict == VerdictKind.CERTIFIED ? "interval bound propagation" : null,
                broken ? "PGD" : null,
                broken ? Integer.valueOf(1 - was.label()) : null,
                Double.NaN,
                broken ? 0.05 : Double.NaN);
    }
}
