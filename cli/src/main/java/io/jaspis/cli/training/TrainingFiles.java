package io.jaspis.cli.training;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.cli.results.Destination;
import io.jaspis.cli.results.OutputFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a training run's model and metrics go. Those of an earlier run stay until this one is whole: until then, and
 * where it ends early, its files have a number. A run that goes on has the files that it had before.
 */
public final class TrainingFiles {
    /** Bytes of a page within which its title stands. */
    private static final int HEAD = 1000;

    /** What an NPZ file, as a checkpoint is, begins with. */
    private static final byte[] ARCHIVE = {'P', 'K'};

    /** The cells of a row of metrics that tell a run from all others: its epoch, what it came to, and the time it took. */
    private static final int TELLING = 4;

    private final Path model;
    private final Path placed;
    /** Whether what lies there is of this very run, which goes on. */
    private final boolean own;

    private TrainingFiles(Path model, Path placed, boolean own) {
        this.model = model;
        this.placed = placed;
        this.own = own;
    }

    /**
     * Of a run that begins, or goes on from its checkpoint: then with the files that it had, which are told by their metrics, if
     * these are there.
     *
     * @param model where the model of the whole run goes
     * @param checkpoint where there is one, whose file may not be there yet
     */
    public static TrainingFiles of(Path model, Optional<Path> checkpoint) throws IOException {
        Optional<Path> resumed = checkpoint.filter(Files::exists);
        Optional<List<String>> beginning = resumed.isPresent() ? beginning(kept(resumed.get())) : Optional.empty();
        int number = 1;
        boolean taken = Files.isRegularFile(model)
                || resumed.isEmpty()
                        && Stream.of(".csv", ".html").anyMatch(end -> Files.isRegularFile(beside(model, end)));
        boolean own = false;
        while (taken && !own) {
            own = beginning.isPresent()
                    && beginning(beside(OutputFolder.numbered(model, number), ".csv"))
                            .equals(beginning);
            if (!own) {
                number++;
                taken = anyExists(OutputFolder.numbered(model, number));
            }
        }
        return new TrainingFiles(model, OutputFolder.numbered(model, number), own);
    }

    /** What tells in metrics of which run they are, from its first epoch; nothing where they don't. */
    private static Optional<List<String>> beginning(Path metrics) throws IOException {
        if (!Files.isRegularFile(metrics)) {
            return Optional.empty();
        }
        try (BufferedReader lines = Files.newBufferedReader(metrics, StandardCharsets.ISO_8859_1)) {
            lines.readLine();
            String first = lines.readLine();
            List<String> cells = first == null ? List.of() : List.of(first.split(",", -1));
            return cells.size() < TELLING ? Optional.empty() : Optional.of(cells.subList(0, TELLING));
        }
    }

    /**
     * Refuses a place where nothing can be written, and names under which files of other kinds lie, or the examples: what a
     * run writes takes the place of metrics alone.
     *
     * @param read the files that are trained and tested on
     * @param checkpoint where there is one
     */
    public static void check(Path model, Optional<Path> checkpoint, List<Path> read) throws IOException {
        if (Files.isDirectory(model)) {
            throw new InputException(
                    "--out " + model + " is a folder; name the model in it, such as " + model.resolve("model.onnx"));
        }
        requireFolder(model, "--out");
        if (!isModel(model)) {
            throw new InputException("--out " + model + " is to be a model, whose name ends with .onnx; name the model "
                    + beside(model, ".onnx") + ", and its metrics go beside it");
        }
        if (checkpoint.isPresent()) {
            requireCheckpoint(checkpoint.get());
            requireFolder(checkpoint.get(), "--checkpoint");
        }
        Path table = beside(model, ".csv");
        Path page = beside(model, ".html");
        List<Path> written = new ArrayList<>(List.of(model, table, page));
        checkpoint.ifPresent(file -> written.addAll(List.of(file, kept(file))));
        requireApart(written);
        for (Path file : written) {
            for (Path source : read) {
                if (Destination.isSame(file, source)) {
                    throw new InputException(file + " would be written over, but is what is read; give another --out"
                            + (checkpoint.isPresent() ? " or --checkpoint" : ""));
                }
            }
        }
        for (Path metrics : checkpoint.map(file -> List.of(table, kept(file))).orElse(List.of(table))) {
            requireMetrics(metrics, "epoch,", 0);
        }
        requireMetrics(page, "<title>Training of ", HEAD);
    }

    /** Refuses a place in whose folder no file can be made, which is tried. */
    private static void requireFolder(Path file, String option) {
        Path folder = file.toAbsolutePath().getParent();
        String why;
        try {
            if (folder != null) {
                Files.delete(Files.createTempFile(folder, ".jaspis", ".probe"));
                return;
            }
            why = "it has none";
        } catch (IOException e) {
            why = Files.isDirectory(folder) ? WholeFile.reason(e) : "there is no such folder";
        }
        throw new InputException("the folder " + folder + " for " + file.getFileName() + " cannot be written (" + why
                + "); give another place with " + option);
    }

    /** Refuses a checkpoint in the place of what is written beside the model, under any name of theirs. */
    private static void requireApart(List<Path> written) throws IOException {
        for (int i = 0; i < written.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (Destination.isSame(written.get(i), written.get(j))) {
                    throw new InputException(written.get(i) + " would be both the checkpoint's and what --out writes;"
                            + " give another --checkpoint");
                }
            }
        }
    }

    private static boolean isModel(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
    }

    /** Refuses the name of a model, and a file of another kind: that isn't what a run can go on from. */
    private static void requireCheckpoint(Path file) throws IOException {
        if (isModel(file)) {
            throw new InputException("--checkpoint " + file
                    + " has the name of a model, but training goes on from a file"
                    + " that also has the optimiser's state; give a name of its own, such as " + beside(file, ".npz"));
        }
        if (Files.isRegularFile(file)) {
            byte[] beginning;
            try (InputStream in = Files.newInputStream(file)) {
                beginning = in.readNBytes(ARCHIVE.length);
            }
            if (!Arrays.equals(beginning, ARCHIVE)) {
                throw new InputException(
                        "--checkpoint " + file + " is there, but is no checkpoint of training; give another"
                                + " --checkpoint, whose file training makes");
            }
        }
    }

    /** Refuses a file without these words at its beginning, at the latest after so many bytes. */
    private static void requireMetrics(Path file, String words, int latest) throws IOException {
        if (Files.isRegularFile(file)) {
            byte[] beginning;
            try (InputStream in = Files.newInputStream(file)) {
                beginning = in.readNBytes(latest + words.length());
            }
            if (!new String(beginning, StandardCharsets.ISO_8859_1).contains(words)) {
                throw new InputException(file + " is where metrics of training go, but is something else; give another"
                        + " --out, or move it away");
            }
        }
    }

    /** The checkpoint that goes with a model, for those who have none. */
    public static Path checkpoint(Path model) {
        return beside(model, ".checkpoint");
    }

    /** Where the metrics of a checkpoint's epochs lie. */
    public static Path kept(Path checkpoint) {
        return checkpoint.resolveSibling(checkpoint.getFileName() + ".csv");
    }

    private static boolean anyExists(Path model) {
        return Files.exists(model) || Files.exists(beside(model, ".csv")) || Files.exists(beside(model, ".html"));
    }

    private static Path beside(Path model, String end) {
        String name = model.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return model.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + end);
    }

    /** Whether there are files of an earlier run. */
    public boolean numbered() {
        return !placed.equals(model);
    }

    /** Takes away the model that an interruption left under a number, once this run's own is whole: it is an earlier state of that. */
    public void clear() throws IOException {
        if (own && numbered()) {
            Files.deleteIfExists(placed);
        }
    }

    /** Where the model goes. */
    public Path model(boolean whole) {
        return whole ? model : placed;
    }

    /** Where the metrics as a table go. */
    public Path table(boolean whole) {
        return beside(model(whole), ".csv");
    }

    /** Where the metrics as a page go. */
    public Path page(boolean whole) {
        return beside(model(whole), ".html");
    }
}
