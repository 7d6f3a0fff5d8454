package io.jaspis.autodiff.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A text that names examples by their indices: whole numbers from 0 on, with commas, blanks or line ends between; what
 * follows a {@code #} in a line is a comment.
 */
public final class IndexList {
    private final Path file;
    private final Dataset data;

    /** Where each index stands. */
    private final Map<Integer, Integer> lines = new HashMap<>();

    private final List<Integer> indices = new ArrayList<>();

    private IndexList(Path file, Dataset data) {
        this.file = file;
        this.data = data;
    }

    /**
     * Reads a list of examples of this data set.
     *
     * @throws DataException with file and line, where something is no index of an example, or one comes twice
     */
    public static Selection read(Path file, Dataset data) throws IOException {
        String[] texts = SourceFile.read(file).unicode().split("\\R", -1);
        IndexList list = new IndexList(file, data);
        for (int i = 0; i < texts.length; i++) {
            list.line(texts[i], i + 1);
        }
        if (list.indices.isEmpty()) {
            throw new DataException(file + " names no example; it needs indices, from 0 to " + (data.count() - 1));
        }
        return Selection.named(
                data, list.indices.stream().mapToInt(Integer::intValue).toArray(), String.valueOf(file.getFileName()));
    }

    private void line(String text, int line) throws DataException {
        int comment = text.indexOf('#');
        String[] words = (comment < 0 ? text : text.substring(0, comment)).split("[\\s,]+");
        for (String word : words) {
            if (!word.isEmpty()) {
                add(index(word, line), line);
            }
        }
    }

    private void add(int index, int line) throws DataException {
        Integer before = lines.putIfAbsent(index, line);
        if (before != null) {
            throw new DataException("%s, line %s: example %s stands there already, in line %s; name each once"
                    .formatted(file, line, index, before));
        }
        indices.add(index);
    }

    private int index(String word, int line) throws DataException {
        if (!word.matches("-?[0-9]+")) {
            throw new DataException(
                    "%s, line %s: '%s' is no index of an example; needed are whole numbers from 0, with commas or blanks between"
                            .formatted(file, line, word));
        }
        String digits = word.replaceFirst("^(-?)0+(?=[0-9])", "$1");
        if (digits.startsWith("-") || digits.length() > 9 || Integer.parseInt(digits) >= data.count()) {
            throw new DataException("%s, line %s: there is no example %s: those of %s go from 0 to %s"
                    .formatted(file, line, word, data.name(), data.count() - 1));
        }
        return Integer.parseInt(digits);
    }
}
