package io.jaspis.autodiff.data;

import io.jaspis.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;

/**
 * A table of numbers as text, one example a line. Cells are parted by the first of comma, semicolon and tab that the
 * first line has; a cell may stand in double quotes, but not hold a line break. The first line is a header if none of
 * its cells is a number, or one of them is {@code label}, {@code class}, {@code target} or {@code y} in any case; that
 * column is then the label. Without a header the last column is. Labels may be numbers or names; features are taken as
 * they are, without scaling. Blank lines and lines that begin with {@code #} are skipped.
 */
final class Csv {
    private static final Set<String> LABEL_NAMES = Set.of("label", "class", "target", "y");

    /** A line's number in the file, from 1, and its cells. */
    record Row(int line, List<String> cells) {}

    private Csv() {}

    static List<Row> rows(SourceFile file) throws DataException {
        List<Row> rows = new ArrayList<>();
        String[] lines = new String(file.content(), StandardCharsets.UTF_8).split("\r\n|\n|\r", -1);
        char separator = ',';
        for (int i = 0; i < lines.length; i++) {
            // A byte order mark, which some spreadsheets write first, belongs to no cell.
            String line = i == 0 && lines[0].startsWith("\uFEFF") ? lines[0].substring(1) : lines[i];
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (rows.isEmpty()) {
                separator = line.indexOf(',') >= 0 ? ',' : line.indexOf(';') >= 0 ? ';' : '\t';
            }
            List<String> cells = cells(line, separator);
            if (!rows.isEmpty() && cells.size() != rows.getFirst().cells().size()) {
                throw new DataException("%s, line %d: there are %d cells, but line %d has %d; every line needs as many"
                        .formatted(
                                file.path(),
                                i + 1,
                                cells.size(),
                                rows.getFirst().line(),
                                rows.getFirst().cells().size()));
            }
            rows.add(new Row(i + 1, cells));
        }
        if (rows.isEmpty()) {
            throw new DataException(file.path() + " is empty: it has no line of data");
        }
        return rows;
    }

    static Dataset read(SourceFile file, SourceFile labelsOrNull) throws DataException {
        List<Row> rows = rows(file);
        List<String> top = rows.getFirst().cells();
        // Without a header the last column is the label, unless the labels are in a file of their own.
        int labelColumn = labelsOrNull == null ? top.size() - 1 : -1;
        if (isHeader(rows.getFirst())) {
            rows = rows.subList(1, rows.size());
            labelColumn = labelColumn(top);
            if (labelColumn < 0 && labelsOrNull == null) {
                throw new DataException(
                        "%s has no label column: its header is %s, where one column must be named label, class, target"
                                        .formatted(file.path(), top)
                                + " or y; or give the labels as a file of their own");
            }
        }
        if (rows.isEmpty()) {
            throw new DataException(file.path() + " is empty: it has a header, but no line of data");
        }
        int features = top.size() - (labelColumn >= 0 ? 1 : 0);
        if (features < 1) {
            throw new DataException(file.path() + " has a single column, where features and a label are expected");
        }
        float[] values = new float[Math.multiplyExact(rows.size(), features)];
        int next = 0;
        for (Row row : rows) {
            for (int column = 0; column < row.cells().size(); column++) {
                if (column != labelColumn) {
                    values[next++] = number(file, row, column);
                }
            }
        }
        TreeMap<String, String> files = new TreeMap<>();
        files.put(file.name(), file.sha256());
        Labels labels;
        if (labelsOrNull == null) {
            labels = column(file, rows, labelColumn);
        } else {
            files.put(labelsOrNull.name(), labelsOrNull.sha256());
            labels = LabelFile.read(labelsOrNull);
        }
        return Dataset.checked(file.name(), Shape.of(features), values, labels, Fingerprint.of(files));
    }

    /** The labels in one column. */
    static Labels column(SourceFile file, List<Row> rows, int column) throws DataException {
        return Labels.of(
                rows.stream().map(row -> row.cells().get(column)).toList(),
                index -> place(file, rows.get(index), column));
    }

    static boolean isHeader(Row row) {
        return row.cells().stream().noneMatch(Labels::isNumber) || labelColumn(row.cells()) >= 0;
    }

    /** The first column whose name says that it is the label, or −1. */
    static int labelColumn(List<String> header) {
        for (int column = 0; column < header.size(); column++) {
            if (LABEL_NAMES.contains(header.get(column).toLowerCase(Locale.ROOT))) {
                return column;
            }
        }
        return -1;
    }

    private static float number(SourceFile file, Row row, int column) throws DataException {
        String cell = row.cells().get(column);
        if (!Labels.isNumber(cell)) {
            throw new DataException(
                    "%s: \"%s\" is not a number; features must be numbers".formatted(place(file, row, column), cell));
        }
        float value = Float.parseFloat(cell);
        if (!Float.isFinite(value)) {
            throw new DataException("%s: %s is not finite as float32; every value must be a finite number"
                    .formatted(place(file, row, column), cell));
        }
        return value;
    }

    private static String place(SourceFile file, Row row, int column) {
        return "%s, line %d, column %d".formatted(file.path(), row.line(), column + 1);
    }

    private static List<String> cells(String line, char separator) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char character = line.charAt(i);
            if (quoted && character == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (character == '"') {
                quoted = !quoted;
            } else if (character == separator && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(character);
            }
        }
        cells.add(cell.toString().strip());
        return cells;
    }
}
