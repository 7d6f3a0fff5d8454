package io.jaspis.spark;

import io.jaspis.autodiff.InputException;
import io.jaspis.threat.Model;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * The number of each class by the word that the data has for it.
 *
 * @param names in the order of their numbers; empty where the words are numbers
 */
record Classes(Map<String, Integer> numbers, List<String> names) implements Serializable {
    private static final int TOLD = 10;

    /**
     * Classes as a model's outputs have them: words that are all whole numbers are these; names are numbered by a list, else by
     * the names in the model's file, else in their own order.
     *
     * @throws InputException where a word is no class of the model
     */
    static Classes of(String data, SortedSet<String> words, List<String> given, Model model) {
        int outputs = Cluster.classes(model);
        Map<String, Integer> numbers = new HashMap<>();
        if (words.stream().allMatch(word -> word.matches("[0-9]{1,9}(\\.0+)?"))) {
            for (String word : words) {
                int number = (int) Double.parseDouble(word);
                if (number >= outputs) {
                    throw new InputException("label %s in %s is no class of %s: they go from 0 to %d"
                            .formatted(word, data, model.name(), outputs - 1));
                }
                numbers.put(word, number);
            }
            List<String> names = !given.isEmpty() ? given : model.classNames();
            return new Classes(numbers, names.size() == outputs ? names : List.of());
        }
        List<String> names =
                !given.isEmpty() ? given : !model.classNames().isEmpty() ? model.classNames() : List.copyOf(words);
        if (names.size() != outputs) {
            throw new InputException(
                    ("the classes of %s are %d names (%s), but %s tells %d classes apart; give all of them in the order of"
                                    + " the outputs (--classes)")
                            .formatted(
                                    data,
                                    names.size(),
                                    String.join(", ", names.subList(0, Math.min(TOLD, names.size()))),
                                    model.name(),
                                    outputs));
        }
        for (int i = 0; i < names.size(); i++) {
            numbers.put(names.get(i), i);
        }
        for (String word : words) {
            if (!numbers.containsKey(word)) {
                throw new InputException("label \"%s\" in %s is none of the classes %s; give all of them (--classes)"
                        .formatted(word, data, String.join(", ", names)));
            }
        }
        return new Classes(numbers, names);
    }

    int number(String word) {
        return numbers.get(word);
    }
}
