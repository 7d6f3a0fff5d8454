package io.jaspis.spark.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.certify.verifying.Progress;
import io.jaspis.certify.verifying.Splitting;
import io.jaspis.certify.verifying.VerifySettings;
import io.jaspis.spark.ModelFile;
import io.jaspis.spark.Sessions;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.vnnlib.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class VerifyJobTest {
    private static final Path ACAS =
            Path.of(System.getProperty("jaspis.data", "")).resolve("vnncomp/acasxu");

    /** What the small network's output never is: its largest on a grid of points is 1.651. */
    private static final String NEVER = "1.70";

    /** The driver does next to nothing alone, so that there is something to hand out. */
    private static VerifyJob.Plan plan(int tasks, long slice, Splitting splitting) {
        return new VerifyJob.Plan(
                VerifySettings.STANDARD.withSplitting(splitting).within(new VerifySettings.Work(1, 0)), tasks, slice);
    }

    private static VerifyJob.Result acas(SparkSession spark, String network, int property, VerifyJob.Plan plan)
            throws IOException {
        ModelFile model = ModelFile.read(ACAS.resolve("onnx/ACASXU_run2a_" + network + "_batch_2000.onnx.gz"));
        return VerifyJob.of(spark.sparkContext(), model, ACAS.resolve("vnnlib/prop_" + property + ".vnnlib.gz"), plan)
                .run(() -> false, Progress.NONE);
    }

    /** A network of its own, of which the output is never above a number, which takes more than a look to see. */
    private static VerifyJob.Result small(SparkSession spark, VerifyJob.Plan plan) throws IOException {
        Random random = new Random(5);
        Graph network = Graph.of(
                "x",
                Shape.of(3),
                "y",
                x -> layer(layer(layer(x, 8, random).relu(), 8, random).relu(), 1, random));
        StringBuilder text = new StringBuilder("(declare-const Y_0 Real)\n(assert (>= Y_0 %s))\n".formatted(NEVER));
        for (int i = 0; i < 3; i++) {
            text.append(
                    "(declare-const X_%d Real)\n(assert (>= X_%d 0.0))\n(assert (<= X_%d 1.0))\n".formatted(i, i, i));
        }
        ModelFile model = new ModelFile("small.onnx", Onnx.write(network), Double.NaN);
        return new VerifyJob(spark.sparkContext(), model, "small.vnnlib", text.toString(), plan)
                .run(() -> false, Progress.NONE);
    }

    private static Value layer(Value x, int outputs, Random random) {
        int inputs = x.shape().size();
        float[] weights = new float[outputs * inputs];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian();
        }
        float[] biases = new float[outputs];
        return x.dense(x.trace().constant(Tensor.of(Shape.of(outputs, inputs), weights)))
                .plus(x.trace().constant(Tensor.of(Shape.of(outputs), biases)));
    }

    @Test
    void aNetworkOfTheRepositorysOwnIsProvedInParts() throws IOException {
        try (SparkSession spark = Sessions.start("local[2]")) {
            for (Splitting splitting : new Splitting[] {Splitting.AUTO, Splitting.RELU}) {
                for (int tasks : new int[] {1, 2, 4}) {
                    VerifyJob.Result result = small(spark, plan(tasks, 4, splitting));
                    assertInstanceOf(Answer.Unsat.class, result.answer());
                    assertTrue(result.rounds() > 1, result::toString);
                }
            }
        }
    }

    @Test
    void anAircraftsPropertyHasTheSameVerdictHoweverItIsCut() throws IOException {
        assumeTrue(Files.isDirectory(ACAS), "skipped: no folder vnncomp beside the checkout");
        try (SparkSession spark = Sessions.start("local[2]")) {
            for (int tasks : new int[] {1, 2, 4}) {
                assertInstanceOf(
                        Answer.Unsat.class,
                        acas(spark, "1_1", 6, plan(tasks, 500, Splitting.LOSS)).answer());
            }
            VerifyJob.Result once = acas(spark, "1_1", 6, plan(4, 500, Splitting.LOSS));
            VerifyJob.Result again = acas(spark, "1_1", 6, plan(4, 500, Splitting.LOSS));
            assertEquals(once, again);
            assertTrue(once.rounds() > 2 && once.tasks() > once.rounds());
            assertInstanceOf(
                    Answer.Sat.class,
                    acas(spark, "2_9", 8, plan(4, 500, Splitting.LOSS)).answer());
        }
    }

    @Test
    void aLostExecutorCostsItsSubtreeAlone() throws IOException {
        assumeTrue(Files.isDirectory(ACAS), "skipped: no folder vnncomp beside the checkout");
        VerifyJob.Result whole;
        try (SparkSession spark = Sessions.start("local[2]")) {
            whole = acas(spark, "1_1", 6, plan(4, 500, Splitting.LOSS));
        }
        AtomicInteger killed = new AtomicInteger();
        try (SparkSession spark = Sessions.startCluster()) {
            AtomicInteger started = new AtomicInteger();
            spark.sparkContext().addSparkListener(new SparkListener() {
                @Override
                public void onTaskStart(SparkListenerTaskStart start) {
                    if (started.incrementAndGet() == 4) {
                        executor().ifPresent(process -> killed.addAndGet(process.destroyForcibly() ? 1 : 0));
                    }
                }
            });
            assertEquals(whole, acas(spark, "1_1", 6, plan(4, 500, Splitting.LOSS)));
        }
        assertEquals(1, killed.get());
    }

    /** An executor: this process starts no others. */
    private static Optional<ProcessHandle> executor() {
        return ProcessHandle.current().children().filter(ProcessHandle::isAlive).findFirst();
    }

    @Test
    void aSpecificationOfAnotherModelIsRefusedInWords() throws IOException {
        try (SparkSession spark = Sessions.start("local[1]")) {
            ModelFile model = ModelFile.read(Sessions.example("../models/mnist-certified.onnx"));
            VerifyJob job = VerifyJob.of(
                    spark.sparkContext(), model, Sessions.example("fraud/flagged.vnnlib"), VerifyJob.Plan.STANDARD);
            InputException refused = assertThrows(InputException.class, () -> job.run(() -> false, Progress.NONE));
            assertTrue(refused.getMessage().contains("flagged.vnnlib"), refused::getMessage);
        }
    }
}
