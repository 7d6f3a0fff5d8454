package io.jaspis.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where results will go: seen to be writable before the work begins. */
final class OutputFolder {
    private OutputFolder() {}

    static void prepare(Path out) {
        try {
            Files.createDirectories(out);
            Path probe = Files.createTempFile(out, ".jaspis", ".probe");
            Files.delete(probe);
        } catch (IOException e) {
            throw new BadInputException("the folder " + out + " cannot be written ("
                    + e.getClass().getSimpleName() + "); choose another with --out");
        }
    }
}
