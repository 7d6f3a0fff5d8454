package io.jaspis.spark;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.ClassNumbers;
import io.jaspis.threat.Model;
import java.io.Serializable;
import java.util.ArrayList;
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
     * Of the words in a column, numbered as a model's outputs are: as {@link ClassNumbers} has it, by a list, else by the names in the
     * model's file, else by themselves.
     *
     * @throws InputException where a word is no class of the model
     */
    static Classes ofColumn(String data, SortedSet<String> words, List<String> given, Model model) {
        return of(data, ClassNumbers.ofColumn(data, words, names(given, model)), model);
    }

    /** Of folders, of which those in the words have pictures; else the same. */
    static Classes ofFolders(
            String data, SortedSet<String> folders, List<String> words, List<String> given, Model model) {
        return of(data, ClassNumbers.ofFolders(data, folders, words, names(given, model)), model);
    }

    /**
     * The names that are given, else those in the model's file.
     *
     * @throws InputException where they are another number than the model's outputs
     */
    static List<String> names(List<String> given, Model model) {
        List<String> names = given.isEmpty() ? model.classNames() : given;
        int outputs = Cluster.classes(model);
        if (!names.isEmpty() && names.size() != outputs) {
            throw new InputException("%s %d names of classes (%s), but %s has %d outputs; give --classes one for each"
                    .formatted(
                            given.isEmpty() ? "the model's file has" : "--classes has",
                            names.size(),
                            told(names),
                            model.name(),
                            outputs));
        }
        return names;
    }

    private static Classes of(String data, ClassNumbers found, Model model) {
        int outputs = Cluster.classes(model);
        if (!found.names().isEmpty() && found.names().size() != outputs) {
            throw new InputException(
                    ("the classes of %s are %d names (%s), but %s tells %d classes apart; give all of them in the order of"
                                    + " the outputs (--classes)")
                            .formatted(data, found.names().size(), told(found.names()), model.name(), outputs));
        }
        found.numbers().forEach((word, number) -> {
            if (number >= outputs) {
                throw new InputException("label %s in %s is no class of %s: they go from 0 to %d"
                        .formatted(word, data, model.name(), outputs - 1));
            }
        });
        return new Classes(new HashMap<>(found.numbers()), new ArrayList<>(found.names()));
    }

    private static String told(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(TOLD, names.size())));
    }

    int number(String word) {
        return numbers.get(word);
    }
}
