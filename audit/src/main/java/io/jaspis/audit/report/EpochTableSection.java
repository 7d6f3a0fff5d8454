package io.jaspis.audit.report;

import io.jaspis.audit.evidence.TrainingReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The metrics of a training run, a row an epoch. */
record EpochTableSection(TrainingReport report) implements Section {
    @Override
    public Html html() {
        List<String> metrics = EpochSection.metrics(report);
        Html names = Html.join(metrics.stream()
                .map(metric -> Html.of("<th scope=\"col\">%s</th>", metric))
                .toList());
        List<Html> rows = new ArrayList<>();
        report.epochs()
                .forEach((epoch, row) -> rows.add(Html.of(
                        "<tr><td>%s</td>%s</tr>",
                        epoch,
                        Html.join(metrics.stream()
                                .map(metric -> Html.of("<td>%s</td>", written(row.get(metric))))
                                .toList()))));
        return Html.of(
                "<section><details><summary>The numbers</summary><div class=\"wide\"><table><thead><tr>"
                        + "<th scope=\"col\">epoch</th>%s</tr></thead><tbody>%s</tbody></table></div></details></section>",
                names, Html.join(rows));
    }

    private static String written(Double value) {
        return value == null ? "" : String.format(Locale.ROOT, "%.5g", value);
    }
}
