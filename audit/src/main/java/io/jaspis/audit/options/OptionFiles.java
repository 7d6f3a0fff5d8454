package io.jaspis.audit.options;

import io.jaspis.autodiff.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Files of options, in whose place a command line, or another such file, has {@code @FILE}: the words of its lines, as
 * {@link OptionWords} reads them. A name is that of a file from the working folder, wherever it stands. Two signs stand for one
 * that begins a word.
 */
public final class OptionFiles {
    private static final String SIGN = "@";
    private static final String LITERAL = "@@";
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** More files, of which some name others many times, aren't read. */
    private static final int MOST = 1_000;

    private final List<String> words = new ArrayList<>();
    /** The files that are being read, each named in the one before, as they were named. */
    private final List<String> chain = new ArrayList<>();

    private final List<Path> open = new ArrayList<>();
    private int read;

    private OptionFiles() {}

    /**
     * The words of a command line, with those of files in place of what names these.
     *
     * @throws InputException where a file can't be read, names itself, by others too, or has a quote without an end; the message
     *     has the file and the line
     */
    public static List<String> expanded(List<String> words) throws IOException {
        OptionFiles files = new OptionFiles();
        for (String word : words) {
            files.add(word, "");
        }
        return List.copyOf(files.words);
    }

    /** The same as {@link #expanded(List)}. */
    public static String[] expanded(String... words) throws IOException {
        return expanded(List.of(words)).toArray(String[]::new);
    }

    /** Whether a word names a file of options. */
    public static boolean names(String word) {
        return word.startsWith(SIGN) && !word.startsWith(LITERAL) && word.length() > SIGN.length();
    }

    /** What is to be written for a word to have it as it is. */
    public static String literal(String word) {
        return names(word) || word.startsWith(LITERAL) ? SIGN + word : word;
    }

    /** What a word that names no file stands for. */
    public static String meant(String word) {
        return word.startsWith(LITERAL) ? word.substring(SIGN.length()) : word;
    }

    /**
     * The words of a file as they are written, names of other files too.
     *
     * @throws InputException where it can't be read or has a quote without an end
     */
    public static List<String> words(Path file) throws IOException {
        List<String> words = new ArrayList<>();
        List<String> lines = lines(file, "");
        for (int i = 0; i < lines.size(); i++) {
            words.addAll(OptionWords.of(lines.get(i), place(file, i + 1)));
        }
        return List.copyOf(words);
    }

    /** @param within where the word stands, as the end of a message; empty for the command line */
    private void add(String word, String within) throws IOException {
        if (!names(word)) {
            words.add(meant(word));
            return;
        }
        Path file = path(word.substring(SIGN.length()), within);
        List<String> lines = lines(file, within);
        Path real = file.toRealPath();
        chain.add(file.toString());
        if (open.contains(real)) {
            throw new InputException("files of options name each other in a circle: "
                    + String.join(" names ", chain.subList(open.indexOf(real), chain.size())) + within
                    + "; take one of these names out");
        }
        if (++read > MOST) {
            throw new InputException(
                    "more than %,d files of options are named, some of them many times; the last is %s%s"
                            .formatted(MOST, file, within));
        }
        open.add(real);
        for (int i = 0; i < lines.size(); i++) {
            String place = place(file, i + 1);
            for (String next : OptionWords.of(lines.get(i), place)) {
                add(next, " (" + place + ")");
            }
        }
        open.removeLast();
        chain.removeLast();
    }

    private static String place(Path file, int line) {
        return file + ", line " + line;
    }

    private static Path path(String name, String within) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new InputException(
                    "no file of options here can be called '" + name + "'" + within + ForeignName.remedy(name), e);
        }
    }

    private static List<String> lines(Path file, String within) throws IOException {
        if (Files.isDirectory(file)) {
            throw new InputException("@" + file + " names a folder, where a file of options is needed" + within);
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new InputException(
                    "there is no file of options " + file + " that can be read" + within + "; check the path");
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        // In UTF-8 no text has more characters than bytes.
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        if (StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true).isError()) {
            long line = 1 + text.flip().chars().filter(each -> each == '\n').count();
            throw new InputException("the file of options " + file + " is not UTF-8, as line " + line + " shows"
                    + within + "; save it as that");
        }
        String all = text.flip().toString();
        return (all.indexOf(BYTE_ORDER_MARK) == 0 ? all.substring(1) : all)
                .lines()
                .toList();
    }
}
