package io.jaspis.autodiff.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A line of a table in RFC 4180's format: the number of its (first) line in the file, from 1, and its cells. Beyond the
 * RFC the separator may be a semicolon or a tab, blanks around a cell don't count, lines that are blank or begin with
 * {@code #} are skipped, and a line may end as on any system. A cell in double quotes may hold separators, line breaks
 * and, doubled, quotes.
 */
record CsvRow(int line, List<String> cells) {
    /** By preference where several part every line alike: a comma is more often part of a cell than the others are. */
    private static final char[] SEPARATORS = {'\t', ';', ','};

    /** The rows of a file, of which there is at least one, all with as many cells. */
    static List<CsvRow> all(SourceFile file) throws DataException {
        String text = file.text();
        Parser parser = new Parser(file, text, separator(text));
        List<CsvRow> rows = new ArrayList<>();
        for (CsvRow row = parser.next(); row != null; row = parser.next()) {
            if (!rows.isEmpty() && row.cells().size() != rows.getFirst().cells().size()) {
                throw new DataException("%s, line %d: there are %d cells, but line %d has %d; every line needs as many"
                        .formatted(
                                file.path(),
                                row.line(),
                                row.cells().size(),
                                rows.getFirst().line(),
                                rows.getFirst().cells().size()));
            }
            rows.add(row);
        }
        if (rows.isEmpty()) {
            throw new DataException(file.path() + " is empty: it has no line of data");
        }
        return rows;
    }

    /**
     * What parts the cells: a separator that occurs outside of quotes, in every line as often; if none does, the one
     * that the first line has most.
     */
    private static char separator(String text) {
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

    private static int lineEnd(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
        return at;
    }

    /** Takes one row after the other from a text. */
    private static final class Parser {
        private final SourceFile file;
        private final String text;
        private final char separator;
        private int at;
        private int line = 1;

        Parser(SourceFile file, String text, char separator) {
            this.file = file;
            this.text = text;
            this.separator = separator;
        }

        /** The next row, or null at the end. */
        CsvRow next() throws DataException {
            while (at < text.length()) {
                if (text.charAt(at) == '#') {
                    at = lineEnd(text, at);
                    passLineEnd();
                    continue;
                }
                int begin = at;
                int number = line;
                List<String> cells = new ArrayList<>();
                cells.add(cell());
                while (at < text.length() && text.charAt(at) == separator) {
                    at++;
                    cells.add(cell());
                }
                boolean blank = text.substring(begin, at).isBlank();
                passLineEnd();
                if (!blank) {
                    return new CsvRow(number, cells);
                }
            }
            return null;
        }

        /** The cell from here on; afterwards comes a separator, the end of the line or of the text. */
        private String cell() throws DataException {
            int begin = at;
            passBlanks();
            if (at < text.length() && text.charAt(at) == '"') {
                return quoted();
            }
            while (at < text.length() && !endsCell(text.charAt(at))) {
                at++;
            }
            return text.substring(begin, at).strip();
        }

        private String quoted() throws DataException {
            int opened = line;
            StringBuilder cell = new StringBuilder();
            at++;
            while (at < text.length()) {
                char character = text.charAt(at);
                if (character != '"') {
                    line += character == '\n' || character == '\r' && !text.startsWith("\r\n", at) ? 1 : 0;
                    cell.append(character);
                    at++;
                } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                    cell.append('"');
                    at += 2;
                } else {
                    at++;
                    passBlanks();
                    if (at < text.length() && !endsCell(text.charAt(at))) {
                        throw new DataException(
                                "%s, line %d: after the quoted cell \"%s\" comes %s, where a separator or the line's end"
                                                .formatted(file.path(), line, cell, text.charAt(at))
                                        + " is expected; a quote inside of quotes is written twice");
                    }
                    return cell.toString();
                }
            }
            throw new DataException(
                    "%s, line %d: the quote that opens a cell here is never closed; close it, or write it twice inside of"
                                    .formatted(file.path(), opened)
                            + " quotes");
        }

        private boolean endsCell(char character) {
            return character == separator || character == '\n' || character == '\r';
        }

        private void passBlanks() {
            while (at < text.length() && !endsCell(text.charAt(at)) && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private void passLineEnd() {
            if (at < text.length()) {
                at += text.startsWith("\r\n", at) ? 2 : 1;
                line++;
            }
        }
    }
}
