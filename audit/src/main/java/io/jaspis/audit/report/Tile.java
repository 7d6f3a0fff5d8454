package io.jaspis.audit.report;

/**
 * A figure in a box.
 *
 * @param style a class of the style sheet
 * @param note below the value
 */
record Tile(String style, String name, String value, String note) {
    Html html() {
        return Html.of(
                "<div class=\"tile %s\"><h3>%s</h3><p class=\"value\">%s</p><p class=\"note\">%s</p></div>",
                style, name, value, note);
    }
}
