package io.jaspis.audit.report;

import io.jaspis.audit.Shares;
import io.jaspis.audit.evidence.TrainingReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The metrics of a training run, a row an epoch. */
record EpochTableSection(TrainingReport report) implements Section {
    @Override
    public Html html() {
        List<String> metrics = EpochSection.metrics(report);
        List<String> names = new ArrayList<>(List.of("epoch"));
        names.addAll(metrics);
        List<Html> rows = new ArrayList<>();
        report.epochs()
                .forEach((epoch, row) -> rows.add(Html.of(
                        "<tr><th scope=\"row\">%s</th>%s</tr>",
                        epoch,
                        Html.join(metrics.stream()
                                .map(metric -> Html.of("<td>%s</td>", written(metric, row.get(metric))))
                                .toList()))));
        return Html.of(
                "<section><h2>Epoch by epoch</h2><details><summary>The numbers</summary>%s</details></section>",
                Html.table("Metrics of each epoch", "", names, Html.join(rows)));
    }

    private static String written(String metric, Double value) {
        return value == null
                ? ""
                : EpochSection.isShare(metric)
                        ? new Shares(0).measured(value)
                        : String.format(Locale.ROOT, "%.5g", value);
    }
}
