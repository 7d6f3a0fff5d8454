package io.jaspis.autodiff.data;

import java.io.IOException;
import java.util.Arrays;

/** What parts the cells of a table, found out from its text. */
final class Separator {
    /** By preference where several part every line alike: a comma is more often part of a cell than the others are. */
    private static final char[] SEPARATORS = {'\t', ';', ','};

    private final TextCursor text;
    /** How often each is in the first line that counts; null before its end. */
    private int[] first;
    /** Whether each is in every line as often as in the first. */
    private final boolean[] even = {true, true, true};
    /** How often each is in the line so far. */
    private final int[] counts = new int[SEPARATORS.length];

    private boolean quoted;
    private boolean cellBegins = true;
    private boolean blank = true;
    private boolean lineBegins = true;
    private boolean remark;

    private Separator(TextCursor text) {
        this.text = text;
    }

    /**
     * What parts the cells: a separator that occurs outside of quotes, in every line as often; if none does, the one
     * that the first line has most. A line that begins with {@code #} has as many cells, or else is a remark.
     */
    static char of(TextCursor text) throws IOException {
        Separator separator = new Separator(text);
        separator.goThrough();
        return separator.chosen();
    }

    private void goThrough() throws IOException {
        boolean over = false;
        while (!over) {
            int next = text.peek();
            over = next == TextCursor.END;
            remark |= lineBegins && next == '#';
            lineBegins = false;
            if (quoted && !over) {
                takeQuoted(next);
            } else if (over || next == '\n' || next == '\r') {
                endLine();
            } else if (remark && first == null) {
                text.toLineEnd();
                continue;
            } else if (next == '"' && cellBegins) {
                quoted = true;
                cellBegins = false;
                blank = false;
            } else {
                take(next);
            }
            text.pass();
        }
    }

    private void takeQuoted(int next) throws IOException {
        // A doubled quote closes and opens at once.
        if (next == '"') {
            quoted = text.peekSecond() == '"';
            if (quoted) {
                text.pass();
            }
        }
    }

    private void endLine() {
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
    }

    private void take(int next) {
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

    private char chosen() {
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
