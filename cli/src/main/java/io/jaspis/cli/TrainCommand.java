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
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.plan.Device;
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
import io.jaspis.cli.terminal.ForeignText;
import io.jaspis.cli.terminal.Interruption;
import io.jaspis.cli.terminal.Terminal;
import io.jaspis.cli.terminal.TypedCommand;
import io.jaspis.cli.terminal.TypedOptions;
import io.jaspis.cli.training.HeldOut;
import io.jaspis.cli.training.NetworkOption;
import io.jaspis.cli.training.TrainingData;
import io.jaspis.cli.training.TrainingEnd;
import io.jaspis.cli.training.TrainingFiles;
import io.jaspis.cli.training.TrainingProgress;
import io.jaspis.cli.training.ValidationOptions;
import io.jaspis.defend.training.Goal;
import io.jaspis.defend.training.Measure;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
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

    @Mixin
    private NetworkOption network;

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
        Layer parsed = network.layers(goals.goal().certified() ? new Initial.Interval() : new Initial.He());
        goals.check(spec, network.text());
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
        network.requireShape(read.training());
        Optional<String> axes = network.axes(read.training(), recipes.changes());
        Layer layers = normalize.before(parsed, read.training());
        Optional<Threat> ranged = hasRange() ? Optional.of(range.threat(Norm.LINF, 0, "--range")) : Optional.empty();
        Stream.of(attacker, certified, ranged)
                .flatMap(Optional::stream)
                .findFirst()
                .filter(threat -> threat.features() == null)
                .ifPresent(read::requireRange);
        Graph untrained = network.untrained(layers, read.training(), recipes.seed());
        network.requireBatch(read.training(), recipes.batch(), recipes.seed());
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
        TrainingEnd end = new TrainingEnd(spec, recipes, out);
        try (Interruption interruption = new Interruption(end::kept);
                TrainingFiles files = TrainingFiles.of(out, recipes.checkpoint())) {
            if (!files.note().isEmpty()) {
                terminal.println(files.note());
                terminal.flush();
            }
            TrainingHistory history = history(untrained, objective, read.training(), device, started, files);
            TrainDelivery delivery = new TrainDelivery(
                    end, examples, layers, objective, certified, heldOut > 0, device, files, history, interruption);
            TrainDelivery.Trained trained;
            try {
                trained = train(layers, objective, examples.training(), certified, device, history, interruption);
            } catch (DivergenceException e) {
                return delivery.diverged(e);
            } catch (DeviceLossException e) {
                return delivery.lost(e);
            }
            return delivery.trained(trained);
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

    private void requireFit(Graph untrained, Dataset part, Threat threat, Device device) {
        try {
            Asked.of(() -> new Problem(untrained, part, threat, device, recipes.batch()));
        } catch (InputException e) {
            if (e.getCause() instanceof Problem.MisfitException misfit) {
                throw goals.misfit(misfit, part);
            }
            throw e.getCause() instanceof Problem.RadiusException
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

    private TrainDelivery.Trained train(
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
            try {
                Parameters parameters = new Trainer(
                                layers, recipes.smoothed(objective), recipes.optimizer(), recipe, scores, device)
                        .train(trained, progress);
                progress.rethrow();
                return new TrainDelivery.Trained(parameters, progress, apart);
            } finally {
                progress.flush();
            }
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
                goals.goal().toString(), normalize.reading(network.text()), objective.accuracy(), "", 0);
        return new TrainingHistory(
                new TrainingReport(provenance, asked, new TreeMap<>()),
                recipes.checkpoint().map(TrainingFiles::kept),
                files.table(false),
                files.page(false));
    }
}
