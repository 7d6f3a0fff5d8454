package io.jaspis.defend.training;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.GradientDescent;
import io.jaspis.attacks.Loss;
import io.jaspis.attacks.Outcome;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.samples.Sample;
import io.jaspis.autodiff.training.Blobs;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.autodiff.training.Objectives;
import io.jaspis.autodiff.training.Progress;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.autodiff.training.Trainer;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RobustTrainingTest {
    private static final String NETWORK = "conv 4 3 1 1, norm, relu, flatten, dense 8, relu, dense 3";
    private static final Schedule EPSILON = Schedule.ramp(0, 0.15, 0, 0.5);

    @TempDir
    Path folder;

    @Test
    void adversarialTrainingGivesTheSameBitsForAnyThreadsAndWhenResumed() throws IOException {
        Objectives.assertSameBits(
                () -> new AdversarialTraining(EPSILON, ProjectedAscent.madry(3, 0.5, 0, 2)),
                NETWORK,
                folder.resolve("run.npz"));
    }

    @Test
    void tradesGivesTheSameBitsForAnyThreadsAndWhenResumed() throws IOException {
        Objectives.assertSameBits(() -> Trades.of(EPSILON, 2, 2, 0.5, 0, 2), NETWORK, folder.resolve("run.npz"));
    }

    @Test
    void smoothAdversarialTrainingGivesTheSameBitsForAnyThreadsAndWhenResumed() throws IOException {
        Objectives.assertSameBits(() -> new SmoothAdv(EPSILON, 0.2, 2, 2, 1, 0, 2), NETWORK, folder.resolve("run.npz"));
    }

    @Test
    void noiseGivesTheSameBitsForAnyThreadsAndWhenResumed() throws IOException {
        Objectives.assertSameBits(() -> new NoiseAugmentation(0.2), NETWORK, folder.resolve("run.npz"));
    }

    @Test
    void tradesWithoutWeightIsCleanTraining() throws IOException {
        Graph trades = Objectives.loss(
                Trades.of(EPSILON, 0, 2, 0.5, 0, 2), "flatten, dense 5, relu, dense 3", Shape.of(1, 4, 4), 3, 1);
        Graph clean =
                Objectives.loss(Objective.crossEntropy(), "flatten, dense 5, relu, dense 3", Shape.of(1, 4, 4), 3, 1);
        assertEquals(losses(clean), losses(trades));
        assertTrue(losses(Objectives.loss(
                                Trades.of(EPSILON, 1, 2, 0.5, 0, 2),
                                "flatten, dense 5, relu, dense 3",
                                Shape.of(1, 4, 4),
                                3,
                                1))
                        .getFirst()
                > losses(clean).getFirst());
    }

    private static List<Double> losses(Graph loss) {
        Sample sample = new Sample("loss", loss, 3, -0.8f, 0.8f);
        return Evaluate.run(
                        loss,
                        3,
                        Sample.numbers(sample.inputs(3), DOUBLE),
                        Sample.numbers(sample.parameters(), DOUBLE),
                        sample.noise(3, DOUBLE),
                        DOUBLE)
                .get("y");
    }

    /** Attacked with PGD, an adversarially trained network keeps far more of the blobs than a plain one. */
    @Test
    void adversarialTrainingRaisesRobustAccuracy() throws IOException {
        double radius = 0.3;
        String network = "flatten, dense 12, relu, dense 3";
        int plain = robust(Objective.crossEntropy(), network, radius);
        for (Map.Entry<String, Objective> each : Map.<String, Objective>of(
                        "PGD",
                                new AdversarialTraining(
                                        Schedule.ramp(0, radius, 0, 0.3), ProjectedAscent.madry(5, 0.5, 0, 2)),
                        "fast", FastAdversarialTraining.of(Schedule.ramp(0, radius, 0, 0.3), 0, 2),
                        "TRADES", Trades.of(Schedule.ramp(0, radius, 0, 0.3), 3, 5, 0.5, 0, 2))
                .entrySet()) {
            int robust = robust(each.getValue(), network, radius);
            assertTrue(robust > plain + 10, each.getKey() + ": " + robust + " robust of 90, plain " + plain);
        }
    }

    private static int robust(Objective objective, String network, double radius) throws IOException {
        Parameters parameters = Objectives.train(objective, network, 30, 2, Optional.empty(), Progress.SILENT);
        Blobs blobs = new Blobs(90);
        Graph graph = Trainer.network(Architecture.parse(network, new Initial.He()), parameters, blobs.shape());
        int[] survived = new int[1];
        Attack attack = GradientDescent.pgd(Loss.MARGIN, 20, 2);
        attack.attack(
                new Problem(graph, blobs, new Threat(Norm.LINF, radius, 0, 2), Cpu.best(), 90),
                IntStream.range(0, 90).boxed().toList(),
                5,
                Budget.UNLIMITED,
                (_, outcome) -> survived[0] += outcome instanceof Outcome.Survived ? 1 : 0,
                () -> false);
        return survived[0];
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        for (double sigma : new double[] {0, 1e-60, 1e39}) {
            assertThrows(IllegalArgumentException.class, () -> new NoiseAugmentation(sigma));
        }
        assertThrows(IllegalArgumentException.class, () -> Trades.of(EPSILON, -1, 2, 0.5, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> ProjectedAscent.madry(1, 0, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> ProjectedAscent.madry(1, 1, 1, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ProjectedAscent(
                        Norm.L1, 1, 1, Start.BALL, InnerLoss.CROSS_ENTROPY, 1, Surroundings.alike(0, 1)));
    }
}
