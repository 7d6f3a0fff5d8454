package io.jaspis.bench;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where results go, tried before there are any: what takes hours to measure isn't to be lost at the end. */
final class Destinations {
    private Destinations() {}

    /**
     * Makes sure of a folder that can be written to, which is made where it isn't there.
     *
     * @param option that names it
     * @throws InputException where there can be none
     */
    static void requireFolder(String option, Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new InputException(option + ": " + folder + " is a file, where a folder is needed; name another one");
        }
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
            tryOut(folder);
        } catch (IOException e) {
            throw unwritable(option, folder, e, "name another folder");
        }
    }

    /**
     * Makes sure that a file can be written: one that is there, or in a folder that is.
     *
     * @param option that names it
     * @throws InputException where it can't be
     */
    static void requireFile(String option, Path file) {
        if (Files.isDirectory(file)) {
            throw new InputException(option + ": " + file + " is a folder, where a file is needed; name a file in it");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // A pipe or the like has nothing written beside it.
            return;
        }
        try {
            Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            tryOut(target.getParent());
        } catch (IOException e) {
            throw unwritable(option, file, e, "make its folder, or name another file");
        }
    }

    private static InputException unwritable(String option, Path place, IOException cause, String remedy) {
        return new InputException(
                option + ": " + place + " cannot be written: " + WholeFile.reason(cause) + "; " + remedy, cause);
    }

    private static void tryOut(Path folder) throws IOException {
        Files.delete(Files.createTempFile(folder, ".jaspis-", ".part"));
    }
}
