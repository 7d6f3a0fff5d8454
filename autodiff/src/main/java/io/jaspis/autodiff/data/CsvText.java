package io.jaspis.autodiff.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a table in RFC 4180's format. Beyond the RFC the separator may be a semicolon or a tab, or what a first line
 * {@code sep=…} says; blanks around a cell don't count, blank lines are skipped, and a line may end as on any system. A cell
 * in double quotes may hold separators, line breaks and, doubled, quotes. A line that begins with {@code #} is a remark before
 * the first row, and after it where it hasn't as many cells: {@code #N/A} may be a row's first cell.
 *
 * @param source of the text, as often as it is asked for
 * @param told whether a first line {@code sep=…} says the separator
 */
record CsvText(DataFile file, Source source, boolean told, char separator) {
    /** What spreadsheets write first and read as the separator. */
    private static final Pattern TOLD =
            Pattern.compile("\"?sep=([^\\r\\n\"])\"?(\\r\\n|\\r|\\n|$)", Pattern.CASE_INSENSITIVE);

    /** More characters than such a line has. */
    private static final int TOLD_LENGTH = 16;

    /** Where a text comes from. */
    @FunctionalInterface
    interface Source {
        TextCursor open() throws IOException;
    }

    /** @param encoding or null, as {@link SourceFile#text} takes it */
    static CsvText of(SourceFile file, Charset encoding) throws IOException {
        return of(file, file.text(encoding));
    }

    /** Of a file whose encoding no option tells. */
    static CsvText unicode(SourceFile file) throws IOException {
        return of(file, file.unicode());
    }

    private static CsvText of(SourceFile file, String text) throws IOException {
        return of(file, () -> new TextCursor(new StringReader(text)));
    }

    /** Of a text that is read as it is needed. */
    static CsvText of(TextFile file) throws IOException {
        return of(file, file::text);
    }

    private static CsvText of(DataFile file, Source source) throws IOException {
        StringBuilder begin = new StringBuilder();
        try (TextCursor text = source.open()) {
            for (int next = text.peek(); next != TextCursor.END && begin.length() < TOLD_LENGTH; next = text.peek()) {
                begin.append((char) next);
                text.pass();
            }
        }
        Matcher told = TOLD.matcher(begin);
        if (told.lookingAt()) {
            return new CsvText(file, source, true, told.group(1).charAt(0));
        }
        try (TextCursor text = source.open()) {
            return new CsvText(file, source, false, Separator.of(text));
        }
    }

    /**
     * A file's rows.
     *
     * @param rows at least one, all with as many cells
     * @param names what {@link Rows#names} gives
     */
    record All(List<CsvRow> rows, List<CsvRow> names) {}

    static All all(SourceFile file, Charset encoding) throws IOException {
        List<CsvRow> all = new ArrayList<>();
        try (Rows rows = of(file, encoding).rows()) {
            for (CsvRow row = rows.first(); row != null; row = rows.next()) {
                all.add(row);
            }
            return new All(all, rows.names());
        }
    }

    Rows rows() throws IOException {
        Rows rows = new Rows(file, source.open(), separator);
        if (told) {
            rows.passLine();
        }
        return rows;
    }

    /** One row after the other, all with as many cells. */
    static final class Rows implements Closeable {
        private final DataFile file;
        private final TextCursor text;
        private final char separator;
        private final StringBuilder cell = new StringBuilder();
        private CsvRow first;
        private int line = 1;
        /** Whether the line has nothing but blanks so far. */
        private boolean blank;
        /** The remarks that may have been meant as rows, by their number of cells. */
        private final Map<Integer, Remarks> remarks = new HashMap<>();

        /** The remarks before the first row that may name its columns. */
        private final List<CsvRow> names = new ArrayList<>();

        /** Lines that begin with {@code #}, and the first of them. */
        private record Remarks(int count, int line) {
            Remarks and(Remarks others) {
                return new Remarks(count + others.count, Math.min(line, others.line));
            }
        }

        private Rows(DataFile file, TextCursor text, char separator) {
            this.file = file;
            this.text = text;
            this.separator = separator;
        }

        private void passLine() throws IOException {
            text.toLineEnd();
            passLineEnd();
        }

        /** The first row, which there must be. */
        CsvRow first() throws IOException {
            CsvRow row = next();
            if (row == null) {
                throw new DataException(file.path() + " is empty: it has no line of data");
            }
            return row;
        }

        /** Gives what takes them all rows behind the first, and that too unless it is the header. */
        void giveAll(TableHeader header, TableRows taker) throws IOException {
            for (CsvRow row = header.isGiven() ? next() : first; row != null; row = next()) {
                taker.take(row);
            }
        }

        /** The next row, or null at the end. */
        CsvRow next() throws IOException {
            CsvRow row = read();
            if (first == null && row != null) {
                first = row;
                remarks.keySet().retainAll(Set.of(row.cells().size()));
                names.removeIf(remark -> remark.cells().size() != row.cells().size());
            }
            if (row != null && row.cells().size() != first.cells().size()) {
                throw new DataException("%s, line %s: there are %s cells, but line %s has %s; every line needs as many"
                        .formatted(
                                file.path(),
                                row.line(),
                                row.cells().size(),
                                first.line(),
                                first.cells().size()));
            }
            return row;
        }

        /** What to tell of remarks that may have been meant as rows: those among the rows, and those before that are as wide. */
        Optional<String> told() {
            return remarks.values().stream()
                    .reduce(Remarks::and)
                    .map(all -> (all.count == 1
                                    ? "Line %s begins with # and is skipped as a remark".formatted(all.line)
                                    : String.format(
                                            Locale.ROOT,
                                            "%,d lines begin with # and are skipped as remarks, first line %d",
                                            all.count,
                                            all.line))
                            + "; the first cell of a row may be put in quotes");
        }

        /**
         * The remarks before the first row that may name its columns, without their {@code #}: they have as many cells, and these are
         * what a header has.
         */
        List<CsvRow> names() {
            return List.copyOf(names);
        }

        private CsvRow read() throws IOException {
            while (text.peek() != TextCursor.END) {
                boolean remark = text.peek() == '#';
                if (remark && first == null) {
                    passRemark();
                    continue;
                }
                blank = true;
                int number = line;
                List<String> cells =
                        new ArrayList<>(first == null ? 16 : first.cells().size());
                cells.add(cell());
                while (text.peek() == separator) {
                    blank &= Character.isWhitespace(separator);
                    text.pass();
                    cells.add(cell());
                }
                boolean oneLine = line == number;
                passLineEnd();
                if (remark && oneLine && cells.size() != first.cells().size()) {
                    remember(cells.size(), number);
                } else if (!blank) {
                    return new CsvRow(number, cells);
                }
            }
            return null;
        }

        /** Goes past a remark, whose quotes mean nothing. */
        private void passRemark() throws IOException {
            text.pass();
            List<String> cells = new ArrayList<>();
            cell.setLength(0);
            for (int next = text.peek(); next != TextCursor.END && next != '\n' && next != '\r'; next = text.peek()) {
                if (next == separator) {
                    cells.add(cell.toString().strip());
                    cell.setLength(0);
                } else {
                    cell.append((char) next);
                }
                text.pass();
            }
            cells.add(cell.toString().strip());
            remember(cells.size(), line);
            if (TableHeader.mayName(cells)) {
                names.add(new CsvRow(line, cells));
            }
            passLineEnd();
        }

        private void remember(int cells, int number) {
            remarks.merge(cells, new Remarks(1, number), Remarks::and);
        }

        /** The cell from here on; afterwards comes a separator, the end of the line or of the text. */
        private String cell() throws IOException {
            passBlanks();
            if (text.peek() == '"') {
                return quoted();
            }
            cell.setLength(0);
            for (int next = text.peek(); !endsCell(next); next = text.peek()) {
                blank &= Character.isWhitespace(next);
                cell.append((char) next);
                text.pass();
            }
            return cell.toString().strip();
        }

        private String quoted() throws IOException {
            blank = false;
            int opened = line;
            cell.setLength(0);
            text.pass();
            for (int next = text.peek(); next != TextCursor.END; next = text.peek()) {
                if (next != '"') {
                    line += next == '\n' || next == '\r' && text.peekSecond() != '\n' ? 1 : 0;
                    cell.append((char) next);
                    text.pass();
                } else if (text.peekSecond() == '"') {
                    cell.append('"');
                    text.pass();
                    text.pass();
                } else {
                    text.pass();
                    passBlanks();
                    if (!endsCell(text.peek())) {
                        throw new DataException(
                                "%s, line %s: after the quoted cell \"%s\" comes %s, where a separator or the line's end"
                                                .formatted(file.path(), line, cell, (char) text.peek())
                                        + " is expected; a quote inside of quotes is written twice");
                    }
                    return cell.toString();
                }
            }
            throw new DataException(
                    "%s, line %s: the quote that opens a cell here is never closed; close it, or write it twice inside of"
                                    .formatted(file.path(), opened)
                            + " quotes");
        }

        private boolean endsCell(int character) {
            return character == TextCursor.END || character == separator || character == '\n' || character == '\r';
        }

        private void passBlanks() throws IOException {
            for (int next = text.peek(); !endsCell(next) && Character.isWhitespace(next); next = text.peek()) {
                text.pass();
            }
        }

        private void passLineEnd() throws IOException {
            int next = text.peek();
            if (next != TextCursor.END) {
                text.pass();
                if (next == '\r' && text.peek() == '\n') {
                    text.pass();
                }
                line++;
            }
        }

        @Override
        public void close() throws IOException {
            text.close();
        }
    }
}
