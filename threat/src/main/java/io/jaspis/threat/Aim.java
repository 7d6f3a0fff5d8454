package io.jaspis.threat;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Similar;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.data.Selection;
import java.util.List;
import java.util.Locale;

/** What an attacker wants of any examples; of these it is a {@link Target}. */
public sealed interface Aim {
    /** Any class but the label. */
    Aim ANY = new Any();

    /** The class whose number follows the label's, and after the last the first. */
    Aim NEXT = new Next();

    /** The class that the model finds least likely of all but the label. */
    Aim LEAST = new Least();

    /** The class of this number. */
    static Aim at(int target) {
        return new Class(target);
    }

    /**
     * The aim in a word: a class by its name or number, {@code next} or {@code least}.
     *
     * @param names of the classes in the order of their numbers, or none
     * @param classes how many there are
     * @throws InputException where it is no such word
     */
    static Aim of(String word, List<String> names, int classes) {
        String wanted = word.strip();
        int named = names.indexOf(wanted);
        if (named < 0) {
            switch (wanted.toLowerCase(Locale.ROOT)) {
                case "next" -> {
                    return NEXT;
                }
                case "least" -> {
                    return LEAST;
                }
                default -> named = number(wanted);
            }
        }
        if (named < 0 || named >= classes) {
            throw new InputException("the target is '" + word + "', which is no class of the model: give "
                    + (names.isEmpty() ? "a number from 0 to " + (classes - 1) : "one of " + String.join(", ", names))
                    + ", or next or least" + Similar.question(word, names));
        }
        return at(named);
    }

    private static int number(String word) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }

    /**
     * The examples that can get what is wanted: those whose label is the class aimed at are left out.
     *
     * @param examples of which they are chosen
     * @throws InputException where no example is left
     */
    default Selection among(Selection chosen, Examples examples) {
        return chosen;
    }

    /**
     * The class that each of these examples is to get.
     *
     * @param indices of the examples
     */
    Target of(Problem problem, List<Integer> indices);

    /** {@link #ANY}. */
    record Any() implements Aim {
        @Override
        public Target of(Problem problem, List<Integer> indices) {
            return Target.ANY;
        }
    }

    /** {@link #NEXT}. */
    record Next() implements Aim {
        @Override
        public Target of(Problem problem, List<Integer> indices) {
            return new Target.Next(problem.classes());
        }
    }

    /** {@link #LEAST}. */
    record Least() implements Aim {
        @Override
        public Target of(Problem problem, List<Integer> indices) {
            return Target.Least.of(problem, indices);
        }
    }

    /** {@link #at}. */
    record Class(int target) implements Aim {
        @Override
        public Selection among(Selection chosen, Examples examples) {
            List<Integer> left = chosen.indices().stream()
                    .filter(index -> examples.label(index) != target)
                    .toList();
            int out = chosen.indices().size() - left.size();
            if (left.isEmpty()) {
                throw new InputException("the target, class " + target + ", is the label of all " + out
                        + " examples: give another class, or choose other examples");
            }
            return out == 0
                    ? chosen
                    : new Selection(
                            left,
                            chosen.text()
                                    + String.format(Locale.ROOT, ", without %,d that have the class aimed at", out));
        }

        @Override
        public Target of(Problem problem, List<Integer> indices) {
            return new Target.Fixed(target);
        }
    }
}
