package io.jaspis.audit.report;

/**
 * A figure in a box.
 *
 * @param style a class of the style sheet
 * @param note below the value
 * @param interval where the value lies for others, below the note; empty where that isn't told
 */
record Tile(String style, String name, String value, String note, String interval) {
    Tile(String style, String name, String value, String note) {
        this(style, name, value, note, "");
    }

    Html html() {
        return Html.of(
                "<div class=\"tile %s\"><h3>%s</h3><p class=\"value\">%s</p><p class=\"note\">%s</p>%s</div>",
                style,
                name,
                value,
                note,
                interval.isEmpty() ? Html.NONE : Html.of("<p class=\"note\">%s</p>", interval));
    }
}
