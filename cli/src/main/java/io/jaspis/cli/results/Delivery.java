package io.jaspis.cli.results;

import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.cli.journal.Session;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** The end of a long command: its figures are printed already, and its files are written now. */
public final class Delivery {
    private final OutputFolder folder;
    private final Session<?> session;
    private final String again;
    private final PrintWriter terminal;
    private final PrintWriter errors;

    /**
     * @param again the command that goes on from here
     */
    public Delivery(OutputFolder folder, Session<?> session, String again, PrintWriter terminal, PrintWriter errors) {
        this.folder = folder;
        this.session = session;
        this.again = again;
        this.terminal = terminal;
        this.errors = errors;
    }

    /**
     * Writes the files, and says where each is. Where that fails, says so, and what is kept where.
     *
     * @param forms the names of all files that such results may have
     * @param told what to say of each file, before and behind its name
     * @return whether they are written
     */
    public boolean write(
            Standing standing,
            OutputFolder.Reading reading,
            SequencedMap<String, WholeFile.Content> contents,
            Collection<String> forms,
            Map<String, String> told) {
        try {
            OutputFolder.Written written = folder.write(standing, reading, contents, forms);
            told.forEach((name, text) ->
                    terminal.println(text.formatted(written.files().get(name))));
            if (!written.note().isEmpty()) {
                terminal.println(written.note());
            }
            if (!standing.whole() && session.complete()) {
                terminal.println("The same command with --resume goes on from here: " + again);
            }
            terminal.flush();
            return true;
        } catch (IOException e) {
            errors.println("jaspis: " + e.getMessage());
            errors.println("jaspis: "
                    + (session.complete()
                            ? session.file() + " has all that was found: with --resume the same command goes on from"
                                    + " there, and writes what is missing: " + again
                            : elsewhere(contents)));
            errors.flush();
            return false;
        }
    }

    /** Writes the files to the system's folder for passing ones, and says so. */
    private static String elsewhere(Map<String, WholeFile.Content> contents) {
        try {
            Path other = Files.createTempDirectory("jaspis-");
            Map<Path, WholeFile.Content> placed = new LinkedHashMap<>();
            contents.forEach((name, content) -> placed.put(other.resolve(name), content));
            WholeFile.writeTogether(placed);
            return "the files are in " + other + " instead";
        } catch (IOException e) {
            return "nor can they be written elsewhere (" + WholeFile.reason(e) + "); what is printed is all";
        }
    }

    /** Writes something. */
    @FunctionalInterface
    public interface Writing {
        void write() throws IOException;
    }

    /** Writes what is asked for beside the results, and whether that went well; says so where it didn't. */
    public static boolean beside(Writing writing, PrintWriter errors) {
        try {
            writing.write();
            return true;
        } catch (IOException e) {
            errors.println("jaspis: " + e.getMessage() + "; with --resume the same command writes it");
            return false;
        }
    }
}
