package io.jaspis.cli.results;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a command's option says that results go.
 *
 * @param option for messages
 */
public record Destination(String option, Path path) {

    /** Tells whether what lies there is of the kind that would be written, so that nothing else is lost. */
    @FunctionalInterface
    public interface Kind {
        boolean isOurs(Path path) throws IOException;
    }

    /**
     * Sees before the work that a file can be written there, and that it takes the place of nothing else.
     *
     * @param named other files and folders that the command reads or writes
     * @throws InputException otherwise, saying what is in the way
     */
    public void requireFile(List<Path> named, Kind kind) throws IOException {
        if (Files.isDirectory(path)) {
            throw refused("is a folder; give a file");
        }
        requireApart(named);
        requireFolder();
        if (Files.isRegularFile(path) && Files.size(path) > 0 && !isOurs(kind)) {
            throw refused("is there already and is something else; give another name, or move it away");
        }
    }

    /** The same of a folder, which is made when it is written. */
    public void requireFolder(List<Path> named, Kind kind) throws IOException {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw refused("is a file; give a folder, or a file that ends in .npz or .csv");
        }
        requireApart(named);
        requireFolder();
        if (Files.isDirectory(path) && !isEmpty(path) && !isOurs(kind)) {
            throw refused("is a folder with something else in it; give another name, or move it away");
        }
    }

    private boolean isOurs(Kind kind) {
        try {
            return kind.isOurs(path);
        } catch (IOException | UncheckedIOException | IllegalArgumentException | InputException unreadable) {
            return false;
        }
    }

    private void requireApart(List<Path> named) throws IOException {
        for (Path other : named) {
            if (isSame(path, other)) {
                throw refused("is what the command reads, or writes otherwise; give another name");
            }
            if (Files.isDirectory(other) && real(path).startsWith(real(other))) {
                throw refused("is in " + other + ", whose content would then be another; give another place");
            }
        }
    }

    /** Whether two names are of one place, which may not be there yet. */
    public static boolean isSame(Path one, Path other) throws IOException {
        return Files.exists(one) && Files.exists(other)
                ? Files.isSameFile(one, other)
                : real(one).equals(real(other));
    }

    /** The way to a place that may not be there yet, without links as far as it is. */
    private static Path real(Path path) throws IOException {
        Path whole = path.toAbsolutePath().normalize();
        Path there = whole;
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        return there.toRealPath().resolve(there.relativize(whole)).normalize();
    }

    private void requireFolder() {
        if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
            // A pipe or the like is written to as it is.
            return;
        }
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw refused("can't be written; give another name");
        }
        if (!Files.isDirectory(parent)) {
            throw refused("can't be written: there is no folder "
                    + path.resolveSibling("").normalize() + "; make it, or give another place");
        }
        try {
            Files.delete(Files.createTempFile(parent, ".jaspis", ".probe"));
        } catch (IOException e) {
            throw refused("can't be written (" + WholeFile.reason(e) + "); give another place");
        }
    }

    private InputException refused(String why) {
        return new InputException(option + " " + path + " " + why);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    /** Where results go: what is only a part never takes the place of earlier ones, and gets a number. */
    public Path placed(boolean whole) {
        if (whole || !Files.isRegularFile(path) && !Files.isDirectory(path)) {
            return path;
        }
        int number = 2;
        while (Files.exists(OutputFolder.numbered(path, number))) {
            number++;
        }
        return OutputFolder.numbered(path, number);
    }
}
