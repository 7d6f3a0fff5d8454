package io.jaspis.cli;

import io.jaspis.autodiff.training.Objective;
import io.jaspis.autodiff.training.Progress;
import io.jaspis.autodiff.training.Recipe;
import io.jaspis.cli.report.TrainingHistory;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import me.tongfei.progressbar.ProgressBar;

/** Training as it goes: a bar for steps, a line for each epoch, and the files of metrics, written anew each epoch. */
final class TrainingProgress implements Progress {
    private final ProgressBar bar;
    private final PrintWriter terminal;
    private final TrainingHistory history;
    private final Objective objective;
    private final Recipe recipe;
    private final Interruption interruption;
    private IOException failure;

    TrainingProgress(
            ProgressBar bar,
            PrintWriter terminal,
            TrainingHistory history,
            Objective objective,
            Recipe recipe,
            Interruption interruption) {
        this.bar = bar;
        this.terminal = terminal;
        this.history = history;
        this.objective = objective;
        this.recipe = recipe;
        this.interruption = interruption;
    }

    @Override
    public void started(int epochsDone) {
        if (epochsDone > 0) {
            terminal.printf("going on after epoch %d of %d%n", epochsDone, recipe.epochs());
            terminal.flush();
        }
        attempt(() -> history.resume(epochsDone));
    }

    @Override
    public void step(int epoch, int step, int steps, double loss) {
        bar.stepTo((long) epoch * steps + step + 1);
        bar.setExtraMessage(String.format(Locale.ROOT, " epoch %d, loss %.3f", epoch + 1, loss));
    }

    @Override
    public void epoch(int epoch, double loss, double accuracy, double seconds) {
        double at = (epoch + 1.0) / recipe.epochs();
        Map<String, Double> row = new LinkedHashMap<>();
        row.put("loss", loss);
        row.put("training accuracy", accuracy);
        row.put("seconds", seconds);
        row.put("rate", recipe.rate().at(at));
        new TreeMap<>(objective.controls()).forEach((name, schedule) -> row.put(name, schedule.at(at)));
        attempt(() -> history.epoch(epoch + 1, row));
        terminal.printf(
                Locale.ROOT,
                "epoch %3d  loss %.4f  training accuracy %.2f %%  %.1f s%n",
                epoch + 1,
                loss,
                100 * accuracy,
                seconds);
        terminal.flush();
    }

    @Override
    public void scored(int epoch, double score, boolean best) {
        attempt(() -> history.epoch(epoch + 1, Map.of("validation", score)));
        terminal.printf(Locale.ROOT, "           validation %.2f %%%s%n", 100 * score, best ? ", the best so far" : "");
        terminal.flush();
    }

    /** Ctrl-C; and where metrics can't be written, as on a full disk, going on would lose them. */
    @Override
    public boolean stopped() {
        return failure != null || interruption.getAsBoolean();
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    private void attempt(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            failure = e;
        }
    }

    /** Tells of files that couldn't be written. */
    void rethrow() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }
}
