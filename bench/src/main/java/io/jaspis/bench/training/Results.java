package io.jaspis.bench.training;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table of all runs that are finished, which is written anew after each: an interrupted bench goes on from it. */
public final class Results {
    private final Path file;
    private final List<Run> runs;

    private Results(Path file, List<Run> runs) {
        this.file = file;
        this.runs = runs;
    }

    /**
     * The table in a file, or an empty one where there is no file.
     *
     * @throws InputException where the file holds something else
     */
    public static Results of(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new Results(file, new ArrayList<>());
        }
        try {
            return new Results(file, new ArrayList<>(Run.read(Files.readAllLines(file))));
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    file + " is no table of training runs: " + e.getMessage() + "; give another --out", e);
        }
    }

    /** The finished run of this trial, with the same options, looked at as closely. */
    public Optional<Run> of(Trial trial) {
        Run wanted = trial.unmeasured();
        return runs.stream()
                .filter(run -> run.isLike(wanted) && run.identity().equals(wanted.identity()))
                .findFirst();
    }

    /** How many runs are of the same setting, option and seed, but of other options or looked at otherwise. */
    public long others(Trial trial) {
        Run wanted = trial.unmeasured();
        return runs.stream()
                .filter(run -> run.isLike(wanted) && !run.identity().equals(wanted.identity()))
                .count();
    }

    /** Adds a run, and writes all. */
    public void add(Run run) throws IOException {
        runs.add(run);
        WholeFile.write(file, WholeFile.Content.of(Run.table(runs)));
    }
}
