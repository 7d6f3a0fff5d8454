package io.jaspis.bench.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Curves over a growing size as SVG, both axes logarithmic, so that a straight line is a power law. */
final class Chart {
    private static final int WIDTH = 430;
    private static final int HEIGHT = 270;
    private static final int LEFT = 70;
    private static final int RIGHT = 12;
    private static final int TOP = 30;
    private static final int BOTTOM = 42;

    private final String title;
    private final String axis;
    private final DoubleFunction<String> unit;
    private final List<Curve> curves = new ArrayList<>();

    /**
     * A curve.
     *
     * @param style a class of the page's style sheet
     */
    private record Curve(String name, String style, List<double[]> points) {}

    Chart(String title, String axis, DoubleFunction<String> unit) {
        this.title = title;
        this.axis = axis;
        this.unit = unit;
    }

    /** Adds a curve through points (x, y), all above 0. */
    Chart curve(String name, String style, List<double[]> points) {
        if (!points.isEmpty()) {
            curves.add(new Curve(name, style, points));
        }
        return this;
    }

    boolean empty() {
        return curves.isEmpty();
    }

    private double least(int coordinate) {
        return curves.stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(point -> point[coordinate])
                .min()
                .orElse(1);
    }

    private double most(int coordinate) {
        return curves.stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(point -> point[coordinate])
                .max()
                .orElse(1);
    }

    private static double place(double value, double least, double most, double from, double to) {
        double share = most > least ? Math.log(value / least) / Math.log(most / least) : 0.5;
        return from + share * (to - from);
    }

    private double across(double x) {
        return place(x, least(0), most(0), LEFT, WIDTH - RIGHT);
    }

    private double down(double y) {
        return place(y, least(1), most(1), HEIGHT - BOTTOM, TOP);
    }

    String svg() {
        StringBuilder svg = new StringBuilder();
        svg.append(format(
                "<figure><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDTH, HEIGHT, Page.text(title)));
        svg.append(format("<text class=\"title\" x=\"%d\" y=\"16\">%s</text>", 4, Page.text(title)));
        List<Double> marks = marks();
        int every = 1 + marks.size() / 10;
        for (int i = 0; i < marks.size(); i += every) {
            svg.append(format(
                    "<line class=\"grid\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\"/>"
                            + "<text x=\"%1$.1f\" y=\"%4$d\" text-anchor=\"middle\">%5$.0f</text>",
                    across(marks.get(i)), TOP, HEIGHT - BOTTOM, HEIGHT - BOTTOM + 15, marks.get(i)));
        }
        for (int i = 0; i <= 4; i++) {
            double y = least(1) * Math.pow(most(1) / least(1), i / 4.0);
            svg.append(format(
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%3$.1f\" y2=\"%3$.1f\"/>"
                            + "<text x=\"%4$d\" y=\"%5$.1f\" text-anchor=\"end\">%6$s</text>",
                    LEFT, WIDTH - RIGHT, down(y), LEFT - 6, down(y) + 4, Page.text(unit.apply(y))));
        }
        svg.append(format(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, Page.text(axis)));
        for (Curve curve : curves) {
            StringBuilder points = new StringBuilder();
            StringBuilder dots = new StringBuilder();
            for (double[] point : curve.points()) {
                points.append(format("%.1f,%.1f ", across(point[0]), down(point[1])));
                dots.append(format(
                        "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"><title>%s, %s %.0f: %s</title></circle>",
                        curve.style(),
                        across(point[0]),
                        down(point[1]),
                        Page.text(curve.name()),
                        Page.text(axis),
                        point[0],
                        Page.text(unit.apply(point[1]))));
            }
            svg.append(format("<polyline class=\"%s\" points=\"%s\"/>%s", curve.style(), points, dots));
        }
        return svg.append("</svg>").append(table()).append("</figure>\n").toString();
    }

    /** The points as numbers, for those who don't see the curves. */
    private String table() {
        StringBuilder table = new StringBuilder("<details><summary>The numbers of ")
                .append(Page.text(title))
                .append("</summary><table><tr><th scope=\"col\">")
                .append(Page.text(axis))
                .append("</th>");
        curves.forEach(curve -> table.append("<th scope=\"col\">")
                .append(Page.text(curve.name()))
                .append("</th>"));
        table.append("</tr>");
        for (double mark : marks()) {
            table.append(format("<tr><th scope=\"row\">%.0f</th>", mark));
            for (Curve curve : curves) {
                table.append("<td>");
                curve.points().stream()
                        .filter(point -> point[0] == mark)
                        .forEach(point -> table.append(Page.text(unit.apply(point[1]))));
                table.append("</td>");
            }
            table.append("</tr>");
        }
        return table.append("</table></details>").toString();
    }

    private List<Double> marks() {
        return curves.stream()
                .flatMap(curve -> curve.points().stream())
                .map(point -> point[0])
                .distinct()
                .sorted()
                .toList();
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
