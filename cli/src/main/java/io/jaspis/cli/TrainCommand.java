package io.jaspis.cli;

import io.jaspis.attacks.Logits;
import io.jaspis.attacks.Norm;
import io.jaspis.attacks.Problem;
import io.jaspis.attacks.Threat;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.training.Adam;
import io.jaspis.autodiff.training.Momentum;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.autodiff.training.Optimizer;
import io.jaspis.autodiff.training.Progress;
import io.jaspis.autodiff.training.Recipe;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.autodiff.training.Trainer;
import io.jaspis.certify.intervals.IntervalCertifier;
import io.jaspis.certify.training.IntervalObjective;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        description = "Trains a network and writes it as ONNX.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    private static final String DEFAULT_DATA = "data/mnist/train-images-idx3-ubyte.gz";
    private static final int EVALUATION_BATCH = 100;

    /** What is made small. */
    private enum Goal {
        CLEAN,
        INTERVAL
    }

    /** How steps are made of gradients. */
    private enum Method {
        ADAM,
        MOMENTUM
    }

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "Training examples with labels. Default: MNIST's first 10,000 in data/mnist.")
    private Path data;

    @Option(names = "--labels", paramLabel = "FILE", description = "Labels, where they are not found beside the data.")
    private Path labels;

    @Mixin
    private DeviceOption compute;

    @Option(
            names = "--test",
            paramLabel = "PATH",
            description = "Examples to measure the result on. Default: MNIST's test images, where training is on the"
                    + " default data.")
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

    @Option(
            names = "--goal",
            paramLabel = "GOAL",
            defaultValue = "CLEAN",
            description =
                    "clean: accuracy on the examples; interval: a proof by interval bounds all over the L-infinity"
                            + " ball of radius --epsilon. Default: clean.")
    private Goal goal;

    @Option(
            names = "--epsilon",
            paramLabel = "RADIUS",
            converter = Decimal.class,
            defaultValue = "0.1",
            description = "The radius that the goal 'interval' trains for. Default: ${DEFAULT-VALUE}.")
    private double epsilon;

    @Option(
            names = "--certify-at",
            paramLabel = "RADIUS",
            converter = Decimal.class,
            description =
                    "The radius at which the result is certified on the test examples. Default: --epsilon with the"
                            + " goal 'interval'.")
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
            description =
                    "Of weights, order and shifts; the same seed gives the same weights. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "Keeps the state after each epoch, and goes on from it when the command is given again.")
    private Path checkpoint;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "model.onnx",
            description = "The model to write. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Layer layers = Architecture.parse(network, goal == Goal.INTERVAL ? new Initial.Interval() : new Initial.He());
        boolean standard = data == null;
        Dataset training = Datasets.read(standard ? Home.file(DEFAULT_DATA) : data, labels);
        Path testing = test == null && standard ? Home.file(AuditCommand.DEFAULT_DATA) : test;
        Dataset held = testing == null ? null : Datasets.read(testing);
        Path folder = out.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new BadInputException("the folder " + folder + " for " + out.getFileName() + " cannot be written");
        }
        if (batch < 1 || training.count() < batch) {
            throw new BadInputException("a batch of " + batch + " needs as many examples, but " + training.name()
                    + " has " + training.count() + "; give another with --batch");
        }
        if (goal == Goal.INTERVAL && !(epsilon > 0)) {
            throw new BadInputException("the goal 'interval' needs --epsilon above 0, but it is " + epsilon);
        }
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
        }
    }

    private Parameters train(
            Layer layers, Dataset training, Device device, PrintWriter terminal, Interruption interruption)
            throws IOException {
        Objective objective =
                goal == Goal.CLEAN ? Objective.crossEntropy() : IntervalObjective.of(epsilon, 0.05, 0.5, 0, 1);
        Optimizer method = optimizer == Method.ADAM ? new Adam(decay) : new Momentum(0.9, decay, true);
        double clip = goal == Goal.INTERVAL ? 10 : 0;
        Recipe recipe = new Recipe(
                epochs, batch, Schedule.cosine(rate, 0.05), shift, clip, seed, Optional.ofNullable(checkpoint));
        int steps = training.count() / batch;
        try (ProgressBar bar = Terminal.bar("train", (long) epochs * steps, "steps")) {
            return new Trainer(layers, objective, method, recipe, device).train(training, new Progress() {
                @Override
                public void step(int epoch, int step, int ofSteps, double loss) {
                    bar.stepTo((long) epoch * ofSteps + step + 1);
                    bar.setExtraMessage(" epoch %d, loss %.3f".formatted(epoch + 1, loss));
                }

                @Override
                public void epoch(int epoch, double loss, double accuracy, double seconds) {
                    terminal.printf(
                            "epoch %3d  loss %.4f  training accuracy %.2f %%  %.1f s%n",
                            epoch + 1, loss, 100 * accuracy, seconds);
                    terminal.flush();
                }

                @Override
                public boolean stopped() {
                    return interruption.getAsBoolean();
                }
            });
        }
    }

    private void evaluate(Graph graph, Dataset held, Device device, PrintWriter terminal) {
        int size = held.shape().size();
        int classes = held.classes();
        int right = 0;
        for (int from = 0; from < held.count(); from += EVALUATION_BATCH) {
            int count = Math.min(EVALUATION_BATCH, held.count() - from);
            float[] x = new float[count * size];
            for (int i = 0; i < count; i++) {
                held.copy(from + i, x, i * size);
            }
            try (Execution execution = device.load(Plan.of(graph, count))) {
                execution.write(graph.onlyInput(), x);
                execution.run();
                float[] logits = execution.read(graph.onlyOutput());
                for (int i = 0; i < count; i++) {
                    right += Logits.largest(logits, i * classes, classes) == held.label(from + i) ? 1 : 0;
                }
            }
        }
        terminal.printf("clean accuracy on %s: %.2f %%%n", held.name(), 100.0 * right / held.count());
        Double radius = certifyAt != null ? certifyAt : goal == Goal.INTERVAL ? (Double) epsilon : null;
        if (radius != null) {
            certify(graph, held, radius, device, terminal);
        }
    }

    private static void certify(Graph graph, Dataset held, double radius, Device device, PrintWriter terminal) {
        Problem problem = new Problem(graph, held, new Threat(Norm.LINF, radius, 0, 1), device, EVALUATION_BATCH);
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < held.count(); i++) {
            all.add(i);
        }
        int proved = 0;
        try (IntervalCertifier certifier = new IntervalCertifier(problem)) {
            for (float margin : certifier.margins(all, radius)) {
                proved += margin > 0 ? 1 : 0;
            }
        }
        terminal.printf(
                "certified accuracy at ε = %s (L∞, interval bounds): %.2f %%%n", radius, 100.0 * proved / held.count());
    }
}
