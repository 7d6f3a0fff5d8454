package io.jaspis.audit.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A page that stands alone: styles, script, chart library and pictures are inside, and a content security policy forbids
 * it to load anything.
 *
 * @param title in the browser, before the model's name
 * @param kicker above the heading
 * @param model the heading
 * @param lead below it
 */
record Page(String title, String kicker, String model, Html lead, String jaspis, List<Section> sections) {
    String markup() {
        List<Chart> charts =
                sections.stream().flatMap(section -> section.charts().stream()).toList();
        Map<String, Html> values = new HashMap<>();
        values.put("title", Html.text(title));
        values.put("kicker", Html.text(kicker));
        values.put("model", Html.text(model));
        values.put("lead", lead);
        values.put("style", new Html(Html.resource("uPlot.min.css") + "\n" + Html.resource("report.css")));
        values.put("licence", Html.text("uPlot 1.6.30\n" + Html.resource("uPlot.LICENSE")));
        values.put("plot", new Html(Html.resource("uPlot.iife.min.js")));
        values.put("script", new Html(Html.resource("charts.js")));
        values.put("charts", Chart.literal(charts));
        values.put(
                "sections",
                Html.join(sections.stream()
                        .map(Section::html)
                        .filter(html -> !html.equals(Html.NONE))
                        .toList()));
        values.put("version", Html.text(jaspis));
        return Html.fill(Html.resource("page.template.html"), values).markup();
    }
}
