package io.jaspis.autodiff.data;

import java.util.Locale;
import java.util.Set;

/** Which cells of a table say that a value is missing. */
final class MissingCells {
    /** What statistics programs, databases and spreadsheets write, in lower case. */
    private static final Set<String> WORDS = Set.of("", "na", "n/a", "#n/a", "#na", "<na>", "nan", "null", "none", "?");

    private MissingCells() {}

    static boolean isMissing(String cell) {
        String word = cell.strip();
        return word.length() <= 4 && WORDS.contains(word.toLowerCase(Locale.ROOT));
    }

    /** What is wrong with such a cell where none is expected, and what to do. */
    static String refusal(String cell) {
        String what = cell.isBlank()
                ? "the cell is empty"
                : Decimals.isNotFinite(cell)
                        ? cell + " is not finite, and stands for a missing value"
                        : "\"" + cell + "\" stands for a missing value";
        return what + "; fill it in, or take the column's median with --missing median, or leave such lines out with"
                + " --missing drop";
    }

    /** Whether a label says that it is missing, and no class is called so. */
    static boolean isMissing(String label, ClassList classes) {
        return isMissing(label) && !classes.names().contains(label.strip());
    }

    /**
     * What is wrong with such a label, and what to do.
     *
     * @param others what else can be done, in words that follow "or"; empty for nothing
     */
    static String labelRefusal(String label, String others) {
        String what = label.isBlank()
                ? "the label is missing; give the example its label"
                : "the label \"%s\" is no class, but stands for a missing value; give the example its label, or, if a class is called so, list all classes, \"%s\" among them (--classes)"
                        .formatted(label, label);
        return what + ", or " + (others.isEmpty() ? "take it away" : others);
    }
}
