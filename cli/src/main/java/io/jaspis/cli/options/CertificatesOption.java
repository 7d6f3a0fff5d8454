package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import io.jaspis.check.Certificate;
import io.jaspis.check.CertificateFile;
import io.jaspis.cli.results.Destination;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that asks for proofs that {@code jaspis check} can follow. */
public final class CertificatesOption {
    /** The file in the folder. */
    public static final String FILE = "certificate.json";

    private static final String NAME = "--certificates";

    @Option(
            names = NAME,
            paramLabel = "FOLDER",
            description =
                    "Also writes proofs of what is proved, as certificate.json (docs/certificates.md), which 'jaspis check'"
                            + " follows without trusting what found them.")
    private Path folder;

    /** Whether the folder wasn't there before. */
    private boolean made;

    /** Whether it is asked for. */
    public boolean isGiven() {
        return folder != null;
    }

    /** The folder, where it is asked for. */
    public Path folder() {
        return folder;
    }

    /** Where the file goes: a part of one doesn't take the place of a whole one. */
    public Path placed(boolean whole) {
        return destination().placed(whole);
    }

    private Destination destination() {
        return new Destination(NAME, folder.resolve(FILE));
    }

    /**
     * Makes the folder and sees before the work that the file can be written.
     *
     * @param named other files and folders that the command reads or writes
     * @param kind of certificates that are written, of which an earlier one gives way
     * @throws InputException otherwise, saying why
     */
    public void require(List<Path> named, Class<? extends Certificate> kind) throws IOException {
        if (folder == null) {
            return;
        }
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new InputException(NAME + " " + folder + " is a file; give a folder");
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder) && (parent == null || !Files.isDirectory(parent))) {
            throw new InputException(NAME + " " + folder + " can't be made: there is no folder around it; make that, or"
                    + " give another place");
        }
        made = !Files.isDirectory(folder);
        Files.createDirectories(folder);
        destination().requireFile(named, file -> kind.isInstance(CertificateFile.read(file)));
    }

    /** What can't be asked for, of which no folder is left. */
    public InputException refused(String why) {
        if (made) {
            try {
                Files.deleteIfExists(folder);
            } catch (IOException notEmpty) {
                // Whatever came into it meanwhile is someone else's.
            }
        }
        return new InputException(NAME + ": " + why);
    }
}
