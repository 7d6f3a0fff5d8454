package io.jaspis.autodiff.data;

import io.jaspis.autodiff.Similar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The columns of a table: their names, where it has a header, and which of them holds the labels. The first line is a header
 * if none of its cells is a number, or one of them is {@code label}, {@code class}, {@code target} or {@code y} in any
 * case; that column is then the label, {@code y} only where no other is. Without a header the last column is.
 *
 * @param width the number of columns
 * @param names empty without a header
 */
record TableHeader(DataFile file, int width, List<String> names) {
    private static final Set<String> LABEL_NAMES = Set.of("label", "class", "target");
    private static final String WEAK_LABEL_NAME = "y";

    /**
     * The header of a table whose first row is given.
     *
     * @param labelsElsewhere whether labels are in a file of their own
     */
    static TableHeader of(CsvText text, CsvRow top, boolean labelsElsewhere, Columns columns) throws DataException {
        boolean header = isHeader(text, top, labelsElsewhere, columns);
        return new TableHeader(text.file(), top.cells().size(), header ? top.cells() : List.of());
    }

    private static boolean isHeader(CsvText text, CsvRow row, boolean labelsElsewhere, Columns columns)
            throws DataException {
        List<String> top = row.cells();
        DecimalMark mark = new DecimalMark(text.separator());
        boolean detected = top.stream().allMatch(cell -> mark.plain(cell, row.line()) == null)
                || top.stream()
                        .anyMatch(
                                cell -> isLabelName(cell) || cell.equals(columns.label()) && !Decimals.isNumber(cell));
        if (columns.header() == Columns.Header.DETECT
                && detected
                && !labelsElsewhere
                && mayBeExample(row, columns, mark)) {
            throw new DataException(
                    "%s, line %s: %s may be a header or an example; say with --header yes or no which it is"
                            .formatted(text.file().path(), row.line(), String.join(", ", top)));
        }
        // Labels in a file of their own would be one fewer than the examples.
        if (columns.header() == Columns.Header.DETECT && !detected && !labelsElsewhere && countsColumns(top)) {
            throw new DataException(
                    "%s, line %s: %s looks like numbered columns, not like an example; say with --header yes or no"
                                    .formatted(text.file().path(), row.line(), String.join(", ", top))
                            + " which it is, or name the columns in this line, or in a line before it");
        }
        return switch (columns.header()) {
            case DETECT -> detected;
            case YES -> true;
            case NO -> false;
        };
    }

    /**
     * Whether all cells but the label's can be values, but aren't the numbers of columns: a class may be called as a label is. Where an
     * option calls a column by a name there is a header.
     */
    private static boolean mayBeExample(CsvRow row, Columns columns, DecimalMark mark) {
        Set<Integer> categories = new HashSet<>();
        Set<Integer> others = new HashSet<>();
        boolean named = columns.label() != null && !numbered(columns.label(), others);
        for (String dropped : columns.dropped()) {
            named |= !numbered(dropped, others);
        }
        for (Columns.OneHot column : columns.oneHot()) {
            named |= !numbered(column.column(), categories);
        }
        List<String> cells = row.cells();
        if (columns.label() == null) {
            others.add(IntStream.range(0, cells.size())
                    .filter(column -> isLabelName(cells.get(column)))
                    .findFirst()
                    .orElse(-1));
        }
        // Without any of these there is no label, and the table is refused.
        if (named || others.contains(-1)) {
            return false;
        }
        boolean labelled = others.stream().anyMatch(column -> column < cells.size() && isLabelName(cells.get(column)));
        List<String> values = new ArrayList<>();
        for (int column = 0; column < cells.size(); column++) {
            // Any word can be a category: beside a label's name it is a column's.
            boolean category = categories.contains(column) && !labelled;
            if (!others.contains(column) && !category && !mayBeValue(cells.get(column), mark, row.line())) {
                return false;
            }
            if (!others.contains(column)) {
                values.add(cells.get(column));
            }
        }
        // Columns without a name are no example.
        return !values.stream().allMatch(String::isBlank) && !countsUp(withoutBlankFirst(values));
    }

    /** Takes the number of a column, from 0, where it is called by one. */
    private static boolean numbered(String column, Set<Integer> numbers) {
        boolean numbered = isNumber(column);
        if (numbered) {
            numbers.add(Integer.parseInt(column) - 1);
        }
        return numbered;
    }

    private static boolean isNumber(String column) {
        return column.matches("[0-9]{1,9}");
    }

    private static boolean mayBeValue(String cell, DecimalMark mark, int line) {
        return mark.plain(cell, line) != null || NumberColumn.isTruth(cell) || MissingCells.isMissing(cell);
    }

    /**
     * Whether words can be the names of columns: all are there and differ, and none is a number, but those that count columns beside a
     * label's name.
     */
    static boolean mayName(List<String> words) {
        List<String> numbers = words.stream().filter(Decimals::isNumber).toList();
        return words.stream().noneMatch(String::isBlank)
                && Set.copyOf(words).size() == words.size()
                && (numbers.isEmpty() || countsUp(numbers) && words.stream().anyMatch(TableHeader::isLabelName));
    }

    /**
     * The name of the last column as a remark has it, where a table without a header has remarks that may name its columns, as
     * numpy.savetxt writes them: then the last one is the label. Refuses those by which another may be.
     *
     * @param nameless whether a remark without a label's name says nothing of it
     * @param help what to do, in words that follow a semicolon
     */
    static Optional<String> lastByRemarks(DataFile file, List<CsvRow> remarks, boolean nameless, String help)
            throws DataException {
        Optional<String> last = Optional.empty();
        CsvRow misleading = null;
        CsvRow unclear = null;
        for (CsvRow remark : remarks) {
            int label = labelAmong(remark.cells());
            if (label == remark.cells().size() - 1) {
                last = Optional.of(remark.cells().getLast());
            } else if (label >= 0) {
                misleading = misleading == null ? remark : misleading;
            } else {
                unclear = unclear == null ? remark : unclear;
            }
        }
        CsvRow refused = misleading != null || nameless || last.isPresent() ? misleading : unclear;
        if (refused != null) {
            throw new DataException(
                    "%s, line %s: the remark #%s has as many cells as the rows and may name their columns, by which %s; %s"
                            .formatted(
                                    file.path(),
                                    refused.line(),
                                    String.join(", ", refused.cells()),
                                    refused == misleading
                                            ? "the last is not the label"
                                            : "it can't be told whether the last is the label",
                                    help));
        }
        return last;
    }

    /** The first column whose name says that it is the label, by the rules of a header; or −1. */
    private static int labelAmong(List<String> names) {
        for (int column = 0; column < names.size(); column++) {
            if (LABEL_NAMES.contains(names.get(column).toLowerCase(Locale.ROOT))) {
                return column;
            }
        }
        for (int column = 0; column < names.size(); column++) {
            if (names.get(column).equalsIgnoreCase(WEAK_LABEL_NAME)) {
                return column;
            }
        }
        return -1;
    }

    private static boolean isLabelName(String cell) {
        return LABEL_NAMES.contains(cell.toLowerCase(Locale.ROOT)) || cell.equalsIgnoreCase(WEAK_LABEL_NAME);
    }

    /**
     * Whether the cells are 0, 1, 2 … or 1, 2, 3 …, as tools number columns that have no names. A blank one before them is that of the
     * rows' own numbers, as pandas writes it.
     */
    static boolean countsColumns(List<String> cells) {
        List<String> counted = withoutBlankFirst(cells);
        return counted.size() > 1 && countsUp(counted);
    }

    private static List<String> withoutBlankFirst(List<String> cells) {
        return cells.size() > 1 && cells.getFirst().isBlank() ? cells.subList(1, cells.size()) : cells;
    }

    private static boolean countsUp(List<String> cells) {
        if (!cells.stream().allMatch(Decimals::isNumber)) {
            return false;
        }
        double first = Double.parseDouble(cells.getFirst());
        for (int i = 0; i < cells.size(); i++) {
            if (Double.parseDouble(cells.get(i)) != first + i) {
                return false;
            }
        }
        return first == 0 || first == 1;
    }

    /** Whether the first row is no example. */
    boolean isGiven() {
        return !names.isEmpty();
    }

    /** The name of a column, from 0, or null. */
    String name(int column) {
        return names.isEmpty() ? null : names.get(column);
    }

    /** Where a cell is. */
    String place(int line, int column) {
        return TableColumn.place(file, line, column + 1, name(column));
    }

    /**
     * The column, from 0, that is meant by a name or a number from 1.
     *
     * @param what it is wanted for, such as {@code for the label}
     */
    int column(String wanted, String what) throws DataException {
        // A name as it is written stands above one as messages tell it.
        boolean written = names.contains(wanted);
        List<String> known =
                written ? names : names.stream().map(InputNames::plain).toList();
        String sought = written ? wanted : InputNames.plain(wanted);
        int column = known.indexOf(sought);
        if (column >= 0 && known.lastIndexOf(sought) != column) {
            throw new DataException(
                    "%s has two columns with the name %s, %s and %s; say which is meant %s by its number"
                            .formatted(file.path(), sought, column + 1, known.lastIndexOf(sought) + 1, what));
        }
        if (column < 0 && isNumber(wanted)) {
            column = Integer.parseInt(wanted) - 1;
        }
        if (column < 0 || column >= width) {
            throw new DataException("%s has no column %s %s: %s"
                    .formatted(
                            file.path(),
                            wanted,
                            what,
                            names.isEmpty()
                                    ? "it has " + width + " columns without names; give a number from 1 to " + width
                                    : "its header is " + names + Similar.question(wanted, names)));
        }
        return column;
    }

    /** The column with the labels, or −1 where they are in a file of their own. */
    int label(boolean labelsElsewhere, Columns columns, Set<Integer> dropped) throws DataException {
        if (columns.label() != null) {
            return column(columns.label(), "for the label");
        }
        // Numbered columns have no name for the label, which then is the last, as without a header.
        if (names.isEmpty() || countsColumns(names)) {
            return labelsElsewhere ? -1 : width - 1;
        }
        int column = named(dropped);
        if (column < 0 && !labelsElsewhere) {
            throw new DataException(
                    "%s has no label column: its header is %s, where one column must be named label, class, target"
                                    .formatted(file.path(), names)
                            + " or y; or give its name (--label-column), or the labels as a file of their own");
        }
        return column;
    }

    /** The first column whose name says that it is the label, or −1. */
    int named() throws DataException {
        return named(new HashSet<>());
    }

    private int named(Set<Integer> dropped) throws DataException {
        int found = -1;
        for (int column = 0; column < names.size(); column++) {
            if (LABEL_NAMES.contains(names.get(column).toLowerCase(Locale.ROOT)) && !dropped.contains(column)) {
                if (found >= 0) {
                    throw new DataException(
                            "%s has two columns with a label's name, \"%s\" and \"%s\"; say which it is (--label-column),"
                                            .formatted(file.path(), names.get(found), names.get(column))
                                    + " and leave the other out with --drop if it is no feature");
                }
                found = column;
            }
        }
        for (int column = 0; column < names.size() && found < 0; column++) {
            found = names.get(column).equalsIgnoreCase(WEAK_LABEL_NAME) && !dropped.contains(column) ? column : -1;
        }
        return found;
    }
}
