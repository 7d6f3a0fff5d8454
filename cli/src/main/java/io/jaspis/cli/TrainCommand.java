package io.jaspis.cli;

import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.evidence.TrainingReport;
import io.jaspis.audit.report.TrainingHistory;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.data.Portion;
import io.jaspis.autodiff.data.StratifiedSample;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.DeviceException;
import io.jaspis.autodiff.training.DeviceLossException;
import io.jaspis.autodiff.training.DivergenceException;
import io.jaspis.autodiff.training.Recipe;
import io.jaspis.autodiff.training.Trainer;
import io.jaspis.autodiff.training.Validation;
import io.jaspis.cli.options.Asked;
import io.jaspis.cli.options.DataOptions;
import io.jaspis.cli.options.Decimal;
import io.jaspis.cli.options.DeviceOption;
import io.jaspis.cli.options.Home;
import io.jaspis.cli.options.NoiseFeatures;
import io.jaspis.cli.options.NormalizeOption;
import io.jaspis.cli.options.ObjectiveOptions;
import io.jaspis.cli.options.QuietOption;
import io.jaspis.cli.options.RangeOption;
import io.jaspis.cli.options.ReadingOptions;
import io.jaspis.cli.options.RecipeOptions;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.cli.terminal.ForeignText;
import io.jaspis.cli.terminal.Interruption;
import io.jaspis.cli.terminal.Terminal;
import io.jaspis.cli.terminal.TypedCommand;
import io.jaspis.cli.terminal.TypedOptions;
import io.jaspis.cli.training.Evaluation;
import io.jaspis.cli.training.HeldOut;
import io.jaspis.cli.training.ImageAxes;
import io.jaspis.cli.training.TrainingData;
import io.jaspis.cli.training.TrainingEnd;
import io.jaspis.cli.training.TrainingFiles;
import io.jaspis.cli.training.TrainingProgress;
import io.jaspis.cli.training.ValidationOptions;
import io.jaspis.defend.training.Goal;
import io.jaspis.defend.training.Measure;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jaspis train}: a network from examples, written as ONNX. */
@Command(
        name = "train",
        description = {
            "Trains a network and writes it as ONNX, with the course of training beside it as CSV and HTML.",
            "Options can stand in a file, one a line: jaspis train @examples/mnist-certified-0.1.args"
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${sys:jaspis.command:-./jaspis} train --data examples/fraud/payments.csv --drop id \\",
            "      --missing median --one-hot country --network \"dense 24, relu, dense 2\" \\",
            "      --epochs 2 --batch 50 --out fraud.onnx"
        })
final class TrainCommand implements Callable<Integer> {
    private static final Pattern NORMALIZES = Pattern.compile("\\b(norm|residual)\\b");
    private static final Pattern IMAGE_LAYERS = Pattern.compile("\\b(conv|maxpool|avgpool|residual)\\b");
    /** A norm that isn't of rows of numbers goes by the axis of channels too. */
    private static final Pattern BY_CHANNEL = Pattern.compile("^\\s*norm\\b|" + IMAGE_LAYERS);

    private static final String DEFAULT_DATA = "data/mnist/train-images-idx3-ubyte.gz";

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "Training examples with labels; of a folder of MNIST's files, the training images. Default:"
                    + " MNIST's first 10,000 in data/mnist.")
    private Path data;

    @Option(names = "--labels", paramLabel = "FILE", description = "Labels, where they are not found beside the data.")
    private Path labels;

    @Mixin
    private ReadingOptions reading;

    @Mixin
    private NormalizeOption normalize;

    @Mixin
    private DeviceOption compute;

    @Option(
            names = "--test",
            paramLabel = "PATH",
            description =
                    "Examples to measure the result on; of a folder of MNIST's files, the test images. Default: MNIST's"
                            + " test images, where training is on the default data.")
    private Path test;

    @Option(
            names = "--no-test",
            description =
                    "Measures nothing on test examples, whatever --test says: for settings that are chosen by what is held"
                            + " out.")
    private boolean withoutTest;

    @Option(
            names = "--network",
            paramLabel = "LAYERS",
            defaultValue = "conv 16 4 2 1, relu, conv 32 4 2 1, relu, flatten, dense 100, relu, dense 10",
            description =
                    "The layers, with commas between: conv CHANNELS KERNEL [STRIDE [PADDING]], dense OUTPUTS, norm,"
                            + " relu, tanh, sigmoid, maxpool KERNEL [STRIDE], avgpool [KERNEL [STRIDE]], flatten,"
                            + " residual CHANNELS [STRIDE]. Default: ${DEFAULT-VALUE}.")
    private String network;

    @Mixin
    private ObjectiveOptions goals;

    @Mixin
    private RangeOption range;

    @Option(
            names = "--certify-at",
            paramLabel = "RADIUS",
            converter = Decimal.class,
            description =
                    "The radius at which the result is certified on the test examples, and at which --validation and"
                            + " --test measure what withstands attacks or is certified. Default: --epsilon with the goals that use"
                            + " bounds, else nothing is certified.")
    private Double certifyAt;

    @Mixin
    private RecipeOptions recipes;

    @Mixin
    private ValidationOptions validation;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "model.onnx",
            description =
                    "The model to write; its metrics go beside it, as .csv and .html. What is there already stays until the"
                            + " run is finished; one that ends early has a number in its names. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Mixin
    private QuietOption quiet;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Instant started = Instant.now();
        quiet.applied();
        Layer parsed = Asked.of(
                "--network",
                () -> Architecture.parse(
                        network, goals.goal().certified() ? new Initial.Interval() : new Initial.He()));
        goals.check(spec, network);
        recipes.check(goals.goal());
        validation.check();
        goals.requireFeatures(spec);
        Optional<Threat> alike = goals.hasFeatures() ? Optional.empty() : goals.threat(range);
        if (!goals.hasFeatures()) {
            certified(alike);
            Asked.of(() -> goals.objective(alike));
        }
        TrainingFiles.check(
                out,
                recipes.checkpoint(),
                Stream.of(data, labels, test).filter(Objects::nonNull).toList());
        TrainingData read = read();
        Optional<Threat> attacker = goals.hasFeatures()
                ? Optional.of(goals.threat(read.training(), spec.commandLine().getOut()))
                : alike;
        Optional<Threat> certified = certified(attacker);
        Goal objective = Asked.of(() -> goals.objective(attacker));
        check(read.training(), attacker, objective);
        requireShape(read.training());
        Optional<String> axes = axes(read.training());
        Layer layers = normalize.before(parsed, read.training());
        Optional<Threat> ranged = hasRange() ? Optional.of(range.threat(Norm.LINF, 0, "--range")) : Optional.empty();
        Stream.of(attacker, certified, ranged)
                .flatMap(Optional::stream)
                .findFirst()
                .filter(threat -> threat.features() == null)
                .ifPresent(read::requireRange);
        Graph untrained = Asked.of(
                "--network",
                () -> Trainer.network(
                        layers, new Parameters(recipes.seed()), read.training().shape()));
        requireBatch(read.training());
        TrainingData examples =
                read.forOutputs(untrained.output(untrained.onlyOutput()).shape());
        int heldOut = heldOut(examples.training(), objective);
        requireSteps(examples.training().count() - heldOut);
        if (heldOut > 0) {
            validation.requireRoom(goals.goal().robust() ? goals.ramp().to() : 0, recipes.epochs());
        }
        Device device = compute.open(spec.commandLine().getErr());
        // Refuses a radius that crosses the whole range, which in L2 depends on the shape.
        attacker.ifPresent(threat -> {
            requireFit(untrained, examples.training(), threat, device);
            examples.test()
                    .filter(_ -> threat.features() != null)
                    .ifPresent(test -> requireFit(untrained, test, threat, device));
        });
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.println("Training on " + read.training());
        ReadingOptions.tell(read.training(), terminal);
        axes.map(ForeignText::shown).ifPresent(terminal::println);
        read.test().ifPresent(test -> ReadingOptions.tell(test, terminal));
        read.warning().map(ForeignText::shown).ifPresent(terminal::println);
        if (goals.goal().options().contains("--sigma")) {
            NoiseFeatures.tellCategories(
                    read.training(), "the goals that --features is for leave these as they are", terminal);
        }
        if (examples.training().classes() > read.training().classes()) {
            terminal.printf(
                    "The network tells %d classes apart; the labels of %s go from 0 to %d%n",
                    examples.training().classes(),
                    read.training().name(),
                    read.training().classes() - 1);
        }
        boolean proving = objective.certified() || objective.measure() instanceof Measure.Clean;
        if (certified.isPresent()
                && examples.test().isEmpty()
                && !(proving && heldOut(examples.training(), objective) > 0)) {
            terminal.println("What is certified won't be told: there are no test examples (--test), "
                    + (proving
                            ? "and none held out (--validation)"
                            : "and those that are held out tell of attacks or noise"));
        }
        terminal.flush();
        TrainingFiles files =
                TrainingFiles.of(out, recipes.checkpoint().filter(Files::exists).isPresent());
        if (files.numbered()) {
            terminal.printf(
                    "What %s has stays there until this run is finished; meanwhile see %s%n", out, files.page(false));
            terminal.flush();
        }
        TrainingHistory history = history(untrained, objective, read.training(), device, started, files);
        try (Interruption interruption = new Interruption(end()::kept)) {
            Trained trained;
            try {
                trained = train(layers, objective, examples.training(), certified, device, history, interruption);
            } catch (DivergenceException e) {
                return diverged(e, layers, objective, examples, certified, device, files, history, interruption);
            } catch (DeviceLossException e) {
                return lost(e, layers, objective, examples.training(), files, history, interruption);
            }
            if (trained.progress().finished() == 0) {
                spec.commandLine()
                        .getErr()
                        .println(
                                "jaspis: stopped before an epoch was finished; no model is written. From the beginning: "
                                        + TypedCommand.of(spec));
                return ExitCode.INTERRUPTED;
            }
            trained.progress().tellKept();
            boolean stopped = interruption.getAsBoolean();
            Graph graph = Trainer.network(
                    layers, trained.parameters(), examples.training().shape());
            boolean whole = !stopped
                    && end().tellsClasses(graph, examples.training(), others(trained.held(), examples), interruption);
            Path model = files.model(whole);
            OnnxModel written = end().write(graph, trained.parameters(), examples.training(), model);
            trained.progress().made(Provenance.Model.of(Model.of(written)));
            if (whole) {
                trained.progress().settle(files);
            }
            interruption.written(end().has(model));
            tellMetrics(history, files);
            boolean lasted = tell(written.graph(), model, examples, objective, certified, device, interruption);
            if (stopped) {
                end().stopped(trained.progress(), model);
            }
            if (trained.progress().unwritten().isPresent()) {
                throw trained.progress().unwritten().get();
            }
            int code = whole ? ExitCode.OK : ExitCode.DIVERGED;
            return interruption.getAsBoolean() ? ExitCode.INTERRUPTED : lasted ? code : ExitCode.DEVICE;
        }
    }

    /** Whether a range was given, to which examples are held even where nobody attacks them. */
    private boolean hasRange() {
        return spec.commandLine().getParseResult().hasMatchedOption("--range");
    }

    /** All options as they would be typed. */
    private String typed() {
        Set<String> refused = new HashSet<>(goals.refused());
        if (!goals.goal().robust() && certifyAt == null && !hasRange()) {
            refused.add("--range");
        }
        return TypedOptions.of(spec, refused, goals.taken());
    }

    private TrainingEnd end() {
        return new TrainingEnd(spec, recipes, out);
    }

    private void requireFit(Graph untrained, Dataset part, Threat threat, Device device) {
        try {
            Asked.of(() -> new Problem(untrained, part, threat, device, recipes.batch()));
        } catch (InputException e) {
            if (e.getCause() instanceof Problem.MisfitException misfit) {
                throw goals.misfit(misfit, part);
            }
            throw e.getMessage().startsWith("epsilon ")
                    ? new InputException("--" + e.getMessage() + "; give a smaller one", e)
                    : e;
        }
    }

    private TrainingData read() throws IOException {
        boolean standard = data == null;
        Path testing = withoutTest ? null : test == null && standard ? DataOptions.standard() : test;
        return TrainingData.read(standard ? Home.file(DEFAULT_DATA) : data, labels, testing, reading);
    }

    /** The attacker against whom the result is certified; nothing where nothing is to be proved. */
    private Optional<Threat> certified(Optional<Threat> attacker) {
        return certifyAt != null
                ? Optional.of(range.threat(Norm.LINF, certifyAt, "--certify-at"))
                : goals.goal().certified() ? attacker : Optional.empty();
    }

    /** How many of the training examples are held out. */
    private int heldOut(Dataset training, Goal objective) {
        return validation.heldOut(training, objective, recipes.batch());
    }

    private void requireShape(Dataset training) {
        if (training.shape().rank() < 3 && IMAGE_LAYERS.matcher(network).find()) {
            throw new InputException("the layers of --network are for images, but an example of " + training.name()
                    + " has the shape " + training.shape()
                    + "; for a table give for instance --network \"dense 32, relu,"
                    + " dense " + training.classes() + "\"");
        }
    }

    /** What is to be told of the axes of images, where something goes by them. */
    private Optional<String> axes(Dataset training) {
        String changes = recipes.changes();
        return !changes.isEmpty()
                ? ImageAxes.taken(training, changes)
                : BY_CHANNEL.matcher(network).find()
                        ? ImageAxes.taken(training, "the layers of --network")
                        : Optional.empty();
    }

    /** Refuses batches of one example where normalisation sees a single number of each channel, which is its own mean. */
    private void requireBatch(Dataset training) {
        if (recipes.batch() > 1) {
            return;
        }
        String[] parts = network.split(",");
        for (int i = 0; i < parts.length; i++) {
            if (NORMALIZES.matcher(parts[i]).find()) {
                Layer until = Architecture.parse(String.join(",", Arrays.copyOf(parts, i + 1)), new Initial.He());
                Graph graph = Trainer.network(until, new Parameters(recipes.seed()), training.shape());
                // A norm leaves the shape as it is, and those inside a residual are followed by nothing that changes
                // it.
                Shape shape = graph.output(graph.onlyOutput()).shape();
                if (shape.size() == shape.extent(0)) {
                    throw new InputException("--batch 1 is its own mean where a channel is one number, so that '"
                            + parts[i].strip() + "', layer " + (i + 1)
                            + " of --network, leaves nothing of an example of "
                            + training.name() + " to learn from; give a larger --batch, or leave that layer out");
                }
            }
        }
    }

    /** Refuses a run of which no step would change a weight, or no step would have a radius. */
    private void requireSteps(int examples) {
        long steps = (long) recipes.epochs() * (examples / recipes.batch());
        if (steps < 2) {
            throw new InputException(
                    "--epochs and --batch leave one step, and the rate begins at 0: no weight would change;"
                            + " give more --epochs, or a smaller --batch");
        }
        if (goals.goal().robust() && (steps - 1.0) / steps <= goals.ramp().from()) {
            throw new InputException("--ramp begins at " + goals.ramp().from() + " of training, where none of its "
                    + steps + " steps is left: no step would have a radius; begin earlier");
        }
    }

    private void check(Dataset training, Optional<Threat> attacker, Goal objective) {
        recipes.requireFit(training);
        validation.requireFit(training, objective, recipes.batch());
        if (recipes.shift() > 0
                && attacker.isPresent()
                && !(attacker.get().lower() <= 0 && attacker.get().upper() >= 0)) {
            throw new InputException(
                    "--shift moves zeros into images, which lie outside --range; leave one of them out");
        }
    }

    /** Writes the last weights that were numbers, where there are any, and returns the exit code. */
    private int diverged(
            DivergenceException divergence,
            Layer layers,
            Goal objective,
            TrainingData examples,
            Optional<Threat> certified,
            Device device,
            TrainingFiles files,
            TrainingHistory history,
            Interruption interruption)
            throws IOException {
        Path model = files.model(false);
        end().diverged(divergence, model, heldOut(examples.training(), objective) > 0);
        if (divergence.kept().isPresent()) {
            Dataset training = examples.training();
            Graph graph = keep(divergence.kept().get(), layers, training, files, history);
            interruption.written(end().has(model));
            end().tellsClasses(graph, training, others(Optional.empty(), examples), interruption);
            tell(graph, model, examples, objective, certified, device, interruption);
        }
        return ExitCode.DIVERGED;
    }

    /** Writes the weights that a lost device leaves, where an epoch was finished, and returns the exit code. */
    private int lost(
            DeviceLossException loss,
            Layer layers,
            Goal objective,
            Dataset training,
            TrainingFiles files,
            TrainingHistory history,
            Interruption interruption)
            throws IOException {
        Path model = files.model(false);
        tell(loss);
        if (loss.kept().isPresent()) {
            keep(loss.kept().get(), layers, training, files, history);
            interruption.written(end().has(model));
        }
        end().lost(loss, model, heldOut(training, objective) > 0);
        return ExitCode.DEVICE;
    }

    /** Tells what a device failed by. */
    private void tell(DeviceException failure) {
        spec.commandLine().getErr().println("jaspis: " + failure.getMessage());
    }

    /** Writes weights that training came to before its end, and returns the network as it is in the file. */
    private Graph keep(
            Parameters parameters, Layer layers, Dataset training, TrainingFiles files, TrainingHistory history)
            throws IOException {
        Graph graph = Trainer.network(layers, parameters, training.shape());
        OnnxModel written = end().write(graph, parameters, training, files.model(false));
        history.trained(Provenance.Model.of(Model.of(written)));
        tellMetrics(history, files);
        return written.graph();
    }

    private void tellMetrics(TrainingHistory history, TrainingFiles files) {
        PrintWriter terminal = spec.commandLine().getOut();
        if (history.written()) {
            terminal.printf("Metrics: %s, and as curves %s%n", history.table(), history.page());
        } else if (Files.isRegularFile(files.table(true))) {
            terminal.printf("Metrics: this run has none to write; %s stays as it was%n", files.table(true));
        }
        terminal.flush();
    }

    /**
     * Tells how good a network is on the test examples, where there are any; false where the device failed at it.
     *
     * @param model where it is already written
     */
    private boolean tell(
            Graph graph,
            Path model,
            TrainingData examples,
            Goal objective,
            Optional<Threat> certified,
            Device device,
            Interruption interruption) {
        if (examples.test().isEmpty() || interruption.getAsBoolean()) {
            return true;
        }
        PrintWriter terminal = spec.commandLine().getOut();
        PrintWriter errors = spec.commandLine().getErr();
        try {
            new Evaluation(examples.test().get(), recipes.seed(), device, terminal)
                    .tell(graph, objective, certified, interruption);
            return true;
        } catch (CancellationException _) {
            errors.println("jaspis: stopped before all was measured on the test examples; " + end().has(model));
            return true;
        } catch (DeviceException e) {
            tell(e);
            errors.println("jaspis: not all was measured on the test examples; " + end().has(model));
            return false;
        } finally {
            terminal.flush();
            errors.flush();
        }
    }

    /** What training gave, and how it went. */
    private record Trained(Parameters parameters, TrainingProgress progress, Optional<Examples> held) {}

    /** The examples that a network isn't trained on, by what they are called. */
    private static Map<String, Examples> others(Optional<Examples> held, TrainingData examples) {
        Map<String, Examples> others = new LinkedHashMap<>();
        held.ifPresent(part -> others.put("examples held out (--validation)", part));
        examples.test().ifPresent(test -> others.put("examples of " + test.name(), test));
        return others;
    }

    private Trained train(
            Layer layers,
            Goal objective,
            Dataset training,
            Optional<Threat> certified,
            Device device,
            TrainingHistory history,
            Interruption interruption)
            throws IOException {
        Recipe recipe = Asked.of(() -> recipes.recipe(objective));
        Examples trained = training;
        Optional<HeldOut> held = Optional.empty();
        Optional<Examples> apart = Optional.empty();
        PrintWriter terminal = spec.commandLine().getOut();
        int count = heldOut(training, objective);
        if (count > 0) {
            StratifiedSample drawn = StratifiedSample.apart(training, count, recipes.seed());
            trained = new Portion(training, drawn.rest());
            apart = Optional.of(new Portion(training, drawn.sample()));
            held = Optional.of(new HeldOut(apart.get(), objective, certified, recipes.seed(), device));
            terminal.println("Validation on " + drawn.text(recipes.seed())
                    + (drawn.counts().isEmpty() ? "" : ": " + drawn.counts()));
            terminal.flush();
            history.measuring(held.get().described(), count);
        }
        Optional<Validation> scores = held.map(measured -> measured.validation(
                goals.goal().robust() ? goals.ramp().to() : 0,
                validation.patience(recipe.epochs()),
                validation.earlyStop()));
        try (ProgressBar bar = Terminal.bar(
                "train", (long) recipe.epochs() * (trained.count() / recipe.batch()), "steps", quiet.applied())) {
            TrainingProgress progress = new TrainingProgress(
                    bar, terminal, spec.commandLine().getErr(), history, objective, recipe, interruption, held);
            Parameters parameters = new Trainer(
                            layers, recipes.smoothed(objective), recipes.optimizer(), recipe, scores, device)
                    .train(trained, progress);
            progress.rethrow();
            return new Trained(parameters, progress, apart);
        }
    }

    private TrainingHistory history(
            Graph untrained, Goal objective, Dataset training, Device device, Instant started, TrainingFiles files) {
        Provenance.Model made = Provenance.Model.of(
                new Model(out.getFileName().toString(), "", untrained, List.of(), training.classNames()));
        Provenance provenance = Provenance.of(
                new Provenance.Run(TypedCommand.of(spec), typed(), started, 0),
                made,
                Provenance.Data.of(training, "", made),
                recipes.seed(),
                Provenance.Machine.with(device));
        TrainingReport.Settings asked = new TrainingReport.Settings(
                goals.goal().toString(), normalize.reading(network), objective.accuracy(), "", 0);
        return new TrainingHistory(
                new TrainingReport(provenance, asked, new TreeMap<>()),
                recipes.checkpoint().map(TrainingFiles::kept),
                files.table(false),
                files.page(false));
    }
}
