package io.jaspis.autodiff.data;

import java.util.List;

/**
 * Lines of a table in RFC 4180's format, each ended by CR and LF: a cell is put in quotes where it needs them, so that
 * {@link CsvText} reads the same cell again.
 *
 * @param separator between cells
 */
public record CsvFormat(char separator) {
    /** With commas between cells, as the RFC has it. */
    public static final CsvFormat COMMAS = new CsvFormat(',');

    /** A line of these cells. */
    public String line(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(i == 0 ? "" : String.valueOf(separator));
            line.append(cell(cells.get(i), i == 0));
        }
        return line.append("\r\n").toString();
    }

    private String cell(String text, boolean first) {
        boolean plain = text.equals(text.strip())
                && text.chars()
                        .noneMatch(c -> c == separator
                                || c == '"'
                                || c == '\n'
                                || c == '\r'
                                || c == ','
                                || c == ';'
                                || c == '\t')
                && !(first && (text.startsWith("#") || text.isEmpty() || text.startsWith("sep=")));
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /** A number with as few digits as give the same float again. */
    public static String number(float value) {
        return withoutZero(Float.toString(value));
    }

    /** A number with as few digits as give the same double again; empty where it is NaN. */
    public static String number(double value) {
        return Double.isNaN(value) ? "" : withoutZero(Double.toString(value));
    }

    private static String withoutZero(String digits) {
        return digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits;
    }
}
