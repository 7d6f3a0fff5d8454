package io.jaspis.autodiff.data;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What the inputs of a table are called: a network takes columns and categories by their places. */
public final class InputNames {
    /** What the columns of a table without a header are called, and the categories of one. */
    private static final Pattern NUMBERED = Pattern.compile("column \\d+(=.*)?", Pattern.DOTALL);

    private InputNames() {}

    /** Whether a table names its columns itself. */
    public static boolean areNames(List<String> names) {
        return !names.isEmpty() && !names.stream().allMatch(NUMBERED.asMatchPredicate());
    }

    /**
     * Refuses inputs that are called otherwise than those that a network was made for, or lie in another order. Where there are more
     * or fewer, their shape says so, and where one of the two has no names there is nothing to compare.
     *
     * @param wanted of the network, in its order
     * @param network what it is called, for the message
     * @param names of the data
     * @param data what they are called
     * @throws DataException saying which input is another, and what to do
     */
    public static void require(List<String> wanted, String network, List<String> names, String data)
            throws DataException {
        if (wanted.size() != names.size() || wanted.equals(names) || !areNames(wanted) || !areNames(names)) {
            return;
        }
        int first = 0;
        while (wanted.get(first).equals(names.get(first))) {
            first++;
        }
        throw new DataException("input %d of %s is %s, but %s was trained on %s there; %s"
                .formatted(
                        first,
                        data,
                        names.get(first),
                        network,
                        wanted.get(first),
                        Set.copyOf(wanted).equals(Set.copyOf(names))
                                ? "put its columns, and the categories of each that has such, in the order of the model's inputs: "
                                        + String.join(", ", wanted)
                                : "give a table of the same columns with the same names, and of a column of categories all that the"
                                        + " model knows, in its order: " + String.join(", ", wanted)));
    }
}
