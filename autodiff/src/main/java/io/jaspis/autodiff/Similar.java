package io.jaspis.autodiff;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Names that are nearly the one that somebody typed. */
public final class Similar {
    private Similar() {}

    /** The question whether one of these was meant, as the end of a message; empty where none is similar enough. */
    public static String question(String typed, Collection<String> names) {
        return to(typed, names).map(name -> "; did you mean " + name + "?").orElse("");
    }

    /**
     * The name that is most like the one typed: the same but for the case of letters and blanks around it, or with one letter in
     * three, and two at most, added, left out or changed. Of several the first; none where none is so.
     */
    public static Optional<String> to(String typed, Collection<String> names) {
        String word = plain(typed);
        int least = Math.min(2, word.length() / 3) + 1;
        Optional<String> nearest = Optional.empty();
        for (String name : names) {
            int changes = changes(word, plain(name), least);
            if (changes < least) {
                least = changes;
                nearest = Optional.of(name);
            }
        }
        return nearest;
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    /** The least number of letters to add, leave out, change or exchange with the next; or some number that is no less than the limit. */
    private static int changes(String one, String other, int limit) {
        if (Math.abs(one.length() - other.length()) >= limit) {
            return limit;
        }
        int[][] least = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    least[i][j] = i + j;
                    continue;
                }
                int changed = least[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                least[i][j] = Math.min(changed, 1 + Math.min(least[i - 1][j], least[i][j - 1]));
                boolean exchanged = i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1);
                if (exchanged) {
                    least[i][j] = Math.min(least[i][j], least[i - 2][j - 2] + 1);
                }
            }
        }
        return least[one.length()][other.length()];
    }
}
