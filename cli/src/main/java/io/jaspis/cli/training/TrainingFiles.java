package io.jaspis.cli.training;

import io.jaspis.cli.results.OutputFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where a training run's model and metrics go. Those of an earlier run stay until this one is whole: until then, and
 * where it ends early, its files have a number.
 */
public final class TrainingFiles {
    private final Path model;
    private final Path placed;

    private TrainingFiles(Path model, Path placed) {
        this.model = model;
        this.placed = placed;
    }

    /**
     * Of a run that begins now.
     *
     * @param model where the model of the whole run goes
     * @param resumed whether the run goes on with an earlier one, whose metrics then may be lost
     */
    public static TrainingFiles of(Path model, boolean resumed) {
        boolean taken = Files.isRegularFile(model)
                || !resumed && Stream.of(".csv", ".html").anyMatch(end -> Files.isRegularFile(beside(model, end)));
        int number = 1;
        if (taken) {
            do {
                number++;
            } while (anyExists(OutputFolder.numbered(model, number)));
        }
        return new TrainingFiles(model, OutputFolder.numbered(model, number));
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
