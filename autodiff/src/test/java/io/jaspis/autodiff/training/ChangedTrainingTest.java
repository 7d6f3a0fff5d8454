package io.jaspis.autodiff.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Averages of weights, smoothed labels, and images changed at random, in whole training runs. */
final class ChangedTrainingTest {
    private static final String NETWORK = "conv 4 3 1 1, norm, relu, maxpool 2, flatten, dense 12, relu, dense 3";
    private static final int EPOCHS = 4;
    private static final Augmentation ALL = new Augmentation(1, true, 2);

    @TempDir
    Path folder;

    private static Trainer trainer(
            Optimizer optimizer, Augmentation augmentation, double smoothing, int threads, Optional<Path> checkpoint) {
        Layer network = Architecture.parse(NETWORK, new Initial.He());
        Recipe recipe = new Recipe(EPOCHS, 15, Schedule.cosine(0.01, 0.1), augmentation, 5, 4, checkpoint);
        Objective objective = new SmoothedLabels(Objective.crossEntropy(), smoothing);
        Cpu cpu = new Cpu(Providers.best(), Workers.of(threads));
        return new Trainer(network, objective, optimizer, recipe, cpu);
    }

    @Test
    void allOfItTogetherGivesTheSameBitsWhateverTheThreadsAndAfterAnInterruption() throws IOException {
        Blobs blobs = new Blobs(90);
        for (boolean adam : new boolean[] {true, false}) {
            Path file = folder.resolve(adam + ".npz");
            Parameters whole =
                    trainer(averaged(adam), ALL, 0.1, 1, Optional.empty()).train(blobs, Progress.SILENT);
            Objectives.assertSame(
                    whole,
                    trainer(averaged(adam), ALL, 0.1, 3, Optional.empty()).train(blobs, Progress.SILENT));
            trainer(averaged(adam), ALL, 0.1, 2, Optional.of(file)).train(blobs, Objectives.stoppingAfter(2));
            Objectives.assertSame(
                    whole,
                    trainer(averaged(adam), ALL, 0.1, 2, Optional.of(file)).train(blobs, Progress.SILENT));
            // Nothing is left to do, and the averages are those of the whole run.
            Objectives.assertSame(
                    whole,
                    trainer(averaged(adam), ALL, 0.1, 2, Optional.of(file)).train(blobs, Progress.SILENT));
        }
    }

    private static Optimizer averaged(boolean adam) {
        return new Averaged(adam ? new Adam(0.01) : new Momentum(0.9, 1e-3, true), 0.9);
    }

    @Test
    void aCheckpointOfARunWithOtherOptionsIsRefused() throws IOException {
        Blobs blobs = new Blobs(90);
        Path file = folder.resolve("run.npz");
        trainer(averaged(true), ALL, 0.1, 1, Optional.of(file)).train(blobs, Objectives.stoppingAfter(1));
        List<Trainer> others = List.of(
                trainer(new Adam(0.01), ALL, 0.1, 1, Optional.of(file)),
                trainer(new Averaged(new Adam(0.01), 0.8), ALL, 0.1, 1, Optional.of(file)),
                trainer(averaged(true), ALL, 0.2, 1, Optional.of(file)),
                trainer(averaged(true), new Augmentation(1, false, 2), 0.1, 1, Optional.of(file)),
                trainer(averaged(true), new Augmentation(1, true, 3), 0.1, 1, Optional.of(file)),
                trainer(averaged(true), new Augmentation(0, true, 2), 0.1, 1, Optional.of(file)));
        for (Trainer other : others) {
            IOException refusal = assertThrows(IOException.class, () -> other.train(blobs, Progress.SILENT));
            assertTrue(refusal.getMessage().contains("another goal"), refusal.getMessage());
        }
        trainer(averaged(true), ALL, 0.1, 1, Optional.of(file)).train(blobs, Progress.SILENT);
    }

    /** Whatever the moments at which they part: each step's counts. */
    @Test
    void aCheckpointOfARunWithAnotherScheduleInAnyStepIsRefused() throws IOException {
        Blobs blobs = new Blobs(90);
        Path file = folder.resolve("run.npz");
        scheduled(Schedule.steps(0.01, 0.1, 0.502), 60, file).train(blobs, Objectives.stoppingAfter(1));
        Trainer later = scheduled(Schedule.steps(0.01, 0.1, 0.513), 60, file);
        IOException refusal = assertThrows(IOException.class, () -> later.train(blobs, Progress.SILENT));
        assertTrue(refusal.getMessage().contains("schedule"), refusal.getMessage());
        scheduled(Schedule.steps(0.01, 0.1, 0.502), 60, file).train(blobs, Objectives.stoppingAfter(2));
    }

    private static Trainer scheduled(Schedule rate, int epochs, Path checkpoint) {
        Recipe recipe = new Recipe(epochs, 15, rate, 0, 0, 4, Optional.of(checkpoint));
        return new Trainer(
                Architecture.parse(NETWORK, new Initial.He()),
                Objective.crossEntropy(),
                new Adam(0),
                recipe,
                Cpu.best());
    }

    /** Steps are those of the other optimiser; what is given and scored is the average. */
    @Test
    void theAverageIsScoredAndGivenAndStepsStayAsTheyAre() throws IOException {
        Layer network = Architecture.parse(NETWORK, new Initial.He());
        Blobs blobs = new Blobs(90);
        Recipe recipe = new Recipe(2, 15, Schedule.constant(0.01), 0, 0, 4, Optional.empty());
        List<float[]> scored = new ArrayList<>();
        double[] losses = new double[2];
        Validation validation = new Validation(
                graph -> {
                    scored.add(logits(Plan.of(graph, 1), blobs));
                    return scored.size();
                },
                0,
                5);
        Averaged optimizer = new Averaged(new Adam(0), 0.9);
        Parameters given = new Trainer(
                        network, Objective.crossEntropy(), optimizer, recipe, Optional.of(validation), Cpu.best())
                .train(blobs, losses(losses));
        assertArrayEquals(scored.getLast(), logits(Plan.of(Trainer.network(network, given, blobs.shape()), 1), blobs));
        double[] plain = new double[2];
        Parameters last = new Trainer(network, Objective.crossEntropy(), new Adam(0), recipe, Cpu.best())
                .train(blobs, losses(plain));
        assertArrayEquals(plain, losses);
        given.tensors().forEach((name, tensor) -> {
            assertNotSame(last.tensors().get(name), tensor);
            assertArrayEquals(optimizer.state().get("average." + name).data(), tensor.data(), name);
        });
        assertTrue(given.tensors().keySet().stream().anyMatch(name -> name.endsWith("variance")));
    }

    private static Progress losses(double[] into) {
        return new Progress() {
            @Override
            public void epoch(int epoch, double loss, double accuracy, double seconds) {
                into[epoch] = loss;
            }
        };
    }

    private static float[] logits(Plan plan, Blobs blobs) {
        float[] x = new float[blobs.shape().size()];
        blobs.copy(5, x, 0);
        try (Execution execution = Cpu.best().load(plan)) {
            execution.write("input", x);
            execution.run();
            return execution.read("logits");
        }
    }

    @Test
    void anAverageThatKeepsNothingIsTheLastWeights() throws IOException {
        Blobs blobs = new Blobs(90);
        Parameters last = trainer(new Adam(0.01), ALL, 0, 1, Optional.empty()).train(blobs, Progress.SILENT);
        Parameters average = trainer(new Averaged(new Adam(0.01), 0), ALL, 0, 1, Optional.empty())
                .train(blobs, Progress.SILENT);
        last.tensors()
                .forEach((name, tensor) -> assertArrayEquals(
                        tensor.data(), average.tensors().get(name).data(), 1e-6f, name));
    }

    /** (1 − s)·H(y, p) + s·H(u, p), as in section 7 of Szegedy et al. 2016, in double. */
    @Test
    void aSmoothedLabelAddsTheCrossEntropyOfAllClassesAlike() {
        double share = 0.1;
        float[] logits = {2, -1, 0.5f};
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(3));
        Value label = trace.input("label", Shape.of(3));
        Value loss = new SmoothedLabels(Objective.crossEntropy(), share)
                .terms((_, value) -> value, Scope.of(new Parameters(1), true), x, label)
                .loss();
        try (Execution execution = Cpu.best().load(Plan.of(trace.graph("loss", loss), 1), Map.<String, Tensor>of())) {
            execution.write("x", logits);
            execution.write("label", new float[] {0, 1, 0});
            execution.run();
            double sum = 0;
            for (float logit : logits) {
                sum += Math.exp(logit);
            }
            double expected = (1 - share) * (Math.log(sum) - logits[1]);
            for (float logit : logits) {
                expected += share / 3 * (Math.log(sum) - logit);
            }
            assertEquals(expected, execution.read("loss")[0], 1e-5);
        }
        assertThrows(IllegalArgumentException.class, () -> new SmoothedLabels(Objective.crossEntropy(), 1));
    }

    @Test
    void anAverageOfAnImpossibleDecayIsRefused() {
        for (double decay : new double[] {-0.1, 1, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> new Averaged(new Adam(0), decay));
        }
    }
}
