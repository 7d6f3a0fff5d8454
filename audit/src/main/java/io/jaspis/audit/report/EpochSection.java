package io.jaspis.audit.report;

import io.jaspis.audit.Shares;
import io.jaspis.audit.evidence.TrainingReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The metrics of a training run over its epochs, as charts. */
record EpochSection(TrainingReport report) implements Section {
    private static final List<String> COLOURS =
            List.of("--certified", "--falsified", "--unknown-deep", "--misclassified", "--ink");

    /** What is drawn together, and how it is written. */
    private enum Plot {
        LOSS("Loss", 1, Set.of("loss", TrainingReport.VALIDATION_LOSS)),
        ACCURACY(
                "Accuracy, %",
                100,
                Set.of(
                        TrainingReport.TRAINING,
                        TrainingReport.VALIDATION,
                        TrainingReport.VALIDATION_CLEAN,
                        TrainingReport.VALIDATION_OWN,
                        TrainingReport.VALIDATION_TRAINED)),
        SCHEDULES("Schedules", 1, Set.of("epsilon", "kappa", "alpha", "beta", "warm-up", "weight-perturbation")),
        RATE("Learning rate", 1, Set.of("rate"));

        private final String title;
        private final double scale;
        private final Set<String> metrics;

        Plot(String title, double scale, Set<String> metrics) {
            this.title = title;
            this.scale = scale;
            this.metrics = metrics;
        }
    }

    /** The names of all metrics, in the order in which they came. */
    static List<String> metrics(TrainingReport report) {
        Set<String> names = new LinkedHashSet<>();
        report.epochs().values().forEach(row -> names.addAll(row.keySet()));
        return List.copyOf(names);
    }

    /** Whether a metric is a share of examples. */
    static boolean isShare(String metric) {
        return Plot.ACCURACY.metrics.contains(metric);
    }

    private List<String> metrics(Plot plot) {
        return metrics(report).stream().filter(plot.metrics::contains).toList();
    }

    private List<Plot> shown() {
        return Arrays.stream(Plot.values())
                .filter(plot -> !metrics(plot).isEmpty())
                .toList();
    }

    @Override
    public Html html() {
        List<Html> parts = new ArrayList<>();
        for (Plot plot : shown()) {
            String description = plot.title + " over epochs; the numbers follow as a table";
            parts.add(Html.of(
                    "<section><h2>%s</h2>%s%s</section>",
                    plot.title, chart(plot).place(description), plot == Plot.ACCURACY ? measured() : Html.NONE));
        }
        return Html.join(parts);
    }

    private Html measured() {
        Html training = Html.of(
                "<p>Training accuracy, as steps met the examples: %s.</p>",
                report.settings().accuracy());
        if (report.settings().validation().isEmpty()) {
            return training;
        }
        return Html.of(
                "%s<p>Validation, on examples held out: %s.%s</p>",
                training,
                report.settings().validation(),
                report.epochs().entrySet().stream()
                        .filter(epoch -> epoch.getValue().containsKey(TrainingReport.KEPT))
                        .map(epoch -> " The weights are those of epoch " + epoch.getKey() + ".")
                        .findFirst()
                        .orElse(""));
    }

    @Override
    public List<Chart> charts() {
        return shown().stream().map(this::chart).toList();
    }

    private List<String> shares(String metric) {
        return report.epochs().values().stream()
                .map(row -> new Shares(0).measured(row.getOrDefault(metric, Double.NaN)))
                .toList();
    }

    private Chart chart(Plot plot) {
        List<Chart.Series> lines = new ArrayList<>();
        for (String metric : metrics(plot)) {
            List<Double> values = report.epochs().values().stream()
                    .map(row -> row.containsKey(metric) ? row.get(metric) * plot.scale : Double.NaN)
                    .toList();
            lines.add(new Chart.Series(
                    lines.size(),
                    metric,
                    COLOURS.get(lines.size() % COLOURS.size()),
                    Chart.Style.PLAIN,
                    values,
                    plot == Plot.ACCURACY ? shares(metric) : List.of()));
        }
        return new Chart(
                plot.name().toLowerCase(Locale.ROOT),
                "epoch",
                "",
                false,
                true,
                "epoch ",
                null,
                false,
                report.epochs().keySet().stream().map(Integer::doubleValue).toList(),
                lines);
    }
}
