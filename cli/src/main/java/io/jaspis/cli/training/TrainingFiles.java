package io.jaspis.cli.training;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.cli.results.Destination;
import io.jaspis.cli.results.OutputFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a training run's model and metrics go. Those of an earlier run stay until this one is whole: until then, and
 * where it ends early, its files have a number. A run that goes on has the files that it had before, and while a run writes, no
 * other one writes to the same.
 */
public final class TrainingFiles implements AutoCloseable {
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
    /** Why the files have a number, as the beginning of a sentence; empty where they have none. */
    private final String why;
    /** What no other training writes to meanwhile. */
    private final List<WritingLock> locks;

    /** The lock of the model's place, once a run whose files have a number has taken it; null before. */
    private WritingLock last;

    private TrainingFiles(Path model, Path placed, boolean own, String why, List<WritingLock> locks) {
        this.model = model;
        this.placed = placed;
        this.own = own;
        this.why = why;
        this.locks = locks;
    }

    /**
     * Of a run that begins, or goes on from its checkpoint: then with the files that it had, which are told by their metrics, if
     * these are there. No other training writes to them or to the checkpoint until they are {@linkplain #close closed}.
     *
     * @param model where the model of the whole run goes
     * @param checkpoint where there is one, whose file may not be there yet
     * @throws InputException where another training writes to the checkpoint
     */
    public static TrainingFiles of(Path model, Optional<Path> checkpoint) throws IOException {
        List<WritingLock> locks = new ArrayList<>();
        try {
            if (checkpoint.isPresent()) {
                locks.add(WritingLock.of(checkpoint.get())
                        .orElseThrow(() -> new InputException("another training writes to --checkpoint "
                                + checkpoint.get() + "; wait for its end, or give another --checkpoint")));
            }
            OptionalInt own = own(model, checkpoint, locks);
            if (own.isPresent()) {
                Path placed = OutputFolder.numbered(model, own.getAsInt());
                return new TrainingFiles(model, placed, true, placed.equals(model) ? "" : taken(model), locks);
            }
            return free(model, locks);
        } catch (IOException | RuntimeException e) {
            locks.forEach(WritingLock::close);
            throw e;
        }
    }

    /** The number of the files that the run had before, where there are any, whose lock is then among these. */
    private static OptionalInt own(Path model, Optional<Path> checkpoint, List<WritingLock> locks) throws IOException {
        Optional<List<String>> beginning =
                checkpoint.isPresent() ? beginning(kept(checkpoint.get())) : Optional.empty();
        if (beginning.isEmpty()) {
            return OptionalInt.empty();
        }
        boolean resumed = Files.exists(checkpoint.get());
        for (int number : numbers(model)) {
            Path numbered = OutputFolder.numbered(model, number);
            // A run that was killed before its first checkpoint has made no model either.
            if ((resumed || !Files.exists(numbered)) && has(beside(numbered, ".csv"), beginning.get())) {
                Optional<WritingLock> lock = WritingLock.of(numbered);
                lock.ifPresent(locks::add);
                return lock.isPresent() ? OptionalInt.of(number) : OptionalInt.empty();
            }
        }
        return OptionalInt.empty();
    }

    /** The numbers under which metrics may lie beside the model, 1 for those without one, from the smallest. */
    private static SortedSet<Integer> numbers(Path model) throws IOException {
        String table = beside(model, ".csv").getFileName().toString();
        Pattern pattern = Pattern.compile(
                Pattern.quote(table.substring(0, table.length() - ".csv".length())) + "-(\\d{1,9})\\.csv");
        SortedSet<Integer> numbers = new TreeSet<>(Set.of(1));
        try (Stream<Path> files = Files.list(model.toAbsolutePath().getParent())) {
            files.map(file -> pattern.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .forEach(matcher -> numbers.add(Integer.valueOf(matcher.group(1))));
        }
        return numbers;
    }

    /** Files of a run that has none yet, under the first number that is free. */
    private static TrainingFiles free(Path model, List<WritingLock> locks) {
        String why = "";
        for (int number = 1; ; number++) {
            Path placed = OutputFolder.numbered(model, number);
            Optional<WritingLock> lock = WritingLock.of(placed);
            // Asked once it is held: who held it before may have written.
            if (lock.isPresent() && isFree(placed, number)) {
                locks.add(lock.get());
                return new TrainingFiles(model, placed, false, why, locks);
            }
            if (number == 1) {
                why = lock.isPresent() ? taken(model) : "another training writes to " + model;
            }
            lock.ifPresent(WritingLock::close);
        }
    }

    /** Whether nothing of a run lies under a name; what is no file there will be told when it is written. */
    private static boolean isFree(Path placed, int number) {
        return Stream.of(placed, beside(placed, ".csv"), beside(placed, ".html"))
                .noneMatch(number == 1 ? Files::isRegularFile : Files::exists);
    }

    /** What the files of this run would have replaced. */
    private static String taken(Path model) {
        return Stream.of(model, beside(model, ".csv"), beside(model, ".html"))
                .filter(Files::isRegularFile)
                .findFirst()
                .map(file -> "what " + file + " has stays there until this run is finished")
                .orElse("this run began under a number");
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

    /** Whether metrics are of the run that these cells tell of, in whichever of their rows. */
    private static boolean has(Path metrics, List<String> telling) throws IOException {
        if (!Files.isRegularFile(metrics)) {
            return false;
        }
        String cells = String.join(",", telling);
        try (Stream<String> lines = Files.lines(metrics, StandardCharsets.ISO_8859_1)) {
            return lines.anyMatch(line -> line.equals(cells) || line.startsWith(cells + ","));
        } catch (UncheckedIOException e) {
            throw e.getCause();
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

    private static Path beside(Path model, String end) {
        String name = model.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return model.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + end);
    }

    private boolean numbered() {
        return !placed.equals(model);
    }

    /** Why the files have a number, and where to look meanwhile, as a sentence; empty where they have none. */
    public String note() {
        return numbered()
                ? why.substring(0, 1).toUpperCase(Locale.ROOT) + why.substring(1) + "; meanwhile see " + page(false)
                : "";
    }

    /** Takes the model's own place for a whole run; false where another training writes there, and this one's files stay where they are. */
    public boolean claim() {
        if (!numbered()) {
            return true;
        }
        Optional<WritingLock> lock = WritingLock.of(model);
        last = lock.orElse(null);
        return lock.isPresent();
    }

    /**
     * Gives the model's own place free, once all of a whole run is there, and takes away the model that an interruption left under a
     * number: it is an earlier state of that.
     */
    public void clear() throws IOException {
        release();
        if (own && numbered()) {
            Files.deleteIfExists(placed);
        }
    }

    private void release() {
        if (last != null) {
            last.close();
            last = null;
        }
    }

    /** Lets others write to these files. */
    @Override
    public void close() {
        release();
        locks.forEach(WritingLock::close);
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
