package io.jaspis.autodiff.data;

import java.io.IOException;
import java.util.Arrays;

/** What parts the cells of a table, found out from its text. */
final class Separator {
    /** By preference where several part every line alike: a comma is more often part of a cell than the others are. */
    private static final char[] SEPARATORS = {'\t', ';', ','};

    private Separator() {}

    /**
     * What parts the cells: a separator that occurs outside of quotes, in every line as often; if none does, the one
     * that the first line has most. A line that begins with {@code #} has as many cells, or else is a remark.
     */
    static char of(TextCursor text) throws IOException {
        int[] first = null;
        boolean[] even = {true, true, true};
        int[] counts = new int[SEPARATORS.length];
        boolean quoted = false;
        boolean cellBegins = true;
        boolean blank = true;
        boolean lineBegins = true;
        boolean remark = false;
        boolean over = false;
        while (!over) {
            int next = text.peek();
            over = next == TextCursor.END;
            boolean begins = lineBegins;
            lineBegins = false;
            remark |= begins && next == '#';
            if (quoted && !over) {
                // A doubled quote closes and opens at once.
                if (next == '"') {
                    quoted = text.peekSecond() == '"';
                    if (quoted) {
                        text.pass();
                    }
                }
            } else if (over || next == '\n' || next == '\r') {
                if (!blank && !remark) {
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
                lineBegins = true;
                remark = false;
            } else if (remark && first == null) {
                text.toLineEnd();
                continue;
            } else if (next == '"' && cellBegins) {
                quoted = true;
                cellBegins = false;
                blank = false;
            } else {
                blank &= Character.isWhitespace(next);
                boolean separator = false;
                for (int k = 0; k < counts.length; k++) {
                    if (next == SEPARATORS[k]) {
                        counts[k]++;
                        separator = true;
                    }
                }
                cellBegins = separator || cellBegins && Character.isWhitespace(next);
            }
            text.pass();
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
}
