package io.jaspis.autodiff.data;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntFunction;

/** The class of each example as a number from 0, and the classes' names where the source has names. */
record Labels(int[] values, List<String> names) {
    /** No data set has so many classes: a larger number is a mistake, and float32 holds each smaller one exactly. */
    private static final int LIMIT = 1 << 24;

    static Labels of(int... values) {
        return new Labels(values, List.of());
    }

    /** The labels that these numbers stand for, which must be whole and not negative. */
    static Labels of(float[] numbers, String source) throws DataException {
        int[] values = new int[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            values[i] = whole(numbers[i], "label of example " + i + " in " + source);
        }
        return of(values);
    }

    /**
     * The labels that these words stand for: numbers if the first is a number, otherwise names, whose sorted order
     * numbers the classes.
     *
     * @param place says where the word of an index is written, such as {@code "a.csv, line 3, column 5"}
     */
    static Labels of(List<String> words, IntFunction<String> place) throws DataException {
        int[] values = new int[words.size()];
        if (isNumber(words.getFirst())) {
            for (int i = 0; i < values.length; i++) {
                if (!isNumber(words.get(i))) {
                    throw new DataException(
                            "%s: the label \"%s\" is a name, but the labels before it are numbers; use one kind"
                                    .formatted(place.apply(i), words.get(i)));
                }
                values[i] = whole(Float.parseFloat(words.get(i)), place.apply(i) + ": the label");
            }
            return of(values);
        }
        List<String> names = new ArrayList<>(new TreeSet<>(words));
        for (int i = 0; i < values.length; i++) {
            if (words.get(i).isBlank()) {
                throw new DataException(place.apply(i) + ": the label is missing");
            }
            values[i] = names.indexOf(words.get(i));
        }
        return new Labels(values, names);
    }

    static boolean isNumber(String word) {
        try {
            Float.parseFloat(word);
            return true;
        } catch (NumberFormatException notOne) {
            return false;
        }
    }

    private static int whole(float number, String what) throws DataException {
        if (number != Math.rint(number) || number < 0 || number >= LIMIT) {
            throw new DataException(
                    what + " is " + number + "; labels must be whole numbers from 0 up, one for each class");
        }
        return (int) number;
    }
}
