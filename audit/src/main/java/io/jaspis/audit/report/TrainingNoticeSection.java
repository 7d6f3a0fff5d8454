package io.jaspis.audit.report;

import io.jaspis.audit.Shares;
import io.jaspis.audit.evidence.TrainingReport;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a reader must know before the curves: that training has learned to fool its own attack. */
record TrainingNoticeSection(TrainingReport report) implements Section {
    @Override
    public Html html() {
        List<Integer> fooled = report.fooled();
        if (fooled.isEmpty()) {
            return Html.NONE;
        }
        Map<String, Double> first = report.epochs().get(fooled.getFirst());
        return Html.of(
                "<p class=\"banner\" role=\"status\"><strong>Catastrophic overfitting.</strong> After %s, more than 20"
                        + " percentage points more of the examples held out withstood training's own attack than a stronger one; at"
                        + " first %s against %s %s. The network has learned to fool its attack, and accuracy under it tells nothing of"
                        + " robustness.</p>",
                (fooled.size() == 1 ? "epoch " : "epochs ")
                        + fooled.stream().map(Object::toString).collect(Collectors.joining(", ")),
                percent(first.get(TrainingReport.VALIDATION_OWN)),
                percent(TrainingReport.stronger(first)),
                first.containsKey(TrainingReport.VALIDATION_TRAINED)
                        ? "accuracy at the radius that it is trained for"
                        : report.settings().validation());
    }

    private static String percent(double share) {
        return new Shares(0).measured(share);
    }
}
