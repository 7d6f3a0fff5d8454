package io.jaspis.cli.training;

import io.jaspis.audit.Shares;
import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.evidence.TrainingReport;
import io.jaspis.audit.report.TrainingHistory;
import io.jaspis.autodiff.training.Progress;
import io.jaspis.autodiff.training.Recipe;
import io.jaspis.cli.terminal.Interruption;
import io.jaspis.defend.training.Goal;
import io.jaspis.defend.training.OwnAttack;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import me.tongfei.progressbar.ProgressBar;

/** Training as it goes: a bar for steps, a line for each epoch, and the files of metrics, written anew now and then. */
public final class TrainingProgress implements Progress {
    private final ProgressBar bar;
    private final PrintWriter terminal;
    private final PrintWriter errors;
    private final TrainingHistory history;
    private final Goal objective;
    private final Recipe recipe;
    private final Interruption interruption;
    private final Optional<HeldOut> heldOut;
    /** Why the last attempt to write the metrics failed; null where it didn't. */
    private IOException failure;

    /** Why a checkpoint couldn't be written, the last time; null where each was. */
    private IOException unkept;
    /** After which epoch that was, from 1. */
    private int unkeptAfter;

    private IOException refused;
    /** The fraction of training at which the last step was. */
    private double lastStep;

    private int finished;
    /** The best epoch, from 1; 0 where none was scored. */
    private int best;

    /** The worst that was warned of. */
    private OwnAttack.Gap warned = OwnAttack.Gap.SMALL;

    public TrainingProgress(
            ProgressBar bar,
            PrintWriter terminal,
            PrintWriter errors,
            TrainingHistory history,
            Goal objective,
            Recipe recipe,
            Interruption interruption,
            Optional<HeldOut> heldOut) {
        this.bar = bar;
        this.terminal = terminal;
        this.errors = errors;
        this.history = history;
        this.objective = objective;
        this.recipe = recipe;
        this.interruption = interruption;
        this.heldOut = heldOut;
    }

    @Override
    public void started(int epochsDone, int bestDone) {
        if (epochsDone > 0) {
            terminal.printf("going on after epoch %d of %d%n", epochsDone, recipe.epochs());
            terminal.flush();
        }
        finished = epochsDone;
        best = bestDone;
        try {
            int missing = history.resume(epochsDone);
            if (missing > 0) {
                errors.printf(
                        "warning: the metrics of %s aren't there any more%s%n",
                        lost(missing, epochsDone),
                        missing < epochsDone
                                ? ": the others are in " + history.table()
                                : epochsDone < recipe.epochs() ? ": what follows is in " + history.table() : "");
                errors.flush();
            }
        } catch (IOException e) {
            refused = e;
        }
    }

    /** So many of the epochs before, in words. */
    private static String lost(int missing, int epochsDone) {
        if (missing < epochsDone) {
            return missing + " of the " + epochsDone + " epochs before";
        }
        return epochsDone == 1 ? "the epoch before" : "the " + epochsDone + " epochs before";
    }

    @Override
    public void step(int epoch, int step, int steps, double loss) {
        lastStep = (epoch + (double) step / steps) / recipe.epochs();
        bar.stepTo((long) epoch * steps + step + 1);
        bar.setExtraMessage(String.format(Locale.ROOT, " epoch %d, loss %.3f", epoch + 1, loss));
    }

    @Override
    public void epoch(int epoch, double loss, double accuracy, double seconds) {
        finished = epoch + 1;
        Map<String, Double> row = new LinkedHashMap<>();
        row.put("loss", loss);
        row.put(TrainingReport.TRAINING, accuracy);
        row.put("seconds", seconds);
        row.put("rate", recipe.rate().at(lastStep));
        new TreeMap<>(objective.controls()).forEach((name, schedule) -> row.put(name, schedule.at(lastStep)));
        attempt(() -> history.epoch(epoch + 1, row));
        terminal.printf(
                Locale.ROOT,
                "epoch %3d  loss %.4f  training accuracy %s %s  %.1f s%n",
                epoch + 1,
                loss,
                Shares.terminal(new Shares(0).measured(accuracy)),
                objective.accuracy(),
                seconds);
        terminal.flush();
    }

    @Override
    public void scored(int epoch, double score, boolean better) {
        HeldOut held = heldOut.orElseThrow();
        HeldOut.Scores scores = held.last();
        Map<String, Double> row = new LinkedHashMap<>();
        row.put(TrainingReport.VALIDATION, scores.measured());
        if (!held.onlyClean()) {
            row.put(TrainingReport.VALIDATION_CLEAN, scores.clean());
        }
        if (Double.isFinite(scores.loss())) {
            row.put(TrainingReport.VALIDATION_LOSS, scores.loss());
        }
        scores.own().ifPresent(own -> row.put(TrainingReport.VALIDATION_OWN, own));
        scores.trained().ifPresent(trained -> row.put(TrainingReport.VALIDATION_TRAINED, trained));
        attempt(() -> history.epoch(epoch + 1, row));
        terminal.printf("           validation %s%s%n", held.told(scores), better ? ", the best so far" : "");
        terminal.flush();
        if (better) {
            best = epoch + 1;
        }
        OwnAttack.Gap gap = history.gap(epoch + 1);
        if (gap.compareTo(warned) > 0) {
            warned = gap;
            errors.println("warning: " + held.warning(epoch + 1, scores, gap));
            errors.flush();
        }
    }

    /** The model can still be written at the end, and what was trained so far is worth more than a way to go on. */
    @Override
    public void unkept(int epoch, IOException failure) {
        if (unkept == null || unkeptAfter != epoch) {
            errors.println(
                    "warning: " + failure.getMessage() + "; training goes on, but can't be gone on with from there");
            terminal.flush();
        }
        unkept = failure;
        unkeptAfter = epoch + 1;
    }

    /** Ctrl-C; and where the metrics so far can't be read, going on would lose them. */
    @Override
    public boolean stopped() {
        return refused != null || interruption.getAsBoolean();
    }

    /** Says which epoch's weights are kept where that isn't the last of all, and why training ended before it. */
    public void tellKept() {
        if (best == 0) {
            return;
        }
        if (finished < recipe.epochs() && !interruption.getAsBoolean()) {
            terminal.printf("Training ended early, after epoch %d of %d: %s%n", finished, recipe.epochs(), why());
        }
        HeldOut held = heldOut.orElseThrow();
        Optional<HeldOut.Scores> scores = history.metrics(best).map(TrainingProgress::scores);
        terminal.printf(
                "The weights are those of epoch %d, the best on the validation examples%s%n",
                best, scores.map(those -> ": " + held.told(those)).orElse(""));
        terminal.flush();
        attempt(() -> history.epoch(best, Map.of(TrainingReport.KEPT, 1.0)));
        OwnAttack.Gap gap = history.gap(best);
        if (gap != OwnAttack.Gap.SMALL) {
            errors.println("warning: " + held.keptWarning(scores.orElseThrow(), gap));
            errors.flush();
        }
    }

    private static HeldOut.Scores scores(Map<String, Double> row) {
        double measured = row.getOrDefault(TrainingReport.VALIDATION, Double.NaN);
        return new HeldOut.Scores(
                measured,
                row.getOrDefault(TrainingReport.VALIDATION_CLEAN, measured),
                row.getOrDefault(TrainingReport.VALIDATION_LOSS, Double.NaN),
                metric(row, TrainingReport.VALIDATION_OWN),
                metric(row, TrainingReport.VALIDATION_TRAINED));
    }

    private static OptionalDouble metric(Map<String, Double> row, String name) {
        return row.containsKey(name) ? OptionalDouble.of(row.get(name)) : OptionalDouble.empty();
    }

    private String why() {
        int patience = heldOut.orElseThrow().patience();
        return fallen()
                ? "what is measured on the validation examples has fallen too far (--early-stop)"
                : (patience == 1 ? "the last wasn't" : "none of the last " + patience + " epochs was")
                        + " better on the validation examples, but for the loss (--patience)";
    }

    private boolean fallen() {
        Optional<Double> top = measured(best);
        Optional<Double> last = measured(finished);
        return top.isPresent() && last.isPresent() && heldOut.orElseThrow().fallen(top.get() - last.get());
    }

    private Optional<Double> measured(int epoch) {
        return history.metrics(epoch).map(row -> row.get(TrainingReport.VALIDATION));
    }

    /** The best epoch, whose weights are kept, from 1; 0 where none was scored. */
    public int best() {
        return best;
    }

    /** How many epochs are finished. */
    public int finished() {
        return finished;
    }

    /** Writes what there is to write; false where that is left for later. */
    @FunctionalInterface
    private interface Writing {
        boolean run() throws IOException;
    }

    /** Metrics that can't be written stop no training: they are written anew later, with all before them. */
    private void attempt(Writing writing) {
        try {
            if (writing.run()) {
                failure = null;
            }
        } catch (IOException e) {
            if (failure == null) {
                errors.println("warning: " + e.getMessage() + "; training goes on");
            }
            failure = e;
        }
    }

    /** Writes the metrics that aren't in their files yet, however training ends. */
    public void flush() {
        closing(history::flush);
    }

    /** Notes down what was made, once it is in a file. */
    public void made(Provenance.Model model) {
        closing(() -> {
            history.trained(model);
            return true;
        });
    }

    /** Puts the metrics of a whole run into their last places. */
    public void settle(TrainingFiles files) {
        closing(() -> {
            history.settle(files.table(true), files.page(true));
            files.clear();
            return true;
        });
    }

    /** What fails at the end isn't tried again, but told by the caller. */
    private void closing(Writing writing) {
        try {
            if (writing.run()) {
                failure = null;
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    /** Tells of metrics that couldn't be read, before any training. */
    public void rethrow() throws IOException {
        if (refused != null) {
            throw refused;
        }
    }

    /** What the last metrics or the last checkpoint couldn't be written for. */
    public Optional<IOException> unwritten() {
        return Optional.ofNullable(failure != null || unkeptAfter != finished ? failure : unkept);
    }
}
