package io.jaspis.autodiff.data;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The number of each class by the word that the data have for it, as {@link Datasets} numbers them: for whoever reads the examples
 * elsewhere.
 *
 * @param names in the order of their numbers; empty where the words are numbers that nobody named
 */
public record ClassNumbers(Map<String, Integer> numbers, List<String> names) {
    public ClassNumbers {
        numbers = Map.copyOf(numbers);
        names = List.copyOf(names);
    }

    /**
     * Of the words in a column.
     *
     * @param source which is told where something is wrong
     * @param given the names of all classes in the order of the outputs; empty where nobody gave them
     * @throws DataException where a word is none of the classes, or is no number beside numbers
     */
    public static ClassNumbers ofColumn(String source, SortedSet<String> words, List<String> given)
            throws DataException {
        List<String> all = List.copyOf(words);
        return of(all, Labels.of(all, list(given), i -> source));
    }

    /**
     * Of the names of folders.
     *
     * @param source as {@link #ofColumn} has it, and all else
     * @param folders also those without examples: they count where folders are sorted by their names
     * @param words those with examples, which alone are given a number
     */
    public static ClassNumbers ofFolders(
            String source, SortedSet<String> folders, Collection<String> words, List<String> given)
            throws DataException {
        List<String> filled = words.stream().distinct().toList();
        return of(filled, Labels.ofFolders(filled, List.copyOf(folders), list(given), i -> source));
    }

    /**
     * What is wrong with a word in a column of labels that stands for a missing one; empty where it doesn't.
     *
     * @param given as {@link #ofColumn} has it
     */
    public static Optional<String> missing(String word, List<String> given) {
        return MissingCells.isMissing(word) && given.stream().map(String::strip).noneMatch(word::equals)
                ? Optional.of(MissingCells.labelRefusal(word, ""))
                : Optional.empty();
    }

    private static ClassList list(List<String> given) throws DataException {
        return ClassList.of(given.isEmpty() ? null : given);
    }

    private static ClassNumbers of(List<String> words, Labels labels) {
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
            numbers.put(words.get(i), labels.values()[i]);
        }
        return new ClassNumbers(numbers, labels.names());
    }
}
