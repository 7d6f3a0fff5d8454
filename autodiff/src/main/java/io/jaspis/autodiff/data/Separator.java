package io.jaspis.autodiff.data;

import java.util.Arrays;

/** What parts the cells of a table, found out from its text. */
final class Separator {
    /** By preference where several part every line alike: a comma is more often part of a cell than the others are. */
    private static final char[] SEPARATORS = {'\t', ';', ','};

    private Separator() {}

    /**
     * What parts the cells: a separator that occurs outside of quotes, in every line as often; if none does, the one
     * that the first line has most.
     */
    static char of(String text) {
        int[] first = null;
        boolean[] even = {true, true, true};
        int[] counts = new int[SEPARATORS.length];
        boolean quoted = false;
        boolean cellBegins = true;
        boolean blank = true;
        int length = text.length();
        for (int i = 0; i <= length; i++) {
            char character = i < length ? text.charAt(i) : '\n';
            if (quoted && i < length) {
                // A doubled quote closes and opens at once.
                if (character == '"') {
                    quoted = i + 1 < length && text.charAt(i + 1) == '"';
                    i += quoted ? 1 : 0;
                }
            } else if (character == '\n' || character == '\r') {
                if (!blank) {
                    if (first == null) {
                        first = counts.clone();
                    }
                    for (int k = 0; k < counts.length; k++) {
                        even[k] &= counts[k] == first[k];
                    }
                }
                Arrays.fill(counts, 0);
                cellBegins = true;
                blank = true;
            } else if (character == '#' && blank && isLineStart(text, i)) {
                i = lineEnd(text, i) - 1;
            } else if (character == '"' && cellBegins) {
                quoted = true;
                cellBegins = false;
                blank = false;
            } else {
                blank &= Character.isWhitespace(character);
                boolean separator = false;
                for (int k = 0; k < counts.length; k++) {
                    if (character == SEPARATORS[k]) {
                        counts[k]++;
                        separator = true;
                    }
                }
                cellBegins = separator || cellBegins && Character.isWhitespace(character);
            }
        }
        int chosen = SEPARATORS.length - 1;
        int most = 0;
        for (int k = 0; first != null && k < counts.length; k++) {
            if (even[k] && first[k] > 0) {
                return SEPARATORS[k];
            }
            if (first[k] > most) {
                most = first[k];
                chosen = k;
            }
        }
        return SEPARATORS[chosen];
    }

    private static boolean isLineStart(String text, int at) {
        return at == 0 || text.charAt(at - 1) == '\n' || text.charAt(at - 1) == '\r';
    }

    /** The end of the line that goes on from here. */
    static int lineEnd(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
        return at;
    }
}
