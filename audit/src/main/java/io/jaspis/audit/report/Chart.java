package io.jaspis.audit.report;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lines over an axis, as the page's script draws them; the resource {@code charts.js} reads these very fields.
 *
 * @param id of the place on the page
 * @param xName what the axis is of
 * @param yName what the lines are of
 * @param shares whether the lines are shares, from 0 to 1: they are drawn as percentages, with a line of text below that
 *     follows the pointer; otherwise the names of the lines stand below
 * @param readout what that text begins with, such as {@code "ε = "}
 * @param mark where a dashed line crosses the plot, or null
 * @param gap whether the space between the first two lines is filled
 * @param x ascending
 */
record Chart(
        String id,
        String xName,
        String yName,
        boolean shares,
        String readout,
        Double mark,
        boolean gap,
        List<Double> x,
        List<Series> series) {
    private static final JsonMapper MAPPER = new JsonMapper();

    Chart {
        x = List.copyOf(x);
        series = List.copyOf(series);
    }

    /** How a line is drawn. */
    enum Style {
        POINTS,
        STEPS,
        DASHED_STEPS,
        PLAIN
    }

    /**
     * A line.
     *
     * @param name what the text or the legend has for it
     * @param colour a custom property of the style sheet
     * @param values of each x; what isn't finite is not drawn
     */
    record Series(String name, String colour, Style style, List<Double> values) {
        Series {
            List<Double> drawn = new ArrayList<>();
            for (Double value : values) {
                drawn.add(value != null && Double.isFinite(value) ? value : null);
            }
            values = drawn;
        }
    }

    /** Its place on the page. */
    Html place(String description) {
        return Html.of("<div id=\"%s\" class=\"chart\" role=\"img\" aria-label=\"%s\"></div>", id, description);
    }

    /** Charts as a literal of the script, without anything in it that could end the script. */
    static Html literal(List<Chart> charts) {
        return new Html(MAPPER.writeValueAsString(charts).replace("<", "\\u003c"));
    }
}
