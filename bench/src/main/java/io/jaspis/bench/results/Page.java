package io.jaspis.bench.results;

import io.jaspis.audit.Shares;
import io.jaspis.bench.measure.Case;
import io.jaspis.bench.measure.Limits;
import io.jaspis.bench.measure.Machine;
import io.jaspis.bench.measure.Outcome;
import io.jaspis.bench.measure.Outcome.Standing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Results as one HTML page that stands alone: it has no script and loads nothing. */
final class Page {
    /** Bars end at this ratio; what is beyond is written beside them. */
    private static final double WIDEST = 3;

    /** Of a cell, in per cent; the name and the time stand behind it. */
    private static final double WIDEST_TIME = 35;

    private final Results results;
    private final StringBuilder html = new StringBuilder();

    private Page(Results results) {
        this.results = results;
    }

    /** The whole page. */
    static String document(Results results) throws IOException {
        Page page = new Page(results);
        page.fill();
        return page.html.toString();
    }

    /** A text without any markup of its own. */
    static String text(Object value) {
        return value.toString()
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private void add(String pattern, Object... values) {
        html.append(String.format(Locale.ROOT, pattern, values)).append('\n');
    }

    private void fill() throws IOException {
        add("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
        add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        String device = results.machine().device();
        String title = results.suite() + (device == null ? "" : " on " + device);
        add("<title>Jaspis benchmarks: %s</title><style>%s</style></head><body><main>", text(title), style());
        add("<h1>Jaspis benchmarks: %s</h1>", text(title));
        machine(results.machine());
        if (results.machine().busy() > Units.NOISY) {
            add(
                    "<p class=\"banner\">Other processes took %s of the machine: figures are noisy.</p>",
                    new Shares(0).measured(results.machine().busy()));
        }
        if (results.quick()) {
            add("<p class=\"banner\">A quick look: these figures are no measure.</p>");
        }
        add("<ul class=\"legend\">%s</ul>", legend());
        means();
        growth();
        Map<String, List<Outcome>> groups = results.outcomes().stream()
                .collect(Collectors.groupingBy(Outcome::group, LinkedHashMap::new, Collectors.toList()));
        groups.forEach(this::group);
        add("</main></body></html>");
    }

    /** Begins a table in a box of its own, in which it scrolls where the page is narrow, by keys too. */
    private void open(String name) {
        add("<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"%s, a table\"><table>", text(name));
    }

    private String legend() {
        return results.outcomes().stream()
                .flatMap(outcome -> outcome.standings().stream())
                .map(Standing::name)
                .distinct()
                .map(name -> "<li><i class=\"" + style(name) + "\"></i> " + text(name) + "</li>")
                .collect(Collectors.joining());
    }

    private static String style() throws IOException {
        try (InputStream stream = Page.class.getResourceAsStream("page.css")) {
            if (stream == null) {
                throw new IOException("page.css is missing from this build");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void machine(Machine machine) {
        add(
                "<p>%s, %d cores, %s, %s kernels. Peers: %s. %s</p>",
                text(machine.processor()),
                machine.cores(),
                text(machine.java()),
                text(machine.kernels()),
                results.peers().isEmpty() ? "none" : text(String.join(", ", results.peers())),
                text(results.time()));
        List<Limits> all = machine.distinctLimits();
        if (all.isEmpty()) {
            return;
        }
        add("<h2>What this machine can do</h2>");
        open("What this machine can do");
        boolean device = machine.device() != null;
        Limits first = all.getFirst();
        add("<tr><th scope=\"col\">limits of</th>");
        all.forEach(limits -> add("<th scope=\"col\">%s</th>", text(Units.limited(machine, limits))));
        add("</tr><tr><th scope=\"row\">multiply-adds</th>");
        all.forEach(limits -> add("<td>%s GFLOP/s</td>", Units.digits(limits.operations() * 1e-9)));
        add("</tr>");
        for (int i = 0; i < first.bandwidths().size(); i++) {
            int level = i;
            String set = Units.bytes((double) first.bandwidths().get(i).set() / (device ? 1 : first.threads()));
            add("<tr><th scope=\"row\">%s</th>", text(device ? "a copy, " + set : set + " a thread"));
            all.forEach(limits ->
                    add("<td>%.0f GB/s</td>", limits.bandwidths().get(level).bytes() * 1e-9));
            add("</tr>");
        }
        add("</table></div>");
    }

    private void means() {
        if (results.means().isEmpty()) {
            return;
        }
        add("<h2>Ratio to the best peer, geometric means</h2>");
        open("Ratio to the best peer");
        add("<tr><th scope=\"col\">group</th><th scope=\"col\">cases</th><th scope=\"col\">ratio, as a bar</th>"
                + "<th scope=\"col\">ratio</th><th scope=\"col\">least</th></tr>");
        for (Results.Mean mean : results.means()) {
            add(
                    "<tr><th scope=\"row\">%s, %d thread%s</th><td>%d cases</td><td class=\"bars\">%s</td>"
                            + "<td>%.2f</td><td>%.2f: %s</td></tr>",
                    text(mean.group()),
                    mean.threads(),
                    mean.threads() == 1 ? "" : "s",
                    mean.cases(),
                    ratioBar(mean.mean()),
                    mean.mean(),
                    mean.least(),
                    text(mean.slowest()));
        }
        add("</table></div>");
    }

    /** A bar of a ratio, with a mark where both are equally fast. */
    private static String ratioBar(double ratio) {
        double width = 100 * Math.min(ratio, WIDEST) / WIDEST;
        return String.format(
                Locale.ROOT,
                "<div class=\"ratio\" aria-hidden=\"true\"><div class=\"%s\" style=\"width:%.1f%%\"></div><s style=\"left:%.1f%%\"></s></div>",
                ratio >= 1 ? "faster" : "slower",
                width,
                100 / WIDEST);
    }

    private void group(String name, List<Outcome> outcomes) {
        add("<h2>%s</h2>", text(name));
        open(name);
        add("<tr><th scope=\"col\">case</th><th scope=\"col\">threads</th>"
                + "<th scope=\"col\">time of a run, median and quartiles</th><th scope=\"col\">rate</th>"
                + "<th scope=\"col\">of the limit</th><th scope=\"col\">ratio to the best peer</th>"
                + "<th scope=\"col\">as a bar</th></tr>");
        for (Outcome outcome : outcomes) {
            if (outcome.failure() != null) {
                add(
                        "<tr><th scope=\"row\">%s</th><td>%d</td><td class=\"failed\" colspan=\"5\">%s</td></tr>",
                        text(outcome.name()), outcome.threads(), text(outcome.failure()));
                continue;
            }
            add(
                    "<tr><th scope=\"row\">%s</th><td>%d</td><td class=\"bars\">%s</td><td>%s</td><td>%s</td><td>%s</td>"
                            + "<td class=\"bars\">%s</td></tr>",
                    text(outcome.name()),
                    outcome.threads(),
                    times(outcome),
                    Units.rate(outcome),
                    Units.share(outcome, results.machine()),
                    text(Units.ratio(outcome.ratio())),
                    outcome.ratio() == null ? "" : ratioBar(outcome.ratio().median()));
        }
        add("</table></div>");
    }

    private static String times(Outcome outcome) {
        double longest = outcome.standings().stream()
                .mapToDouble(standing -> standing.seconds().median())
                .max()
                .orElse(1);
        return outcome.standings().stream()
                .map(standing -> String.format(
                        Locale.ROOT,
                        "<div class=\"time\"><div class=\"%s\" style=\"width:%.1f%%\"></div><span>%s %s</span></div>",
                        style(standing.name()),
                        WIDEST_TIME * standing.seconds().median() / longest,
                        text(standing.name()),
                        text(Units.spread(standing.seconds()))))
                .collect(Collectors.joining());
    }

    private static String style(String entrant) {
        return entrant.replaceAll("[^A-Za-z]", "");
    }

    private void growth() {
        Map<String, List<Outcome>> series = results.outcomes().stream()
                .filter(outcome -> outcome.point() != null && outcome.failure() == null)
                .collect(Collectors.groupingBy(
                        outcome -> outcome.point().series() + ", by "
                                + outcome.point().axis(),
                        LinkedHashMap::new,
                        Collectors.toList()));
        if (series.isEmpty()) {
            return;
        }
        add("<h2>Growth</h2><div class=\"charts\">");
        series.forEach((title, outcomes) -> {
            String axis = outcomes.getFirst().point().axis();
            Chart time = new Chart(title + ": time", axis, Units::seconds);
            for (String entrant : List.of(Case.JASPIS, Case.PROCESSOR, Case.ONNX_RUNTIME, Case.PYTORCH)) {
                time.curve(
                        entrant,
                        style(entrant),
                        points(outcomes, entrant, each -> each.seconds().median()));
            }
            html.append(time.svg());
            Chart memory = new Chart(title + ": arena of Jaspis", axis, Units::bytes)
                    .curve(Case.JASPIS, style(Case.JASPIS), points(outcomes, Case.JASPIS, Standing::arena));
            Chart allocated = new Chart(title + ": allocated in a run", axis, Units::bytes)
                    .curve(Case.JASPIS, style(Case.JASPIS), points(outcomes, Case.JASPIS, Standing::allocated));
            for (Chart chart : List.of(memory, allocated)) {
                if (!chart.empty()) {
                    html.append(chart.svg());
                }
            }
        });
        add("</div>");
    }

    private static List<double[]> points(List<Outcome> outcomes, String entrant, ToDoubleFunction<Standing> figure) {
        List<double[]> points = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            outcome.standing(entrant)
                    .filter(standing -> figure.applyAsDouble(standing) > 0)
                    .ifPresent(standing ->
                            points.add(new double[] {outcome.point().at(), figure.applyAsDouble(standing)}));
        }
        return points;
    }
}
