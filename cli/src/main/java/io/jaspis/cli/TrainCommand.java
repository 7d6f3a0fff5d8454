package io.jaspis.cli;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.data.Split;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.training.Adam;
import io.jaspis.autodiff.training.Momentum;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.autodiff.training.Optimizer;
import io.jaspis.autodiff.training.Recipe;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.autodiff.training.Trainer;
import io.jaspis.autodiff.training.Validation;
import io.jaspis.cli.report.TrainingHistory;
import io.jaspis.opencl.runtime.OpenClException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
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
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    private static final String DEFAULT_DATA = "data/mnist/train-images-idx3-ubyte.gz";

    /** The largest norm of gradients through bounds, which are steep while ε grows. */
    private static final double CLIP = 10;

    /** How steps are made of gradients. */
    private enum Method {
        ADAM,
        MOMENTUM
    }

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "Training examples with labels; of a folder of MNIST's files, the training images. Default:"
                    + " MNIST's first 10,000 in data/mnist.")
    private Path data;

    @Option(names = "--labels", paramLabel = "FILE", description = "Labels, where they are not found beside the data.")
    private Path labels;

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

    @Option(
            names = "--certify-at",
            paramLabel = "RADIUS",
            converter = Decimal.class,
            description =
                    "The radius at which the result is certified on the test examples. Default: --epsilon with the"
                            + " goals that use interval bounds.")
    private Double certifyAt;

    @Option(names = "--epochs", paramLabel = "COUNT", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(names = "--batch", paramLabel = "COUNT", defaultValue = "100", description = "Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            converter = Decimal.class,
            defaultValue = "0.002",
            description =
                    "The highest learning rate; it rises over the first twentieth and then falls as half a cosine."
                            + " Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(names = "--optimizer", paramLabel = "NAME", defaultValue = "ADAM", description = "adam or momentum.")
    private Method optimizer;

    @Option(
            names = "--decay",
            paramLabel = "FACTOR",
            converter = Decimal.class,
            defaultValue = "0",
            description = "Weight decay. Default: ${DEFAULT-VALUE}.")
    private double decay;

    @Option(
            names = "--shift",
            paramLabel = "PIXELS",
            defaultValue = "0",
            description = "How far images are moved at random. Default: ${DEFAULT-VALUE}.")
    private int shift;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description = "Of weights, order, shifts, noise and attacks; the same seed gives the same weights. Default:"
                    + " ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--validation",
            paramLabel = "COUNT",
            defaultValue = "0",
            description =
                    "The last so many training examples are not trained on: once the radius has grown, each epoch is"
                            + " measured on them, and the best one's weights are kept. Default: ${DEFAULT-VALUE}.")
    private int validation;

    @Option(
            names = "--patience",
            paramLabel = "EPOCHS",
            defaultValue = "10",
            description = "With --validation, training ends after so many epochs without a better one. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int patience;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "Keeps the state after each epoch, and goes on from it when the command is given again.")
    private Path checkpoint;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "model.onnx",
            description = "The model to write; its metrics go beside it, as .csv and .html. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Layer layers = Architecture.parse(network, goals.goal.certified() ? new Initial.Interval() : new Initial.He());
        boolean standard = data == null;
        Dataset training = Datasets.read(standard ? Home.file(DEFAULT_DATA) : data, labels, Split.TRAIN);
        Path testing = test == null && standard ? Home.file(AuditCommand.DEFAULT_DATA) : test;
        Dataset held = testing == null ? null : Datasets.read(testing);
        check(training);
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.println("Training on " + training);
        terminal.flush();
        Device device = compute.open(spec.commandLine().getErr());
        try (Interruption interruption = new Interruption()) {
            Parameters parameters = train(layers, training, device, terminal, interruption);
            Graph graph = Trainer.network(layers, parameters, training.shape());
            Onnx.write(graph, out);
            terminal.printf("%s: %,d weights%n", out, parameters.count());
            if (held != null && !interruption.getAsBoolean()) {
                evaluate(graph, held, device, terminal);
            }
            terminal.flush();
            return interruption.getAsBoolean() ? ExitCode.INTERRUPTED : ExitCode.OK;
        } catch (OpenClException e) {
            PrintWriter errors = spec.commandLine().getErr();
            errors.println("jaspis: " + e.getMessage());
            errors.println(
                    checkpoint != null && Files.exists(checkpoint)
                            ? "jaspis: " + checkpoint
                                    + " has the epochs that were finished: the same command goes on from"
                                    + " there, on any device"
                            : "jaspis: no epoch is kept; --checkpoint would keep each that is finished");
            return ExitCode.DEVICE;
        }
    }

    private void check(Dataset training) {
        goals.check();
        Path folder = out.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new BadInputException("the folder " + folder + " for " + out.getFileName() + " cannot be written");
        }
        if (validation < 0 || patience < 1) {
            throw new BadInputException("--validation must be at least 0 and --patience at least 1");
        }
        if (batch < 1 || training.count() - validation < batch) {
            throw new BadInputException("a batch of " + batch + " needs as many examples, but " + training.name()
                    + " has " + training.count() + (validation > 0 ? ", " + validation + " of them for validation" : "")
                    + "; give another with --batch");
        }
    }

    private Parameters train(
            Layer layers, Dataset training, Device device, PrintWriter terminal, Interruption interruption)
            throws IOException {
        Objective objective = goals.objective();
        Optimizer method = optimizer == Method.ADAM ? new Adam(decay) : new Momentum(0.9, decay, true);
        Recipe recipe = new Recipe(
                epochs,
                batch,
                Schedule.cosine(rate, 0.05),
                shift,
                goals.goal.certified() ? CLIP : 0,
                seed,
                Optional.ofNullable(checkpoint));
        int kept = training.count() - validation;
        Examples trained = validation == 0 ? training : new Portion(training, 0, kept);
        int steps = trained.count() / batch;
        TrainingHistory history = new TrainingHistory(
                out.getFileName().toString(),
                goals.goal + ", seed " + seed + ": " + network,
                metrics(".csv"),
                metrics(".html"));
        try (ProgressBar bar = Terminal.bar("train", (long) epochs * steps, "steps")) {
            TrainingProgress progress = new TrainingProgress(bar, terminal, history, objective, recipe, interruption);
            Parameters parameters = new Trainer(
                            layers, objective, method, recipe, validation(training, kept, device), device)
                    .train(trained, progress);
            progress.rethrow();
            return parameters;
        }
    }

    private Path metrics(String extension) {
        String name = out.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return out.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + extension);
    }

    private Optional<Validation> validation(Dataset training, int kept, Device device) {
        if (validation == 0) {
            return Optional.empty();
        }
        Examples examples = new Portion(training, kept, validation);
        double from = goals.goal.robust() ? goals.ramp().to() : 0;
        Double radius = radius();
        return Optional.of(new Validation(
                graph -> radius != null
                        ? Evaluation.certified(graph, examples, radius, device)
                        : Evaluation.clean(graph, examples, device),
                from,
                patience));
    }

    /** Where proofs are measured; null where nothing is to be proved. */
    private Double radius() {
        return certifyAt != null ? certifyAt : goals.goal.certified() ? (Double) goals.epsilon : null;
    }

    private void evaluate(Graph graph, Dataset held, Device device, PrintWriter terminal) {
        double clean = Evaluation.clean(graph, held, device);
        terminal.printf(Locale.ROOT, "clean accuracy on %s: %.2f %%%n", held.name(), 100 * clean);
        Double radius = radius();
        if (radius != null) {
            double certified = Evaluation.certified(graph, held, radius, device);
            terminal.printf(
                    Locale.ROOT,
                    "certified accuracy at ε = %s (L∞, interval bounds): %.2f %%%n",
                    radius,
                    100 * certified);
        }
    }
}
