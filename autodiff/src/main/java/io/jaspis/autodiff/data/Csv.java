package io.jaspis.autodiff.data;

import io.jaspis.tensor.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;

/**
 * A table of numbers as text ({@link CsvRow}), one example a line. The first line is a header if none of its cells is a
 * number, or one of them is {@code label}, {@code class}, {@code target} or {@code y} in any case; that column is then
 * the label, {@code y} only where no other is. Without a header the last column is. Labels may be numbers or names;
 * features are numbers ({@link Decimals}), taken as they are, without scaling.
 */
final class Csv {
    private static final Set<String> LABEL_NAMES = Set.of("label", "class", "target");
    private static final String WEAK_LABEL_NAME = "y";

    private Csv() {}

    static Dataset read(SourceFile file, SourceFile labelsOrNull, ClassList classes, Columns columns)
            throws DataException {
        List<CsvRow> rows = CsvRow.all(file);
        List<String> top = rows.getFirst().cells();
        if (top.size() == 1 && labelsOrNull == null) {
            throw new DataException(file.path() + " has a single column, where features and a label are expected, with"
                    + " commas, semicolons or tabs between");
        }
        boolean named = isHeader(file, rows, labelsOrNull != null, columns);
        List<String> header = named ? top : List.of();
        int labelColumn = labelColumn(file, header, top.size(), labelsOrNull != null, columns);
        if (named) {
            rows = rows.subList(1, rows.size());
        }
        if (rows.isEmpty()) {
            throw new DataException(file.path() + " is empty: it has a header, but no line of data");
        }
        int features = top.size() - (labelColumn >= 0 ? 1 : 0);
        if (features < 1) {
            throw new DataException(file.path() + " has no column but that of the label, where features are expected");
        }
        float[] values = new float[Math.multiplyExact(rows.size(), features)];
        int next = 0;
        for (CsvRow row : rows) {
            for (int column = 0; column < row.cells().size(); column++) {
                if (column != labelColumn) {
                    values[next++] = number(file, header, row, column);
                }
            }
        }
        TreeMap<String, String> files = new TreeMap<>();
        files.put(file.name(), file.sha256());
        Labels labels;
        if (labelsOrNull == null) {
            labels = column(file, header, rows, labelColumn, classes);
        } else {
            files.put(labelsOrNull.name(), labelsOrNull.sha256());
            labels = LabelFile.read(labelsOrNull, classes);
        }
        return Dataset.checked(
                file.name(),
                Arrangement.of(Shape.of(features)),
                new Values.Held(values, features),
                labels,
                Fingerprint.of(files));
    }

    /** The labels in one column. */
    static Labels column(SourceFile file, List<String> header, List<CsvRow> rows, int column, ClassList classes)
            throws DataException {
        return Labels.of(
                rows.stream().map(row -> row.cells().get(column)).toList(),
                classes,
                index -> place(file, header, rows.get(index), column));
    }

    /** The first column whose name says that it is the label, or −1. */
    static int labelColumn(SourceFile file, List<String> header) throws DataException {
        int found = -1;
        for (int column = 0; column < header.size(); column++) {
            if (LABEL_NAMES.contains(header.get(column).toLowerCase(Locale.ROOT))) {
                if (found >= 0) {
                    throw new DataException(
                            "%s has two columns with a label's name, \"%s\" and \"%s\"; say which it is (--label-column),"
                                            .formatted(file.path(), header.get(found), header.get(column))
                                    + " and take the other away if it is no feature");
                }
                found = column;
            }
        }
        for (int column = 0; column < header.size() && found < 0; column++) {
            found = header.get(column).equalsIgnoreCase(WEAK_LABEL_NAME) ? column : -1;
        }
        return found;
    }

    private static boolean isHeader(SourceFile file, List<CsvRow> rows, boolean labelsElsewhere, Columns columns)
            throws DataException {
        List<String> top = rows.getFirst().cells();
        boolean detected = top.stream().noneMatch(Decimals::isNumber)
                || top.stream()
                        .anyMatch(
                                cell -> isLabelName(cell) || cell.equals(columns.label()) && !Decimals.isNumber(cell));
        // Labels in a file of their own would be one fewer than the examples.
        if (columns.header() == Columns.Header.DETECT && !detected && !labelsElsewhere && countsColumns(top)) {
            throw new DataException(
                    "%s, line %d: %s looks like numbered columns, not like an example; say with --header yes or no"
                                    .formatted(file.path(), rows.getFirst().line(), String.join(", ", top))
                            + " which it is, or name the columns in this line, or in a line before it");
        }
        return switch (columns.header()) {
            case DETECT -> detected;
            case YES -> true;
            case NO -> false;
        };
    }

    private static boolean isLabelName(String cell) {
        return LABEL_NAMES.contains(cell.toLowerCase(Locale.ROOT)) || cell.equalsIgnoreCase(WEAK_LABEL_NAME);
    }

    /** Whether the cells are 0, 1, 2 … or 1, 2, 3 …, as tools number columns that have no names. */
    private static boolean countsColumns(List<String> cells) {
        if (!cells.stream().allMatch(Decimals::isNumber)) {
            return false;
        }
        double first = Double.parseDouble(cells.getFirst());
        for (int i = 0; i < cells.size(); i++) {
            if (Double.parseDouble(cells.get(i)) != first + i) {
                return false;
            }
        }
        return cells.size() > 1 && (first == 0 || first == 1);
    }

    /** The column with the labels, or −1 where they are in a file of their own. */
    private static int labelColumn(
            SourceFile file, List<String> header, int width, boolean labelsElsewhere, Columns columns)
            throws DataException {
        String wanted = columns.label();
        if (wanted != null) {
            int column = header.indexOf(wanted);
            if (column < 0 && wanted.matches("[0-9]{1,9}")) {
                column = Integer.parseInt(wanted) - 1;
            }
            if (column < 0 || column >= width) {
                throw new DataException("%s has no column %s for the label: %s"
                        .formatted(
                                file.path(),
                                wanted,
                                header.isEmpty()
                                        ? "it has " + width + " columns without names; give a number from 1 to " + width
                                        : "its header is " + header));
            }
            return column;
        }
        // Numbered columns have no name for the label, which then is the last, as without a header.
        if (header.isEmpty() || countsColumns(header)) {
            return labelsElsewhere ? -1 : width - 1;
        }
        int column = labelColumn(file, header);
        if (column < 0 && !labelsElsewhere) {
            throw new DataException(
                    "%s has no label column: its header is %s, where one column must be named label, class, target"
                                    .formatted(file.path(), header)
                            + " or y; or give its name (--label-column), or the labels as a file of their own");
        }
        return column;
    }

    private static float number(SourceFile file, List<String> header, CsvRow row, int column) throws DataException {
        String cell = row.cells().get(column);
        if (cell.isEmpty()) {
            throw new DataException(place(file, header, row, column)
                    + ": the cell is empty; every cell needs a value, so fill it in or take the line away");
        }
        boolean number = Decimals.isNumber(cell);
        float value = number ? Float.parseFloat(cell) : 0;
        if (!Float.isFinite(value) || Decimals.isNotFinite(cell)) {
            throw new DataException("%s: %s is not finite as float32; every value must be a finite number"
                    .formatted(place(file, header, row, column), cell));
        }
        if (!number) {
            throw new DataException(
                    "%s: \"%s\" is not a number; features must be numbers in plain decimals, such as -0.5 or 1e-3"
                            .formatted(place(file, header, row, column), cell));
        }
        return value;
    }

    private static String place(SourceFile file, List<String> header, CsvRow row, int column) {
        return "%s, line %d, column %d%s"
                .formatted(
                        file.path(),
                        row.line(),
                        column + 1,
                        header.isEmpty() ? "" : " (" + header.get(column).replaceAll("\\s+", " ") + ")");
    }
}
