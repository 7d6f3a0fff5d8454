package io.jaspis.autodiff.data;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a table in RFC 4180's format. Beyond the RFC the separator may be a semicolon or a tab, or what a first line
 * {@code sep=…} says; blanks around a cell don't count, lines that are blank or begin with {@code #} are skipped, and a line
 * may end as on any system. A cell in double quotes may hold separators, line breaks and, doubled, quotes.
 *
 * @param begin where the first line begins that isn't {@code sep=…}
 * @param line the number of that line, from 1
 */
record CsvText(SourceFile file, String text, int begin, int line, char separator) {
    /** What spreadsheets write first and read as the separator. */
    private static final Pattern TOLD =
            Pattern.compile("\"?sep=([^\\r\\n\"])\"?(\\r\\n|\\r|\\n|$)", Pattern.CASE_INSENSITIVE);

    /** @param encoding or null, as {@link SourceFile#text} takes it */
    static CsvText of(SourceFile file, Charset encoding) throws DataException {
        String text = file.text(encoding);
        Matcher told = TOLD.matcher(text);
        return told.lookingAt()
                ? new CsvText(file, text, told.end(), 2, told.group(1).charAt(0))
                : new CsvText(file, text, 0, 1, Separator.of(text));
    }

    /** The rows of a file, of which there is at least one, all with as many cells. */
    static List<CsvRow> all(SourceFile file, Charset encoding) throws DataException {
        Rows rows = of(file, encoding).rows();
        List<CsvRow> all = new ArrayList<>();
        for (CsvRow row = rows.first(); row != null; row = rows.next()) {
            all.add(row);
        }
        return all;
    }

    Rows rows() {
        return new Rows(this);
    }

    /** One row after the other, all with as many cells. */
    static final class Rows {
        private final SourceFile file;
        private final String text;
        private final char separator;
        private int at;
        private CsvRow first;
        private int line;

        private Rows(CsvText table) {
            this.file = table.file;
            this.text = table.text;
            this.separator = table.separator;
            this.at = table.begin;
            this.line = table.line;
        }

        /** The first row, which there must be. */
        CsvRow first() throws DataException {
            CsvRow row = next();
            if (row == null) {
                throw new DataException(file.path() + " is empty: it has no line of data");
            }
            return row;
        }

        /** The next row, or null at the end. */
        CsvRow next() throws DataException {
            CsvRow row = read();
            first = first == null ? row : first;
            if (row != null && row.cells().size() != first.cells().size()) {
                throw new DataException("%s, line %d: there are %d cells, but line %d has %d; every line needs as many"
                        .formatted(
                                file.path(),
                                row.line(),
                                row.cells().size(),
                                first.line(),
                                first.cells().size()));
            }
            return row;
        }

        private CsvRow read() throws DataException {
            while (at < text.length()) {
                if (text.charAt(at) == '#') {
                    at = Separator.lineEnd(text, at);
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
