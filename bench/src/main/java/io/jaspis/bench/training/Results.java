package io.jaspis.bench.training;

import io.jaspis.autodiff.InputException;
import io.jaspis.bench.process.SharedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The table of all runs that are finished, which is written anew after each: an interrupted bench goes on from it. Others may
 * add to it at the same time.
 */
public final class Results {
    private final Path file;

    private Results(Path file) {
        this.file = file;
    }

    /**
     * The table in a file, which needn't be there yet.
     *
     * @throws InputException where the file holds something else
     */
    public static Results of(Path file) throws IOException {
        Results results = new Results(file);
        results.runs();
        return results;
    }

    private List<Run> runs() throws IOException {
        return Files.exists(file) ? runs(Files.readAllLines(file)) : List.of();
    }

    private List<Run> runs(List<String> lines) {
        try {
            return Run.read(lines);
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    file + " is no table of training runs: " + e.getMessage() + "; give another --out", e);
        }
    }

    /** The finished run of this trial, with the same options, looked at as closely. */
    public Optional<Run> of(Trial trial) throws IOException {
        Run wanted = trial.unmeasured();
        return runs().stream().filter(run -> run.isOfTheTrialOf(wanted)).findFirst();
    }

    /** How many runs are of the same setting, option and seed, but of other options or looked at otherwise. */
    public long others(Trial trial) throws IOException {
        Run wanted = trial.unmeasured();
        return runs().stream()
                .filter(run -> run.isLike(wanted) && !run.isOfTheTrialOf(wanted))
                .count();
    }

    /** Adds a run to those that the file has by now; where it has the trial's, that one stays. */
    public void add(Run run) throws IOException {
        SharedFile.change(file, present -> {
            List<Run> runs = new ArrayList<>(
                    present.isPresent() ? runs(present.get().lines().toList()) : List.of());
            if (runs.stream().noneMatch(run::isOfTheTrialOf)) {
                runs.add(run);
            }
            return Run.table(runs);
        });
    }
}
