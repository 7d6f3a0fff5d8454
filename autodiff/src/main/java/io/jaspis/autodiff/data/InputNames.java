package io.jaspis.autodiff.data;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the inputs of a table are called: a network takes columns and categories by their places. */
public final class InputNames {
    /** What Spark calls a column without a name, by its number from 0. */
    private static final Pattern OF_SPARK = Pattern.compile("_c(\\d{1,8})(=.*)?", Pattern.DOTALL);

    /** What the columns of a table without a header are called, and the categories of one. */
    private static final Pattern NUMBERED = Pattern.compile("column \\d+(=.*)?", Pattern.DOTALL);

    private InputNames() {}

    /** Whether a table names its columns itself. */
    public static boolean areNames(List<String> names) {
        return !names.isEmpty() && !alike(names).stream().allMatch(NUMBERED.asMatchPredicate());
    }

    /** A name with a single blank for each run of blanks and line breaks, as messages tell it. */
    public static String plain(String name) {
        return name.strip().replaceAll("\\s+", " ");
    }

    /** Names as they are compared: blanks and what a program calls a column without a name make no other name. */
    private static List<String> alike(List<String> names) {
        return names.stream()
                .map(InputNames::plain)
                .map(name -> {
                    Matcher spark = OF_SPARK.matcher(name);
                    return spark.matches()
                            ? "column " + (Integer.parseInt(spark.group(1)) + 1)
                                    + (spark.group(2) == null ? "" : spark.group(2))
                            : name;
                })
                .toList();
    }

    /**
     * Refuses inputs that are called otherwise than others, or lie in another order, where both have names. Where there are more or
     * fewer, their shape says so.
     *
     * @param wanted the names in their order
     * @param owner whose they are, for the message
     * @param names of the data
     * @param data what they are called
     * @throws DataException saying which input is another, and what to do
     */
    public static void require(List<String> wanted, String owner, List<String> names, String data)
            throws DataException {
        if (areNames(wanted) && areNames(names)) {
            requireSame(wanted, owner, names, data);
        }
    }

    /**
     * Refuses inputs that are called as others are but lie in another order, and nothing else: whoever made a file may have had names
     * of its own for columns.
     *
     * @param wanted the names in their order
     * @param owner whose they are, for the message
     * @param names of the data
     * @param data what they are called
     * @throws DataException saying which input is another, and what to do
     */
    public static void requireOrder(List<String> wanted, String owner, List<String> names, String data)
            throws DataException {
        if (Set.copyOf(alike(wanted)).equals(Set.copyOf(alike(names)))) {
            requireSame(wanted, owner, names, data);
        }
    }

    /**
     * Refuses inputs that are called otherwise than others, or lie in another order, also where numbers are all that columns are
     * called by.
     *
     * @throws DataException saying which input is another, and what to do
     */
    public static void requireSame(List<String> wanted, String owner, List<String> names, String data)
            throws DataException {
        List<String> compared = alike(wanted);
        List<String> others = alike(names);
        if (compared.size() != others.size() || compared.equals(others)) {
            return;
        }
        int first = 0;
        while (compared.get(first).equals(others.get(first))) {
            first++;
        }
        boolean same = Set.copyOf(compared).equals(Set.copyOf(others));
        throw new DataException("input %s of %s is %s, but of %s it is %s; %s: %s"
                .formatted(
                        first,
                        data,
                        names.get(first),
                        owner,
                        wanted.get(first),
                        same
                                ? "put its columns in the order of " + owner
                                        + ", and so the categories of each that has such"
                                : "rename its columns, or give one of the same columns and categories",
                        String.join(", ", wanted)));
    }
}
