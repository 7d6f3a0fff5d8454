package io.jaspis.spark;

import io.jaspis.autodiff.InputException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a look at all rows of a table shows, part by part in their order. */
final class TableLooks {
    private final String name;
    private final TreeMap<TablePart, RowLook> looks = new TreeMap<>();

    /** @param name of the table, for messages */
    TableLooks(String name) {
        this.name = name;
    }

    /**
     * Takes up what one partition has.
     *
     * @throws InputException where another has rows of the same part
     */
    void add(Map<TablePart, RowLook> some) {
        some.forEach((part, look) -> {
            if (looks.put(part, look) != null) {
                throw new InputException(
                        ("%s reads rows of %s more than once, such as a union of a table with itself, so that they have no"
                                        + " order of their own: number them by a column of whole numbers (--index)")
                                .formatted(name, part.file()));
            }
        });
    }

    /** @throws InputException where a row doesn't fit, of the first of them */
    void requireFit() {
        looks.forEach((part, look) -> {
            if (look.misfit() != null) {
                throw new InputException("%s, row %,d: %s"
                        .formatted(
                                part.file().isEmpty() ? name : part.file(),
                                before(part) + look.misfitRow() + 1,
                                look.misfit()));
            }
        });
    }

    /** The rows of the same file before a part. */
    private long before(TablePart part) {
        return looks.headMap(part).entrySet().stream()
                .filter(entry -> entry.getKey().file().equals(part.file()))
                .mapToLong(entry -> entry.getValue().count())
                .sum();
    }

    /**
     * How many rows there are.
     *
     * @throws InputException where there are none, or more than one job numbers
     */
    int count() {
        long count = looks.values().stream().mapToLong(RowLook::count).sum();
        if (count == 0) {
            throw new InputException(name + " holds no examples");
        }
        if (count > Integer.MAX_VALUE - 8) {
            throw new InputException(
                    "%s has %,d rows, more than one job numbers; take a part of them".formatted(name, count));
        }
        return (int) count;
    }

    /** The labels of all rows. */
    TreeSet<String> labels() {
        TreeSet<String> labels = new TreeSet<>();
        looks.values().forEach(look -> labels.addAll(look.labels()));
        return labels;
    }

    /** How many rows stand before each part. */
    Map<TablePart, Integer> starts() {
        Map<TablePart, Integer> starts = new HashMap<>();
        int count = 0;
        for (Map.Entry<TablePart, RowLook> entry : looks.entrySet()) {
            starts.put(entry.getKey(), count);
            count += entry.getValue().count();
        }
        return starts;
    }

    /**
     * The numbers that a column gives rows, ascending; none where no column does.
     *
     * @throws InputException where one stands there twice
     */
    long[] orders(String column) {
        long[] orders = looks.values().stream()
                .flatMap(look -> look.orders().stream())
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        for (int i = 1; i < orders.length; i++) {
            if (orders[i] == orders[i - 1]) {
                throw new InputException("column %s of %s has the number %d twice; each example needs one of its own"
                        .formatted(column, name, orders[i]));
            }
        }
        return orders;
    }
}
