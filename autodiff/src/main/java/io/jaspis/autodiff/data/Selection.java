package io.jaspis.autodiff.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Which examples of a data set are taken.
 *
 * @param indices of different examples, ascending
 * @param text how they were chosen, such as {@code "500 of 10,000 examples, drawn with seed 1 in the proportions of the
 *     classes"}
 */
public record Selection(List<Integer> indices, String text) {
    public Selection {
        indices = List.copyOf(indices);
        for (int i = 0; i < indices.size(); i++) {
            if (indices.get(i) < 0 || i > 0 && indices.get(i) <= indices.get(i - 1)) {
                throw new IllegalArgumentException("indices must ascend from 0 on, but they are " + indices);
            }
        }
    }

    /** All examples. */
    public static Selection all(Dataset data) {
        return of(
                IntStream.range(0, data.count()),
                data.count() == 1 ? "the only example" : String.format(Locale.ROOT, "all %,d examples", data.count()));
    }

    /**
     * A random sample in the proportions of the classes, as {@link StratifiedSample#of} draws it: it depends on the count,
     * the seed and the labels alone.
     *
     * @param count at least 1 and at most as many as there are
     */
    public static Selection sample(Dataset data, int count, long seed) throws DataException {
        data.requireCount(count);
        if (count == data.count()) {
            return all(data);
        }
        StratifiedSample drawn = StratifiedSample.of(data, count, seed);
        return of(Arrays.stream(drawn.sample()), drawn.text(seed));
    }

    /**
     * The first examples, in the order of the data.
     *
     * @param count at least 1 and at most as many as there are
     */
    public static Selection first(Dataset data, int count) throws DataException {
        data.requireCount(count);
        return count == data.count()
                ? all(data)
                : of(
                        IntStream.range(0, count),
                        String.format(Locale.ROOT, "the first %,d of %,d examples", count, data.count()));
    }

    /**
     * Examples that are named one by one, in any order.
     *
     * @param indices different ones from 0 on
     * @param source what names them
     * @throws DataException where there is no such example
     */
    public static Selection named(Dataset data, int[] indices, String source) throws DataException {
        data.requireExamples(indices);
        return of(
                Arrays.stream(indices).sorted(),
                String.format(Locale.ROOT, "%,d of %,d examples, those in %s", indices.length, data.count(), source));
    }

    private static Selection of(IntStream indices, String text) {
        return new Selection(indices.boxed().toList(), text);
    }
}
