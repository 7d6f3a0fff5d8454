package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import java.nio.file.Path;
import java.util.List;

/**
 * The lines of a file of options, where picocli would read other words than are written: it takes a quote inside a word for the end of it
 * and a sharp for the beginning of a comment, ends a quote with its line, and a backslash in quotes escapes what follows.
 */
final class OptionLines {
    private static final String QUOTES = "\"'";
    private static final char COMMENT = '#';
    private static final char ESCAPE = '\\';

    private final Path file;
    private final int number;
    private final String line;
    private int at;

    private OptionLines(Path file, int number, String line) {
        this.file = file;
        this.number = number;
        this.line = line;
    }

    /** @throws InputException where a word would be read as another, saying in which line and how to write it */
    static void require(Path file, String text) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            new OptionLines(file, i + 1, lines.get(i)).require();
        }
    }

    private void require() {
        while (at < line.length() && line.charAt(at) != COMMENT) {
            if (isSpace(line.charAt(at))) {
                at++;
            } else if (isQuote(line.charAt(at))) {
                quoted();
            } else {
                plain();
            }
        }
    }

    private void plain() {
        int start = at;
        while (at < line.length() && !isSpace(line.charAt(at))) {
            char each = line.charAt(at);
            if (isQuote(each) || each == COMMENT) {
                throw refused(
                        each == COMMENT
                                ? "has # inside the word " + line.substring(start, at)
                                        + "…, where a comment would begin"
                                : "has a quote inside the word " + line.substring(start, at) + "…, which it would end",
                        "put quotes around the whole word");
            }
            at++;
        }
    }

    private void quoted() {
        char quote = line.charAt(at++);
        while (at < line.length() && line.charAt(at) != quote) {
            if (line.charAt(at) == ESCAPE) {
                at++;
                if (at < line.length() && line.charAt(at) != ESCAPE && !isQuote(line.charAt(at))) {
                    throw refused("has a backslash in quotes, which changes what follows it", "write \\\\ for one");
                }
            }
            at++;
        }
        if (at >= line.length()) {
            throw refused("has a quote that doesn't end", "end it in the same line");
        }
        at++;
        if (at < line.length() && !isSpace(line.charAt(at)) && line.charAt(at) != COMMENT) {
            throw refused("has more of a word behind a quote, where it would end", "put quotes around the whole word");
        }
    }

    private InputException refused(String what, String remedy) {
        return new InputException("the file of options %s, line %d, %s; %s".formatted(file, number, what, remedy));
    }

    private static boolean isSpace(char each) {
        return each <= ' ';
    }

    private static boolean isQuote(char each) {
        return QUOTES.indexOf(each) >= 0;
    }
}
