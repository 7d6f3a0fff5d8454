package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.data.Split;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.cli.options.Goals;
import io.jaspis.cli.options.NamedGoal;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.opencl.Devices;
import io.jaspis.opencl.OpenClDevice;
import io.jaspis.opencl.Shadowed;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Training on an OpenCL device, of a small network on the first images of MNIST. */
final class TrainOnDeviceTest {
    /** A step of adversarial training is one of clean training, at other points. */
    private static final List<NamedGoal> GOALS = List.of(Goals.ADVERSARIAL, Goals.INTERVAL);

    private static final int IMAGES = 80;
    private static final int BATCH = 20;
    private static final int EPOCHS = 3;

    /** One for all tests, since it takes long to open, and its kernels to compile. */
    private static OpenClDevice device;

    private static Path data;

    @TempDir
    Path folder;

    @BeforeAll
    static void open(@TempDir Path made) throws IOException {
        if (Devices.list().isEmpty()) {
            System.out.println("skipped: no OpenCL device on this machine (Debian: pocl-opencl-icd)");
        }
        Assumptions.assumeFalse(Devices.list().isEmpty(), "skipped: no OpenCL device on this machine");
        device = new OpenClDevice(Devices.list().getFirst(), notice -> {});
        Path images = Path.of(System.getProperty("jaspis.root", "..")).resolve("data/mnist/train-images-idx3-ubyte.gz");
        Dataset first = Datasets.read(images, null, Split.TRAIN).first(IMAGES);
        Tensor pixels = Tensor.zeros(Shape.of(IMAGES).then(first.shape()));
        float[] labels = new float[IMAGES];
        for (int i = 0; i < IMAGES; i++) {
            first.copy(i, pixels.data(), i * first.shape().size());
            labels[i] = first.label(i);
        }
        data = made.resolve("images.npz");
        Commands.write(data, pixels, labels);
    }

    @AfterAll
    static void close() {
        if (device != null) {
            device.close();
        }
    }

    private Object[] options(Object... more) {
        List<Object> words = new ArrayList<>(List.of("train", "--data", data, "--batch", BATCH, "--epochs", EPOCHS));
        words.addAll(List.of("--network", "conv 4 4 2 1, relu, flatten, dense 16, relu, dense 10"));
        words.addAll(List.of("--out", folder.resolve("m.onnx"), "--rate", 0.015));
        words.addAll(List.of(more));
        return words.toArray();
    }

    private double[] losses() throws IOException {
        return Files.readAllLines(folder.resolve("m.csv")).stream()
                .skip(1)
                .mapToDouble(line -> Double.parseDouble(line.split(",")[1]))
                .toArray();
    }

    /** In each step the device has the weights that its own steps made, and so does the processor that follows it. */
    @ParameterizedTest
    @FieldSource("GOALS")
    void theLossOfEachStepIsTheProcessorsWithinItsRunningError(NamedGoal goal) throws IOException {
        Shadowed followed = new Shadowed(device, "loss");
        Commands.Ending ending = Commands.on(
                followed, options(Commands.towards(goal, "--epsilon", 0.02, "--attack-steps", 2, "--ramp", "0,0.5")));
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        assertEquals(EPOCHS * IMAGES / BATCH, followed.comparisons());
        assertTrue(followed.largestBound() < 0.01, () -> "a bound of " + followed.largestBound());
        double[] losses = losses();
        assertTrue(losses[EPOCHS - 1] < 0.9 * losses[0], () -> Arrays.toString(losses));
    }

    /** The processor until so many runs, then an error. */
    private static Device failingAfter(int runs) {
        int[] left = {runs};
        return new Device() {
            @Override
            public String name() {
                return Cpu.best().name();
            }

            @Override
            public Execution load(Plan plan, Map<String, Tensor> parameters) {
                Execution own = Cpu.best().load(plan, parameters);
                return new Execution() {
                    @Override
                    public Plan plan() {
                        return plan;
                    }

                    @Override
                    public void write(String input, float[] source, int offset, int row, int rows) {
                        own.write(input, source, offset, row, rows);
                    }

                    @Override
                    public void run() {
                        if (left[0]-- == 0) {
                            throw new IllegalStateException("as many runs as were asked for");
                        }
                        own.run();
                    }

                    @Override
                    public void read(String output, float[] destination, int offset, int row, int rows) {
                        own.read(output, destination, offset, row, rows);
                    }

                    @Override
                    public void seed(long seed, long firstExample) {
                        own.seed(seed, firstExample);
                    }

                    @Override
                    public void close() {
                        own.close();
                    }
                };
            }
        };
    }

    @Test
    void aCheckpointOfTheProcessorGoesOnOnTheDevice() throws IOException {
        assertEquals(ExitCode.OK, Commands.run(options()).code());
        double[] undisturbed = losses();
        Path checkpoint = folder.resolve("run.npz");
        int runs = 2 * IMAGES / BATCH + 1;
        assertEquals(
                ExitCode.INTERNAL,
                Commands.on(failingAfter(runs), options("--checkpoint", checkpoint))
                        .code());
        Commands.Ending resumed = Commands.on(device, options("--checkpoint", checkpoint));
        assertEquals(ExitCode.OK, resumed.code(), resumed.err());
        assertTrue(resumed.out().contains("going on after epoch 2 of " + EPOCHS), resumed.out());
        double[] losses = losses();
        assertEquals(undisturbed[0], losses[0]);
        assertEquals(undisturbed[1], losses[1]);
        // From weights that are another run's, or none, it would be as far as an epoch takes it.
        double step = Math.abs(undisturbed[1] - undisturbed[2]);
        assertTrue(Math.abs(undisturbed[2] - losses[2]) < step / 20, () -> Arrays.toString(losses));
    }
}
