package io.jaspis.audit.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A piece of markup that is safe to show: only what the code spells out is markup, every value in it is escaped. */
record Html(String markup) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");
    static final Html NONE = new Html("");

    /** A text without any markup of its own. */
    static Html text(Object value) {
        return new Html(value.toString()
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;"));
    }

    /** The pattern, with its {@code %s} replaced by the values in turn; a value that is not markup is escaped. */
    static Html of(String pattern, Object... values) {
        Object[] safe = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            safe[i] = (values[i] instanceof Html html ? html : text(values[i])).markup;
        }
        return new Html(pattern.formatted(safe));
    }

    static Html join(Collection<Html> pieces) {
        return new Html(pieces.stream().map(Html::markup).collect(Collectors.joining("\n")));
    }

    /**
     * A table in a box of its own, in which it scrolls where the page is narrow, by keys too.
     *
     * @param name for those who don't see it
     * @param style a class of the style sheet, or empty
     * @param heads of columns, as text or markup
     * @param rows each a {@code tr}
     */
    static Html table(String name, String style, List<?> heads, Html rows) {
        Html columns = join(heads.stream()
                .map(head -> of("<th scope=\"col\">%s</th>", head))
                .toList());
        return of(
                "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"%s\"><table%s><thead><tr>%s</tr></thead>"
                        + "<tbody>%s</tbody></table></div>",
                name, style.isEmpty() ? NONE : of(" class=\"%s\"", style), columns, rows);
    }

    /** A template with each <code>{{name}}</code> replaced by the value of that name, which must exist. */
    static Html fill(String template, Map<String, Html> values) {
        return new Html(PLACEHOLDER.matcher(template).replaceAll(match -> {
            Html value = values.get(match.group(1));
            if (value == null) {
                throw new IllegalStateException("the template asks for " + match.group(1));
            }
            return Matcher.quoteReplacement(value.markup);
        }));
    }

    /** A resource of this package as text. */
    static String resource(String name) {
        try (InputStream stream = Html.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the resource " + name + " is missing from this build");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
