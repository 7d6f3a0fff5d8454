package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.cli.results.Destination;
import io.jaspis.cli.results.VerdictTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The option that asks for a table of what was found of each example. */
public final class VerdictsOption {
    private static final String NAME = "--verdicts";

    @Option(
            names = NAME,
            paramLabel = "FILE.csv",
            description =
                    "Also writes what was found of each example as a table (docs/verdicts.md), of a part too where"
                            + " the work is stopped.")
    private Path file;

    /** Whether it is asked for. */
    public boolean isGiven() {
        return file != null;
    }

    /** Whether it is asked for in the place of a certain file. */
    public boolean goesTo(Path other) throws IOException {
        return file != null && Destination.isSame(file, other);
    }

    /** Where the table goes, where it is asked for. */
    Path file() {
        return file;
    }

    /**
     * Sees before the work that the table can be written.
     *
     * @param named other files and folders that the command reads or writes
     * @throws io.jaspis.autodiff.InputException otherwise, saying why
     */
    public void require(List<Path> named) throws IOException {
        if (file != null) {
            boolean pipe = Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
            if (!pipe && !file.toString().toLowerCase(Locale.ROOT).endsWith(".csv")) {
                throw new InputException(NAME + " " + file + " is a table: give it a name that ends in .csv");
            }
            new Destination(NAME, file).requireFile(named, VerdictTable::is);
        }
    }

    /**
     * Writes the table, where it is asked for, and says where it is.
     *
     * @param whole whether nothing that was asked for is missing
     * @param terminal where that is said
     */
    public void write(WholeFile.Content table, boolean whole, PrintWriter terminal) throws IOException {
        if (file != null) {
            Path place = new Destination(NAME, file).placed(whole);
            WholeFile.write(place, table);
            terminal.println("Verdicts: " + place);
        }
    }
}
