package io.jaspis.cli.training;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.data.InputNames;
import io.jaspis.autodiff.data.Portion;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxException;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.autodiff.training.DeviceLossException;
import io.jaspis.autodiff.training.DivergenceException;
import io.jaspis.cli.options.RecipeOptions;
import io.jaspis.cli.terminal.TypedCommand;
import io.jaspis.defend.training.Accuracy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * What a training ends with: its model is written, and what speaks against it is told.
 *
 * @param spec the command
 * @param out the model that was asked for
 */
public record TrainingEnd(CommandSpec spec, RecipeOptions recipes, Path out) {
    /** So many examples, and so large a share of them, that a network which gives one class to all has wrong tell something. */
    private static final int FEWEST_WRONG = 5;

    private static final double LEAST_WRONG = 0.05;

    private static final String NO_EPOCH = "jaspis: no epoch was finished, so no model is written";
    /** What makes losses or their slopes larger, so that training may diverge by it at any rate. */
    private static final List<String> STRENGTHS =
            List.of("--beta", "--sigma", "--weight-perturbation", "--grad-align", "--regularize");

    /**
     * What became of a model.
     *
     * @param graph as it is in its file; as it was trained where there is none
     * @param model as it is in its file, where there is one
     * @param file where it is, or would be
     * @param failure why it isn't where it was to be, and what there is instead; nothing where it is
     */
    public record Written(Graph graph, Optional<OnnxModel> model, Path file, Optional<IOException> failure) {
        private static Written of(OnnxModel model, Path file, Optional<IOException> failure) {
            return new Written(model.graph(), Optional.of(model), file, failure);
        }

        /** Where the model is, as a sentence. */
        public String has() {
            return model.isPresent() ? file + " has the model" : "the model is in no file";
        }
    }

    /** Tells what is kept of training that was stopped, and how to go on. */
    public void stopped(TrainingProgress progress, Written written) {
        if (written.model().isEmpty()) {
            return;
        }
        PrintWriter errors = spec.commandLine().getErr();
        errors.printf(
                Locale.ROOT,
                "jaspis: stopped after epoch %d: %s has %s%n",
                progress.finished(),
                written.file(),
                progress.best() == 0 ? "its weights" : "the weights of epoch " + progress.best() + ", the best");
        errors.println("jaspis: " + again(""));
        errors.flush();
    }

    /** What a checkpoint keeps, and the command that goes on; "" where there is none. */
    public String kept() {
        return recipes.checkpoint().filter(Files::exists).isPresent() ? again("") : "";
    }

    /**
     * What a checkpoint keeps, and the command that goes on; or how a run is begun that can be gone on with.
     *
     * @param where the command may go on, after a comma; or ""
     */
    private String again(String where) {
        String typed = TypedCommand.of(spec);
        if (recipes.checkpoint().isEmpty()) {
            return "this run can't be gone on with; one that can is begun by: " + typed + " --checkpoint "
                    + TrainingFiles.checkpoint(out);
        }
        Path file = recipes.checkpoint().get();
        return Files.exists(file)
                ? file + " has the epochs that were finished: the same command goes on from there" + where + ": "
                        + typed
                : file + " has no epoch: the same command begins anew" + where + ": " + typed;
    }

    /** What makes steps as long as they are, as it was given. */
    private String strength() {
        ParseResult given = spec.commandLine().getParseResult();
        String others = STRENGTHS.stream()
                .filter(given::hasMatchedOption)
                .map(option -> option + " "
                        + String.join(",", given.matchedOption(option).originalStringValues()))
                .collect(Collectors.joining(", "));
        return recipes.steps() + (others.isEmpty() ? "" : "; it may also come of " + others);
    }

    /** Whether all of these examples are given one class, though their labels are of several; not where that is left open. */
    private static boolean isGivenOneClass(Graph graph, Examples examples, BooleanSupplier stopped) {
        long labels = IntStream.range(0, examples.count())
                .map(examples::label)
                .distinct()
                .count();
        if (labels < 2) {
            return false;
        }
        try {
            Accuracy told = Accuracy.of(graph, examples, Cpu.best(), stopped);
            return told.none() == 0 && told.classes() == 1;
        } catch (CancellationException _) {
            return false;
        }
    }

    /** Tells of training that came to no numbers, and where there are no weights to keep. */
    public void diverged(DivergenceException divergence) {
        PrintWriter errors = spec.commandLine().getErr();
        errors.printf("jaspis: training diverged: %s (%s)%n", divergence.getMessage(), strength());
        if (divergence.kept().isEmpty()) {
            errors.println(NO_EPOCH);
        }
        errors.flush();
    }

    /**
     * Tells which weights were kept, where they are in a file.
     *
     * @param epoch from 0
     */
    public void keeps(Written written, int epoch, boolean scored) {
        if (written.model().isPresent()) {
            PrintWriter errors = spec.commandLine().getErr();
            errors.println("jaspis: " + written.file() + " has the weights after epoch " + (epoch + 1)
                    + (scored ? ", the best or last before" : ", the last before"));
            errors.flush();
        }
    }

    /**
     * Tells what a lost device leaves of training, and how to go on.
     *
     * @param written what became of the weights that it leaves, where there are any
     */
    public void lost(DeviceLossException loss, Optional<Written> written, boolean scored) {
        PrintWriter errors = spec.commandLine().getErr();
        if (written.isEmpty()) {
            errors.println(NO_EPOCH);
        }
        written.ifPresent(those -> keeps(those, loss.epoch(), scored));
        errors.println("jaspis: " + again(", on any device"));
        errors.flush();
    }

    /**
     * Writes the network with the names of its classes and of a table's inputs, and reads it back: what is told of it holds of the file. Where
     * it can't be written there, it is written elsewhere, if that can be.
     */
    public Written write(Graph trained, Parameters parameters, Dataset training, Path file) {
        Map<String, String> metadata = new LinkedHashMap<>();
        note(OnnxModel.CLASSES, training.classNames(), metadata);
        if (InputNames.areNames(training.inputNames())) {
            note(OnnxModel.INPUTS, training.inputNames(), metadata);
        }
        Written written;
        try {
            Onnx.write(trained, metadata, file);
            written = Written.of(readBack(file), file, Optional.empty());
        } catch (IOException e) {
            written = elsewhere(trained, metadata, file, e);
        }
        if (written.model().isPresent()) {
            spec.commandLine().getOut().printf("%s: %,d weights%n", written.file(), parameters.count());
        }
        return written;
    }

    /** The model that was just written: a device that keeps nothing, or a file that another program took away, has none. */
    private static OnnxModel readBack(Path file) throws IOException {
        try {
            return Onnx.open(file);
        } catch (IOException | OnnxException e) {
            String why = e instanceof IOException failure ? WholeFile.reason(failure) : e.getMessage();
            throw new IOException(file + " was written, but can't be read back: " + why, e);
        }
    }

    /** Writes what can't be written where it belongs to the system's folder for passing files. */
    private Written elsewhere(Graph trained, Map<String, String> metadata, Path file, IOException failure) {
        try {
            Path other = Files.createTempDirectory("jaspis-").resolve(file.getFileName());
            Onnx.write(trained, metadata, other);
            return Written.of(
                    Onnx.open(other),
                    other,
                    Optional.of(new IOException(
                            failure.getMessage() + "; the model is in " + other + " instead", failure)));
        } catch (IOException worse) {
            return new Written(
                    trained,
                    Optional.empty(),
                    file,
                    Optional.of(new IOException(
                            failure.getMessage() + "; nor can the model be written elsewhere ("
                                    + WholeFile.reason(worse) + "); " + again(""),
                            failure)));
        }
    }

    /** Notes names down, one a line; those with a line break can't be. */
    private static void note(String entry, List<String> names, Map<String, String> metadata) {
        if (!names.isEmpty() && names.stream().noneMatch(name -> name.contains("\n"))) {
            metadata.put(entry, String.join("\n", names));
        }
    }

    /**
     * Whether the network in use gives numbers; weights can be finite and so large that it doesn't. That is asked of the processor:
     * no device that is lost may take a network that isn't written yet.
     *
     * @param others examples that it wasn't trained on, by their names: a class that is rare may be among them alone
     * @param stopped asked now and then; what isn't known by then isn't told of these
     */
    public boolean tellsClasses(Graph graph, Dataset training, Map<String, Examples> others, BooleanSupplier stopped) {
        int count = Math.min(100, training.count());
        // From all over, since examples may lie in the order of their classes.
        int[] some = IntStream.range(0, count)
                .map(i -> (int) ((long) i * training.count() / count))
                .toArray();
        Accuracy told = Accuracy.of(graph, new Portion(training, some), Cpu.best());
        int none = told.none();
        int wrong = count - told.right();
        if (none == 0 && told.classes() == 1 && wrong >= FEWEST_WRONG && wrong >= LEAST_WRONG * count) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            "jaspis: warning: training came to nothing: the network gives one and the same class to all of %d training"
                                    + " examples, right for %d; a smaller --rate or --epsilon, or a radius that grows more slowly"
                                    + " (--ramp), may help%n",
                            count, told.right());
        } else if (none == 0 && told.classes() == 1) {
            others.entrySet().stream()
                    .filter(part -> isGivenOneClass(graph, part.getValue(), stopped))
                    .findFirst()
                    .ifPresent(part -> spec.commandLine()
                            .getErr()
                            .printf(
                                    "jaspis: warning: the network gives one and the same class to all %d %s, whose labels are of"
                                            + " several: it tells nothing apart there, and what withstands attacks or is certified"
                                            + " says little of it%n",
                                    part.getValue().count(), part.getKey()));
        }
        if (none > 0) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            "jaspis: training diverged: for %d of %d training examples an output is no number; a"
                                    + " smaller learning rate may help (%s)%n",
                            none, count, strength());
        }
        return none == 0;
    }
}
