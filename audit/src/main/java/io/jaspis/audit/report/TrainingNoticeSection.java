package io.jaspis.audit.report;

import io.jaspis.audit.Shares;
import io.jaspis.audit.evidence.TrainingReport;
import io.jaspis.defend.training.OwnAttack;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a reader must know before the curves: that training's own attack tells too much of robustness, or nothing. */
record TrainingNoticeSection(TrainingReport report) implements Section {
    @Override
    public Html html() {
        return Html.join(List.of(
                notice(
                        OwnAttack.Gap.OVERFITTED,
                        "Catastrophic overfitting.",
                        ". The network has learned to fool its attack, and accuracy under it tells nothing of robustness."),
                notice(
                        OwnAttack.Gap.OVERSTATED,
                        "Training's own attack overstates robustness.",
                        ", which is what counts.")));
    }

    private Html notice(OwnAttack.Gap gap, String title, String meaning) {
        List<Integer> epochs = report.epochs(gap);
        if (epochs.isEmpty()) {
            return Html.NONE;
        }
        Map<String, Double> first = report.epochs().get(epochs.getFirst());
        return Html.of(
                "<p class=\"banner\" role=\"status\"><strong>%s</strong> After %s, more than 20"
                        + " percentage points more of the examples held out withstood training's own attack than a stronger one; at"
                        + " first %s against %s %s%s</p>",
                title,
                (epochs.size() == 1 ? "epoch " : "epochs ")
                        + epochs.stream().map(Object::toString).collect(Collectors.joining(", ")),
                percent(first.get(TrainingReport.VALIDATION_OWN)),
                percent(TrainingReport.stronger(first)),
                first.containsKey(TrainingReport.VALIDATION_TRAINED)
                        ? "accuracy at the radius that it is trained for"
                        : report.settings().validation(),
                meaning);
    }

    private static String percent(double share) {
        return new Shares(0).measured(share);
    }
}
