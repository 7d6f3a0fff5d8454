package io.jaspis.autodiff.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The class of each example as a number from 0, and the classes' names where the source or somebody has names.
 *
 * @param folders whether the names are those of folders, one for each class that the source knows, also where it has no example
 * @param place says where the label of an index is written; null where there is nothing to say. It outlives what was read
 */
record Labels(int[] values, List<String> names, boolean folders, IntFunction<String> place) {
    /** No data set has so many classes: a larger number is a mistake, and float32 holds each smaller one exactly. */
    static final int LIMIT = 1 << 24;

    /** Numbers sort as numbers, before names; names by their characters. */
    static final Comparator<String> NUMBERS_FIRST = (a, b) -> {
        boolean left = Decimals.isNumber(a);
        boolean right = Decimals.isNumber(b);
        int order = left && right
                ? Double.compare(Double.parseDouble(a), Double.parseDouble(b))
                : Boolean.compare(right, left);
        return order != 0 ? order : a.compareTo(b);
    };

    static Labels of(int... values) {
        return new Labels(values, List.of());
    }

    /** Of which nobody says where they are written. */
    Labels(int[] values, List<String> names) {
        this(values, names, null);
    }

    private Labels(int[] values, List<String> names, IntFunction<String> place) {
        this(values, names, false, place);
    }

    /**
     * How many classes there are once these are seen to be the labels of so many examples: of names where there are names, otherwise the
     * largest label plus one.
     *
     * @param name of the source, for the message
     */
    int classesOf(int count, String name) throws DataException {
        if (count == 0) {
            throw new DataException(name + " holds no examples");
        }
        if (count != values.length) {
            throw new DataException("%s holds %s examples but %s labels; each example needs one label"
                    .formatted(name, count, values.length));
        }
        int classes = names.size();
        for (int i = 0; i < count; i++) {
            int label = values[i];
            if (label < 0) {
                throw new DataException("label %s of example %s in %s is negative; classes are numbered from 0"
                        .formatted(label, i, name));
            }
            if (label >= LIMIT) {
                throw new DataException("label %s of example %s in %s is too large; classes are numbered from 0 to %s"
                        .formatted(label, i, name, LIMIT - 1));
            }
            classes = Math.max(classes, label + 1);
        }
        return classes;
    }

    /**
     * Labels that the source has as numbers. A list of classes names them; a list with numbers among its names says which
     * number these classes have in the source.
     *
     * @param place says where the label of an index is written
     */
    static Labels of(int[] values, ClassList classes, IntFunction<String> place) throws DataException {
        if (!classes.isGiven()) {
            return new Labels(values, List.of(), place);
        }
        Map<Integer, Integer> numbers = new HashMap<>();
        for (int i = 0; i < classes.names().size(); i++) {
            String name = classes.names().get(i);
            if (!classes.hasNumbers()) {
                numbers.put(i, i);
            } else if (Decimals.isNumber(name)
                    && numbers.put(whole(name, "a number in the list of classes"), i) != null) {
                throw new DataException(
                        "the number " + name + " occurs twice in the list of classes " + classes.names());
            }
        }
        int[] numbered = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            Integer number = numbers.get(values[i]);
            if (number == null) {
                throw new DataException(
                        classes.hasNumbers()
                                ? "%s: the label %s is none of the classes %s; give a list with all of them"
                                        .formatted(place.apply(i), values[i], classes.names())
                                : "%s: the label %s has no name: the list of classes %s has names for 0 to %s"
                                        .formatted(
                                                place.apply(i),
                                                values[i],
                                                classes.names(),
                                                classes.names().size() - 1));
            }
            numbered[i] = number;
        }
        return new Labels(numbered, classes.names(), place);
    }

    /** The labels that these numbers stand for, which must be whole and not negative. */
    static Labels of(float[] numbers, ClassList classes, String source) throws DataException {
        int[] values = new int[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            values[i] = whole(numbers[i], numbers[i], "label of example " + i + " in " + source);
        }
        return of(values, classes, i -> "example " + i + " in " + source);
    }

    /**
     * The labels that these words stand for: numbers if all of them are, otherwise names. Names have the numbers of the
     * list of classes; without a list, their sorted order numbers them. Blanks around a word don't count.
     *
     * @param place says where the word of an index is written, such as {@code "a.csv, line 3, column 5"}
     */
    static Labels of(List<String> cells, ClassList classes, IntFunction<String> place) throws DataException {
        List<String> words = cells.stream().map(String::strip).toList();
        boolean allNumbers = true;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (MissingCells.isMissing(word, classes)) {
                throw new DataException(place.apply(i) + ": " + MissingCells.labelRefusal(word, ""));
            }
            if (Decimals.isNotFinite(word) && !classes.names().contains(word)) {
                throw new DataException("%s: the label \"%s\" is no class; give each example its label or take it away"
                        .formatted(place.apply(i), word));
            }
            allNumbers &= Decimals.isNumber(word);
        }
        if (allNumbers) {
            int[] values = new int[words.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = whole(words.get(i), place.apply(i) + ": the label");
            }
            return of(values, classes, place);
        }
        if (classes.isGiven()) {
            return named(words, classes, place);
        }
        boolean first = Decimals.isNumber(words.getFirst());
        for (int i = 0; i < words.size(); i++) {
            if (Decimals.isNumber(words.get(i)) != first) {
                throw new DataException("%s: the label \"%s\" is a %s, but the labels before it are %s; use one kind"
                        .formatted(
                                place.apply(i), words.get(i), first ? "name" : "number", first ? "numbers" : "names"));
            }
        }
        return named(words, new ClassList(new ArrayList<>(new TreeSet<>(words))), place);
    }

    /**
     * The labels that the names of folders stand for. Folders that are all named by whole numbers are the classes of
     * these numbers: folders 3 and 7 are classes 3 and 7 of at least eight. Other names have the numbers of the list of
     * classes; without a list, their sorted order numbers them, with numbers sorted as numbers.
     *
     * @param ofExamples the folder of each example
     * @param ofClasses every folder, also one without examples
     * @throws DataException where those of examples are numbers and another isn't: it would number them anew
     */
    static Labels ofFolders(
            List<String> ofExamples, List<String> ofClasses, ClassList classes, IntFunction<String> place)
            throws DataException {
        List<String> words = ofExamples.stream().map(String::strip).toList();
        List<String> folders = ofClasses.stream().map(String::strip).distinct().toList();
        if (areFolderNumbers(folders)) {
            Map<Integer, String> seen = new HashMap<>();
            for (String folder : folders) {
                String other = seen.put(whole(folder, "the folder"), folder);
                if (other != null) {
                    throw new DataException("the folders %s and %s are the same class by their numbers; make them one"
                            .formatted(other, folder));
                }
            }
            return of(words, classes, place);
        }
        if (!classes.isGiven()) {
            requireAlike(words, folders);
        }
        List<String> sorted = folders.stream().sorted(NUMBERS_FIRST).toList();
        Labels labels = named(words, classes.isGiven() ? classes : new ClassList(sorted), place);
        return new Labels(labels.values, labels.names, true, place);
    }

    /** Refuses folders without examples that would make names of numbers. */
    private static void requireAlike(Collection<String> words, Collection<String> folders) throws DataException {
        Set<String> others = new TreeSet<>(folders);
        others.removeAll(Set.copyOf(words));
        others.removeIf(Labels::isFolderNumber);
        if (!others.isEmpty() && words.stream().allMatch(Labels::isFolderNumber)) {
            throw new DataException(
                    "the folders with pictures are called by the numbers of their classes, but %s, without pictures, by a name; take it away, or give the names of all classes (--classes)"
                            .formatted(String.join(", ", others)));
        }
    }

    /** Whether folders are the classes of their numbers, so that one without examples counts as none. */
    static boolean areFolderNumbers(Collection<String> folders) {
        return folders.stream().allMatch(Labels::isFolderNumber);
    }

    private static boolean isFolderNumber(String name) {
        return name.matches("[0-9]+");
    }

    /** The labels in one column of a table's rows. */
    static Labels column(TableHeader header, List<CsvRow> rows, int column, ClassList classes) throws DataException {
        int[] lines = rows.stream().mapToInt(CsvRow::line).toArray();
        return of(
                rows.stream().map(row -> row.cells().get(column)).toList(),
                classes,
                index -> header.place(lines[index], column));
    }

    /** These but for those at some indices. */
    Labels without(BitSet indices) {
        int[] left =
                IntStream.range(0, values.length).filter(i -> !indices.get(i)).toArray();
        return new Labels(
                Arrays.stream(left).map(i -> values[i]).toArray(),
                names,
                folders,
                place == null ? null : index -> place.apply(left[index]));
    }

    private static Labels named(List<String> words, ClassList classes, IntFunction<String> place) throws DataException {
        Map<String, Integer> numbers = classes.numbers();
        int[] values = new int[words.size()];
        for (int i = 0; i < values.length; i++) {
            Integer number = numbers.get(words.get(i));
            if (number == null) {
                throw new DataException("%s: the label \"%s\" is none of the classes %s; give a list with all of them"
                        .formatted(place.apply(i), words.get(i), classes.names()));
            }
            values[i] = number;
        }
        return new Labels(values, classes.names(), place);
    }

    private static int whole(String word, String what) throws DataException {
        return whole(Double.parseDouble(word), word, what);
    }

    private static int whole(double number, Object written, String what) throws DataException {
        if (number != Math.rint(number) || number < 0 || number >= LIMIT) {
            throw new DataException(
                    what + " is " + written + "; labels must be whole numbers from 0 up, one for each class");
        }
        return (int) number;
    }
}
