package io.jaspis.spark.command;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.ResultFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a job's results go on the driver's machine, which is seen before the job: it may take hours. */
final class Results {
    private Results() {}

    /**
     * Refuses a folder that can't be written, or that has one of these files already.
     *
     * @param names of the files
     */
    static void requireRoom(Path folder, String... names) throws IOException {
        ResultFolder.prepare(folder);
        for (String name : names) {
            requireRoom(folder.resolve(name));
        }
    }

    /** Refuses a file that can't be written, or where something lies; a pipe or the like is written to as it is. */
    static void requireRoom(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new InputException(file + " is a folder, where a file is to be written; name a file with --out");
        }
        if (Files.isRegularFile(file) && Files.size(file) > 0) {
            throw new InputException("there is something at " + file
                    + " already, such as the results of another job; give another place with --out, or take that away");
        }
        if (Files.notExists(file)) {
            ResultFolder.prepare(file.toAbsolutePath().getParent());
        }
    }
}
