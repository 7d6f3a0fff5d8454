package io.jaspis.audit.options;

import io.jaspis.autodiff.InputException;
import java.util.ArrayList;
import java.util.List;

/**
 * The words of a line of options. Blanks separate them; single or double quotes hold blanks, around a word or inside it, such as
 * {@code --network="dense 5, relu"}, and quotes of the other kind. A sharp that begins a word begins a comment, to the line's end;
 * all else, a backslash too, stands for itself.
 */
public final class OptionWords {
    private static final String QUOTES = "\"'";
    private static final char COMMENT = '#';

    private final String line;
    private final String place;
    private int at;

    private OptionWords(String line, String place) {
        this.line = line;
        this.place = place;
    }

    /**
     * The words, in their order.
     *
     * @param place where the line stands, as messages name it
     * @throws InputException where a quote has no end
     */
    public static List<String> of(String line, String place) {
        return new OptionWords(line, place).words();
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        while (at < line.length()) {
            char each = line.charAt(at);
            if (isBlank(each)) {
                at++;
            } else if (each == COMMENT) {
                return words;
            } else {
                words.add(word());
            }
        }
        return words;
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        while (at < line.length() && !isBlank(line.charAt(at))) {
            char each = line.charAt(at++);
            if (QUOTES.indexOf(each) >= 0) {
                word.append(quoted(each));
            } else {
                word.append(each);
            }
        }
        return word.toString();
    }

    private String quoted(char quote) {
        int begin = at;
        int end = line.indexOf(quote, begin);
        if (end < 0) {
            throw new InputException(
                    place + ": the quote " + line.substring(begin - 1)
                            + " has no end; end it in the same line, and put a quote that is meant itself between quotes of the other kind");
        }
        at = end + 1;
        return line.substring(begin, end);
    }

    private static boolean isBlank(char each) {
        return each <= ' ';
    }
}
