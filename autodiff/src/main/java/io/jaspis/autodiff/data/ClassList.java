package io.jaspis.autodiff.data;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * The names of classes in the order of their numbers, given from outside the data: by a user, or by a model that noted
 * down what it was trained on. Empty where nothing was given.
 */
record ClassList(List<String> names) {
    static final ClassList UNKNOWN = new ClassList(List.of());

    ClassList {
        names = List.copyOf(names);
    }

    /** The list of these names, which must differ; null where none were given. */
    static ClassList of(List<String> namesOrNull) throws DataException {
        if (namesOrNull == null) {
            return UNKNOWN;
        }
        HashSet<String> seen = new HashSet<>();
        List<String> names = namesOrNull.stream().map(String::strip).toList();
        for (String name : names) {
            if (name.isBlank() || !seen.add(name)) {
                throw new DataException(
                        (name.isBlank() ? "a name" : "the name \"" + name + "\"") + " in the list of classes "
                                + names + (name.isBlank() ? " is blank" : " occurs twice")
                                + "; give one name for each class, in the order of the model's outputs");
            }
        }
        return new ClassList(names);
    }

    boolean isGiven() {
        return !names.isEmpty();
    }

    /** Whether names are numbers themselves: then they say which number in the data each of these classes has. */
    boolean hasNumbers() {
        return names.stream().anyMatch(Decimals::isNumber);
    }

    /** The number of each name. */
    Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new HashMap<>();
        names.forEach(name -> numbers.put(name, numbers.size()));
        return numbers;
    }
}
