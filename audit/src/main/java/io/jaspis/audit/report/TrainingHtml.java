package io.jaspis.audit.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** The curves of a training run as one HTML page that stands alone and loads nothing. */
final class TrainingHtml {
    /** What is drawn together, and how it is written. */
    private enum Chart {
        LOSS("Loss", "loss", 1, Set.of("loss")),
        ACCURACY("Accuracy, %", "accuracy", 100, Set.of("training accuracy", "validation")),
        SCHEDULES("Schedules", "schedules", 1, Set.of("epsilon", "kappa", "alpha", "beta", "warm-up")),
        RATE("Learning rate", "rate", 1, Set.of("rate"));

        private final String title;
        private final String id;
        private final double scale;
        private final Set<String> metrics;

        Chart(String title, String id, double scale, Set<String> metrics) {
            this.title = title;
            this.id = id;
            this.scale = scale;
            this.metrics = metrics;
        }
    }

    private final String name;
    private final String settings;
    private final SortedMap<Integer, Map<String, Double>> rows;

    TrainingHtml(String name, String settings, SortedMap<Integer, Map<String, Double>> rows) {
        this.name = name;
        this.settings = settings;
        this.rows = rows;
    }

    String page() {
        Map<String, Html> values = new HashMap<>();
        values.put("model", Html.text(name));
        values.put("settings", Html.text(settings));
        values.put("style", new Html(Html.resource("uPlot.min.css") + "\n" + Html.resource("report.css")));
        values.put("licence", Html.text("uPlot 1.6.30\n" + Html.resource("uPlot.LICENSE")));
        values.put("plot", new Html(Html.resource("uPlot.iife.min.js")));
        values.put("script", new Html(Html.resource("training.js")));
        values.put("charts", charts());
        values.put("data", data());
        values.put("head", head());
        values.put("rows", table());
        return Html.fill(Html.resource("training.template.html"), values).markup();
    }

    private List<String> metrics() {
        Set<String> names = new LinkedHashSet<>();
        rows.values().forEach(row -> names.addAll(row.keySet()));
        return new ArrayList<>(names);
    }

    private List<String> metrics(Chart chart) {
        return metrics().stream().filter(chart.metrics::contains).toList();
    }

    private List<Chart> shown() {
        return java.util.Arrays.stream(Chart.values())
                .filter(chart -> !metrics(chart).isEmpty())
                .toList();
    }

    private Html charts() {
        return Html.join(shown().stream()
                .map(chart -> Html.of(
                        "<section><h2>%s</h2><div id=\"%s\" role=\"img\" aria-label=\"%s over epochs; the numbers follow as a"
                                + " table\"></div></section>",
                        chart.title, chart.id, chart.title))
                .toList());
    }

    /** Script data: numbers and the names of metrics, which the code spells out. */
    private Html data() {
        String charts = shown().stream()
                .map(chart -> "{id:\"%s\",series:[%s]}"
                        .formatted(
                                chart.id,
                                metrics(chart).stream()
                                        .map(metric ->
                                                "{name:\"%s\",values:[%s]}".formatted(metric, curve(metric, chart)))
                                        .collect(Collectors.joining(","))))
                .collect(Collectors.joining(","));
        String epochs = rows.keySet().stream().map(String::valueOf).collect(Collectors.joining(","));
        return new Html("{x:[" + epochs + "],charts:[" + charts + "]}");
    }

    private String curve(String metric, Chart chart) {
        return rows.values().stream()
                .map(row -> row.get(metric))
                .map(value -> value == null || !Double.isFinite(value) ? "null" : String.valueOf(value * chart.scale))
                .collect(Collectors.joining(","));
    }

    private Html head() {
        return Html.join(metrics().stream()
                .map(metric -> Html.of("<th scope=\"col\">%s</th>", metric))
                .toList());
    }

    private Html table() {
        List<Html> lines = new ArrayList<>();
        rows.forEach((epoch, row) -> lines.add(Html.of(
                "<tr><td>%s</td>%s</tr>",
                epoch,
                Html.join(metrics().stream()
                        .map(metric -> Html.of("<td>%s</td>", written(row.get(metric))))
                        .toList()))));
        return Html.join(lines);
    }

    private static String written(Double value) {
        return value == null ? "" : String.format(Locale.ROOT, "%.5g", value);
    }
}
