package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import java.io.IOException;
import java.io.StreamTokenizer;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Files of options, which a command line names as {@code @FILE}, and which may name others. Picocli reads them, leaves out in silence
 * what it has read already, and takes what it can't read for a word.
 */
public final class OptionFiles {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private OptionFiles() {}

    /**
     * Refuses a word that names a file of options which can't be read to its end, with all that it names.
     *
     * @throws InputException saying which, and why
     */
    public static void require(String word) throws IOException {
        if (names(word)) {
            require(word, word, new HashSet<>());
        }
    }

    /** Whether a word names a file of options: two signs stand for one that begins a word. */
    private static boolean names(String word) {
        return word.startsWith("@") && !word.startsWith("@@") && word.length() > 1;
    }

    /**
     * Refuses a file that can't be read, or is among those that were read.
     *
     * @param from what of the command line leads to it
     */
    private static void require(String word, String from, Set<Path> read) throws IOException {
        String within = word.equals(from) ? "" : " (in the options of " + from + ")";
        Path file = path(word.substring(1), within);
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new InputException(
                    Files.isDirectory(file)
                            ? word + " names a folder, where a file of options is needed" + within
                            : "there is no file of options " + file + " that can be read" + within
                                    + "; check the path");
        }
        if (!read.add(file.toRealPath())) {
            throw new InputException("the file of options " + file + " is named twice" + within
                    + ", by itself or by another one; a file is read once, so take the second out");
        }
        String text = text(file);
        OptionLines.require(file, text);
        for (String next : words(text)) {
            if (names(next)) {
                require(next, from, read);
            }
        }
    }

    private static Path path(String name, String within) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new InputException(
                    "no file of options here can be called '" + name + "'" + within + Converters.remedy(name), e);
        }
    }

    private static String text(Path file) throws IOException {
        try {
            String text = Files.readString(file);
            if (text.indexOf(BYTE_ORDER_MARK) == 0) {
                throw new InputException("the file of options " + file
                        + " begins with a byte order mark, which would be a part of its first word; save it as UTF-8 without"
                        + " one");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new InputException("the file of options " + file + " is not UTF-8; save it as that", e);
        }
    }

    /** The words of a file, as picocli takes them: with quotes around what has spaces, and comments behind a sharp. */
    static List<String> words(String text) throws IOException {
        StreamTokenizer tokens = new StreamTokenizer(new StringReader(text));
        tokens.resetSyntax();
        tokens.wordChars(' ', 255);
        tokens.whitespaceChars(0, ' ');
        tokens.quoteChar('"');
        tokens.quoteChar('\'');
        tokens.commentChar('#');
        List<String> words = new ArrayList<>();
        while (tokens.nextToken() != StreamTokenizer.TT_EOF) {
            words.add(tokens.sval);
        }
        return words;
    }
}
