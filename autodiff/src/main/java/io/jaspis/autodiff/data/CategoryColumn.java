package io.jaspis.autodiff.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A column of categories: an input for each, in the order that is given, or else sorted. */
final class CategoryColumn extends TableColumn {
    /** A column of so many different words is a number of something, or a free text. */
    static final int LIMIT = 1000;

    private static final int NONE = -1;

    private final boolean given;
    private final List<String> categories;
    private final Map<String, Integer> codes = new HashMap<>();
    private int[] values = new int[16];
    private int count;
    private int missing;

    /** @param categories those to expect, in the order of their inputs; empty for those that come */
    CategoryColumn(DataFile file, int number, String header, List<String> categories) {
        super(file, number, header);
        this.given = !categories.isEmpty();
        this.categories = new ArrayList<>(categories);
        categories.forEach(category -> codes.put(category, codes.size()));
    }

    @Override
    void add(String cell, int line) throws DataException {
        Integer code = codes.get(cell);
        if (code == null && given) {
            throw refusal(
                    line,
                    "\"%s\" is none of the categories %s; give all that the model has an input for, as --one-hot %s=%s:…"
                            .formatted(CellText.shown(cell), shown(), option(), shown().getFirst()));
        }
        if (code == null) {
            code = categories.size();
            if (code == LIMIT) {
                throw refusal(
                        line,
                        String.format(
                                Locale.ROOT,
                                "this is the %,dth different value; a column of so many can't become an input for each, so leave it out with --drop %s",
                                LIMIT + 1,
                                option()));
            }
            codes.put(cell, code);
            categories.add(cell);
        }
        append(code);
    }

    private List<String> shown() {
        return categories.stream().map(CellText::shown).toList();
    }

    @Override
    void addMissing() {
        missing++;
        append(NONE);
    }

    private void append(int code) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = code;
    }

    @Override
    void finish() throws DataException {
        if (categories.isEmpty()) {
            throw new DataException(
                    "%s has no value in any line; leave it out with --drop %s".formatted(title(), option()));
        }
        if (given) {
            return;
        }
        List<String> seen = List.copyOf(categories);
        categories.sort(Labels.NUMBERS_FIRST);
        int[] places = seen.stream().mapToInt(categories::indexOf).toArray();
        for (int i = 0; i < count; i++) {
            values[i] = values[i] == NONE ? NONE : places[values[i]];
        }
    }

    /** The categories in the order of their inputs; after {@link #finish}. */
    List<String> categories() {
        return categories;
    }

    @Override
    List<String> inputs() {
        return categories.stream().map(category -> title() + "=" + category).toList();
    }

    @Override
    void copy(int row, float[] target, int offset) {
        Arrays.fill(target, offset, offset + categories.size(), 0);
        if (values[row] != NONE) {
            target[offset + values[row]] = 1;
        }
    }

    @Override
    String filled() {
        return missing == 0 ? "" : "%s in %s by no category, 0 in each input".formatted(missing, title());
    }

    @Override
    List<String> notes() {
        return List.of();
    }
}
