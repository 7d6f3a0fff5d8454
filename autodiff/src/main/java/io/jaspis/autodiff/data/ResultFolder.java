package io.jaspis.autodiff.data;

import io.jaspis.autodiff.InputException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that results are to be written into. */
public final class ResultFolder {
    private ResultFolder() {}

    /**
     * Makes it where it isn't there, and sees that files can be written into it, before the work that they come of.
     *
     * @throws InputException where they can't, saying why
     */
    public static void prepare(Path folder) {
        try {
            Files.createDirectories(folder);
            Path probe = Files.createTempFile(folder, ".jaspis", ".probe");
            Files.delete(probe);
        } catch (FileAlreadyExistsException e) {
            throw new InputException("the folder " + folder
                    + " cannot be written: there is a file of that name; choose another with --out");
        } catch (IOException e) {
            throw new InputException("the folder " + folder + " cannot be written: " + reason(folder, e)
                    + "; choose another with --out");
        }
    }

    private static String reason(Path folder, IOException failure) {
        for (Path part = folder.toAbsolutePath(); part != null; part = part.getParent()) {
            if (Files.exists(part) && !Files.isDirectory(part)) {
                return part.getFileName() + " is a file";
            }
        }
        return WholeFile.reason(failure);
    }
}
