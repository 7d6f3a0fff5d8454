package io.jaspis.cli.results;

import io.jaspis.autodiff.data.ResultFolder;
import io.jaspis.autodiff.data.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Where results go. They take the place of earlier ones that say no more of the same question. Whole results of another
 * question take the name, and the earlier ones get a number; in all other cases it is the new ones that get a number.
 * So nothing is lost. A form of earlier results that isn't written anew gets a number as well: forms beside each other are of one question.
 */
public final class OutputFolder {
    private final Path folder;

    OutputFolder(Path folder) {
        this.folder = folder;
    }

    /** Sees that it can be written, before the work begins. */
    public static OutputFolder prepared(Path folder) {
        ResultFolder.prepare(folder);
        return new OutputFolder(folder);
    }

    /** Where a file of this name lies. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** How results in a file stand. */
    @FunctionalInterface
    public interface Reading {
        Standing of(Path file) throws IOException;
    }

    /**
     * Where results went.
     *
     * @param files by their own names
     * @param note what else a user must know, a sentence; empty where there is nothing
     */
    public record Written(Map<String, Path> files, String note) {}

    /**
     * Writes files that belong together; where that fails, earlier ones are as they were.
     *
     * @param reading of the first of them
     * @param contents by the files' own names
     * @param forms the names of all files that such results may have, those to be written among them
     */
    public Written write(
            Standing mine, Reading reading, SequencedMap<String, WholeFile.Content> contents, Collection<String> forms)
            throws IOException {
        Files.createDirectories(folder);
        List<String> names = List.copyOf(contents.keySet());
        Path first = folder.resolve(names.getFirst());
        if (free(names, 1) || mine.covers(standing(first, reading))) {
            List<String> others =
                    forms.stream().filter(name -> !contents.containsKey(name)).toList();
            return instead(contents, others, unused(forms));
        }
        if (mine.whole() && !standing(first, reading).answers(mine)) {
            return instead(contents, forms, unused(forms));
        }
        int number = 2;
        while (!free(forms, number) && !mine.covers(standing(numbered(first, number), reading))) {
            number++;
        }
        return written(contents, number, first + " says more and stays as it is");
    }

    private int unused(Collection<String> names) {
        int number = 2;
        while (!free(names, number)) {
            number++;
        }
        return number;
    }

    /** Keeps what is in the place of some names under a number, as a second name until the new files are there. */
    private Written instead(SequencedMap<String, WholeFile.Content> contents, Collection<String> names, int number)
            throws IOException {
        Map<Path, Path> kept = new LinkedHashMap<>();
        Written written;
        try {
            for (String name : names) {
                Path file = folder.resolve(name);
                if (Files.isRegularFile(file)) {
                    Path other = folder.resolve(numbered(name, number));
                    kept.put(file, other);
                    keep(file, other);
                }
            }
            String note = kept.entrySet().stream()
                    .findFirst()
                    .map(first -> "What " + first.getKey().getFileName() + " had before is now " + first.getValue())
                    .orElse("");
            written = written(contents, 1, note);
        } catch (IOException | RuntimeException e) {
            for (Path other : kept.values()) {
                Files.deleteIfExists(other);
            }
            throw e;
        }
        for (Path file : kept.keySet()) {
            if (!contents.containsKey(file.getFileName().toString())) {
                Files.delete(file);
            }
        }
        return written;
    }

    private static void keep(Path file, Path other) throws IOException {
        try {
            // Of a link a second name would be one of the link, and be written through it.
            Files.createLink(other, file.toRealPath());
        } catch (IOException | UnsupportedOperationException e) {
            WholeFile.write(other, out -> Files.copy(file, out));
        }
    }

    private Written written(SequencedMap<String, WholeFile.Content> contents, int number, String note)
            throws IOException {
        Map<String, Path> files = new LinkedHashMap<>();
        Map<Path, WholeFile.Content> placed = new LinkedHashMap<>();
        contents.forEach((name, content) -> {
            Path file = folder.resolve(numbered(name, number));
            files.put(name, file);
            placed.put(file, content);
        });
        WholeFile.writeTogether(placed);
        return new Written(files, note);
    }

    /** The file's name with a number, which 1 isn't written for. */
    public static Path numbered(Path file, int number) {
        return file.resolveSibling(numbered(file.getFileName().toString(), number));
    }

    private boolean free(Collection<String> names, int number) {
        return names.stream().noneMatch(name -> Files.exists(folder.resolve(numbered(name, number))));
    }

    private static Standing standing(Path file, Reading reading) {
        try {
            return reading.of(file);
        } catch (IOException | IllegalArgumentException unreadable) {
            return Standing.UNKNOWN;
        }
    }

    private static String numbered(String name, int number) {
        int dot = name.lastIndexOf('.');
        int end = dot > 0 ? dot : name.length();
        return number == 1 ? name : name.substring(0, end) + "-" + number + name.substring(end);
    }
}
