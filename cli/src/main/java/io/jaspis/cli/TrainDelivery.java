package io.jaspis.cli;

import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.report.TrainingHistory;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.DeviceException;
import io.jaspis.autodiff.training.DeviceLossException;
import io.jaspis.autodiff.training.DivergenceException;
import io.jaspis.autodiff.training.Trainer;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.cli.terminal.Interruption;
import io.jaspis.cli.terminal.TypedCommand;
import io.jaspis.cli.training.Evaluation;
import io.jaspis.cli.training.TrainingData;
import io.jaspis.cli.training.TrainingEnd;
import io.jaspis.cli.training.TrainingFiles;
import io.jaspis.cli.training.TrainingProgress;
import io.jaspis.defend.training.Goal;
import io.jaspis.threat.Model;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * The end of training, however it comes: what can be written is, what it is worth on the test examples is told, and then what
 * couldn't be written is.
 *
 * @param layers of the network
 * @param scored whether examples are held out, by which epochs are scored
 */
record TrainDelivery(
        TrainingEnd end,
        TrainingData examples,
        Layer layers,
        Goal objective,
        Optional<Threat> certified,
        boolean scored,
        Device device,
        TrainingFiles files,
        TrainingHistory history,
        Interruption interruption) {

    /** What training gave, and how it went. */
    record Trained(Parameters parameters, TrainingProgress progress, Optional<Examples> held) {}

    private PrintWriter terminal() {
        return end.spec().commandLine().getOut();
    }

    private PrintWriter errors() {
        return end.spec().commandLine().getErr();
    }

    /** Delivers what was trained to its end, or until it was stopped, and returns the exit code. */
    int trained(Trained trained) throws IOException {
        TrainingProgress progress = trained.progress();
        if (progress.finished() == 0) {
            errors().println("jaspis: stopped before an epoch was finished; no model is written. From the beginning: "
                    + TypedCommand.of(end.spec()));
            return ExitCode.INTERRUPTED;
        }
        progress.tellKept();
        boolean stopped = interruption.getAsBoolean();
        Graph graph = Trainer.network(
                layers, trained.parameters(), examples.training().shape());
        boolean whole = !stopped && end.tellsClasses(graph, examples.training(), others(trained.held()), interruption);
        boolean placed = whole && files.claim();
        TrainingEnd.Written written = end.write(graph, trained.parameters(), examples.training(), files.model(placed));
        written.model().ifPresentOrElse(model -> progress.made(Provenance.Model.of(Model.of(model))), progress::flush);
        if (placed && written.failure().isEmpty()) {
            progress.settle(files);
        } else if (whole && !placed) {
            errors().println("jaspis: another training writes to " + files.model(true) + "; " + written.has());
        }
        interruption.written(written.has());
        tellMetrics();
        boolean lasted = measured(written);
        if (stopped) {
            end.stopped(progress, written);
        }
        requireWritten(written, progress.unwritten());
        int code = whole ? ExitCode.OK : ExitCode.DIVERGED;
        return interruption.getAsBoolean() ? ExitCode.INTERRUPTED : lasted ? code : ExitCode.DEVICE;
    }

    /** Delivers the last weights that were numbers, where there are any, and returns the exit code. */
    int diverged(DivergenceException divergence) throws IOException {
        end.diverged(divergence);
        if (divergence.kept().isPresent()) {
            TrainingEnd.Written written = write(divergence.kept().get());
            end.keeps(written, divergence.epoch(), scored);
            Optional<IOException> unwritten = noted(written);
            interruption.written(written.has());
            tellMetrics();
            end.tellsClasses(written.graph(), examples.training(), others(Optional.empty()), interruption);
            measured(written);
            requireWritten(written, unwritten);
        }
        return ExitCode.DIVERGED;
    }

    /** Delivers the weights that a lost device leaves, where an epoch was finished, and returns the exit code. */
    int lost(DeviceLossException loss) throws IOException {
        tell(loss);
        if (loss.kept().isEmpty()) {
            end.lost(loss, Optional.empty(), scored);
            return ExitCode.DEVICE;
        }
        TrainingEnd.Written written = write(loss.kept().get());
        Optional<IOException> unwritten = noted(written);
        interruption.written(written.has());
        tellMetrics();
        end.lost(loss, Optional.of(written), scored);
        requireWritten(written, unwritten);
        return ExitCode.DEVICE;
    }

    /** Tells what a device failed by. */
    private void tell(DeviceException failure) {
        errors().println("jaspis: " + failure.getMessage());
    }

    /** Writes weights that training came to before its end. */
    private TrainingEnd.Written write(Parameters parameters) {
        Graph graph = Trainer.network(layers, parameters, examples.training().shape());
        return end.write(graph, parameters, examples.training(), files.model(false));
    }

    /** Notes down in the metrics what was written; what these can't be written for, if they can't. */
    private Optional<IOException> noted(TrainingEnd.Written written) {
        try {
            if (written.model().isPresent()) {
                history.trained(Provenance.Model.of(Model.of(written.model().get())));
            } else {
                history.flush();
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    private void tellMetrics() {
        List<String> unfinished = history.unfinished();
        if (!unfinished.isEmpty()) {
            unfinished.forEach(told -> terminal().println("Metrics: " + told));
        } else if (history.written()) {
            terminal().printf("Metrics: %s, and as curves %s%n", history.table(), history.page());
        } else if (Files.isRegularFile(files.table(true))) {
            terminal().printf("Metrics: this run has none to write; %s stays as it was%n", files.table(true));
        }
        terminal().flush();
    }

    /** Tells how good a network is on the test examples, where there are any; false where the device failed at it. */
    private boolean measured(TrainingEnd.Written written) {
        if (examples.test().isEmpty() || interruption.getAsBoolean()) {
            return true;
        }
        try {
            new Evaluation(examples.test().get(), end.recipes().seed(), device, terminal())
                    .tell(written.graph(), objective, certified, interruption);
            return true;
        } catch (CancellationException _) {
            errors().println("jaspis: stopped before all was measured on the test examples; " + written.has());
            return true;
        } catch (DeviceException e) {
            tell(e);
            errors().println("jaspis: not all was measured on the test examples; " + written.has());
            return false;
        } finally {
            terminal().flush();
            errors().flush();
        }
    }

    /** The examples that a network isn't trained on, by what they are called. */
    private Map<String, Examples> others(Optional<Examples> held) {
        Map<String, Examples> others = new LinkedHashMap<>();
        held.ifPresent(part -> others.put("examples held out (--validation)", part));
        examples.test().ifPresent(test -> others.put("examples of " + test.name(), test));
        return others;
    }

    /** Ends with what couldn't be written, where all else is told: with the model, where that is it. */
    private void requireWritten(TrainingEnd.Written written, Optional<IOException> metrics) throws IOException {
        if (written.failure().isPresent()) {
            metrics.ifPresent(failure -> errors().println("jaspis: " + failure.getMessage()));
            throw written.failure().get();
        }
        if (metrics.isPresent()) {
            throw metrics.get();
        }
    }
}
