package io.jaspis.autodiff.data;

import io.jaspis.autodiff.data.TableContents.Column;
import io.jaspis.autodiff.data.TableContents.Kind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a column of a table has, cell by cell, whatever that is. */
final class ColumnLook {
    private final TableContents.Name name;
    private final DecimalMark mark;
    private final boolean label;
    private final boolean category;
    private int missing;
    private int truths;
    private int numbers;
    private int words;
    private boolean whole = true;
    private boolean countsUp = true;
    private double last = Double.NaN;
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;
    /** How often there is each value; null where there are too many to become inputs. */
    private Map<String, Integer> values = new TreeMap<>(Labels.NUMBERS_FIRST);

    /** @param category whether it is asked for as one of categories */
    ColumnLook(TableContents.Name name, DecimalMark mark, boolean label, boolean category) {
        this.name = name;
        this.mark = mark;
        this.label = label;
        this.category = category;
    }

    void add(String cell, int line) {
        if (MissingCells.isMissing(cell)) {
            missing++;
            countsUp = false;
            return;
        }
        if (values != null) {
            values.merge(cell, 1, Integer::sum);
            values = values.size() > CategoryColumn.LIMIT ? null : values;
        }
        String plain = mark.plain(cell, line);
        if (plain != null) {
            add(Double.parseDouble(plain));
        } else {
            countsUp = false;
            truths += NumberColumn.isTruth(cell) ? 1 : 0;
            words += NumberColumn.isTruth(cell) ? 0 : 1;
        }
    }

    private void add(double value) {
        countsUp &= numbers == 0 || value == last + 1;
        last = value;
        numbers++;
        whole &= value == Math.rint(value);
        least = Math.min(least, value);
        most = Math.max(most, value);
    }

    private Kind kind() {
        if (label) {
            return Kind.LABEL;
        }
        if (category) {
            return Kind.CATEGORY;
        }
        if (numbers + truths + words == 0) {
            return Kind.EMPTY;
        }
        if (words > 0 || truths > 0 && numbers > 0) {
            return Kind.WORDS;
        }
        if (truths > 0) {
            return Kind.TRUTH;
        }
        return whole ? Kind.WHOLE : Kind.NUMBER;
    }

    Column column() {
        Kind kind = kind();
        boolean ofNumbers = kind == Kind.WHOLE || kind == Kind.NUMBER;
        return new Column(
                name,
                kind,
                missing,
                ofNumbers ? least : Double.NaN,
                ofNumbers ? most : Double.NaN,
                ofNumbers && countsUp && numbers >= NumberColumn.COUNTS,
                ofNumbers || values == null
                        ? List.of()
                        : values.entrySet().stream()
                                .map(value -> new TableContents.Value(value.getKey(), value.getValue()))
                                .toList());
    }
}
