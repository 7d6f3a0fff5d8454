package io.jaspis.audit.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lines over an axis, as the page's script draws them; the resource {@code charts.js} reads these very fields.
 *
 * @param id of the place on the page
 * @param xName what the axis is of
 * @param yName what the lines are of
 * @param shares whether the lines are shares, from 0 to 1: they are drawn as percentages
 * @param whole whether x counts something, so that the axis has whole numbers alone
 * @param readout what the text below that follows the pointer begins with, such as {@code "ε = "}
 * @param mark where a dotted line crosses the plot, or null
 * @param gap whether the space between the first two lines is filled
 * @param x ascending
 */
record Chart(
        String id,
        String xName,
        String yName,
        boolean shares,
        boolean whole,
        String readout,
        Double mark,
        boolean gap,
        List<Double> x,
        List<Series> series) {
    private static final JsonMapper MAPPER = new JsonMapper();

    /** Lines are told apart without their colours too: pixels on, pixels off, and so on; the first is solid. */
    private static final List<List<Integer>> DASHES =
            List.of(List.of(), List.of(9, 5), List.of(3, 4), List.of(14, 4, 3, 4), List.of(6, 3, 2, 3, 2, 3));

    Chart {
        x = List.copyOf(x);
        series = List.copyOf(series);
    }

    /** How a line is drawn. */
    enum Style {
        /** In steps: between two x it is as at the larger, as what is proved at a radius holds at each smaller one. */
        AS_AT_LARGER,
        /** In steps: between two x it is as at the smaller, as what is broken at a radius is broken at each larger one. */
        AS_AT_SMALLER,
        PLAIN
    }

    /**
     * A line.
     *
     * @param name what the text and the legend have for it
     * @param colour a custom property of the style sheet
     * @param dash pixels on, pixels off, and so on; empty where it is solid
     * @param values of each x; what isn't finite is not drawn
     * @param texts of each x, as tables have it; empty where the numbers do
     */
    record Series(
            String name, String colour, Style style, List<Integer> dash, List<Double> values, List<String> texts) {
        /** The line that comes at this place of its chart, counted from 0. */
        Series(int place, String name, String colour, Style style, List<Double> values, List<String> texts) {
            this(name, colour, style, DASHES.get(place % DASHES.size()), values, texts);
        }

        Series {
            dash = List.copyOf(dash);
            texts = List.copyOf(texts);
            List<Double> drawn = new ArrayList<>();
            for (Double value : values) {
                drawn.add(value != null && Double.isFinite(value) ? value : null);
            }
            values = drawn;
        }

        private Html key() {
            return Html.of(
                    "<li><svg class=\"line\" viewBox=\"0 0 36 8\" aria-hidden=\"true\"><line x1=\"0\" x2=\"36\" y1=\"4\" y2=\"4\""
                            + " style=\"stroke:var(%s)\" stroke-dasharray=\"%s\"/></svg><span>%s</span></li>",
                    colour, dash.stream().map(Object::toString).collect(Collectors.joining(" ")), name);
        }
    }

    /** Its place on the page, with what its lines are below, and what it says where scripts don't run. */
    Html place(String description, Html... more) {
        List<Html> keys = new ArrayList<>(series.stream().map(Series::key).toList());
        keys.addAll(List.of(more));
        return Html.of(
                "<div id=\"%s\" class=\"chart\" role=\"img\" aria-label=\"%s\"></div><noscript><p class=\"quiet\">The chart needs"
                        + " scripts; its numbers are in the table.</p></noscript><ul class=\"legend chart-legend\">%s</ul>",
                id, description, Html.join(keys));
    }

    /** Charts as a literal of the script, without anything in it that could end the script. */
    static Html literal(List<Chart> charts) {
        return new Html(MAPPER.writeValueAsString(charts).replace("<", "\\u003c"));
    }
}
