package io.jaspis.autodiff.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.DeviceException;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainerTest {
    private static final String NETWORK = "conv 4 3 1 1, norm, relu, maxpool 2, flatten, dense 12, relu, dense 3";

    @TempDir
    Path folder;

    private static Parameters train(
            int epochs, int threads, Optimizer optimizer, Optional<Path> checkpoint, Progress told) throws IOException {
        Layer network = Architecture.parse(NETWORK, new Initial.He());
        Recipe recipe = new Recipe(epochs, 15, Schedule.cosine(0.01, 0.1), 1, 5, 4, checkpoint);
        Cpu cpu = new Cpu(Providers.best(), Workers.of(threads));
        return new Trainer(network, Objective.crossEntropy(), optimizer, recipe, cpu).train(new Blobs(90), told);
    }

    @Test
    void aNetworkLearnsAndIsRightInUseToo() throws IOException {
        Parameters parameters = train(12, 2, new Adam(0), Optional.empty(), Progress.SILENT);
        Blobs blobs = new Blobs(90);
        Graph graph = Trainer.network(Architecture.parse(NETWORK, new Initial.He()), parameters, blobs.shape());
        float[] x = new float[90 * 64];
        for (int i = 0; i < 90; i++) {
            blobs.copy(i, x, i * 64);
        }
        try (Execution execution = Cpu.best().load(Plan.of(graph, 90))) {
            execution.write("input", x);
            execution.run();
            float[] logits = execution.read("logits");
            int right = 0;
            for (int i = 0; i < 90; i++) {
                int best = 0;
                for (int j = 1; j < 3; j++) {
                    best = logits[i * 3 + j] > logits[i * 3 + best] ? j : best;
                }
                right += best == blobs.label(i) ? 1 : 0;
            }
            assertTrue(right >= 85, "only " + right + " of 90 are right");
        }
    }

    @Test
    void theSameSeedGivesTheSameBitsWhateverTheThreads() throws IOException {
        Parameters one = train(3, 1, new Adam(0.01), Optional.empty(), Progress.SILENT);
        Objectives.assertSame(one, train(3, 2, new Adam(0.01), Optional.empty(), Progress.SILENT));
        Objectives.assertSame(one, train(3, 3, new Adam(0.01), Optional.empty(), Progress.SILENT));
    }

    @Test
    void aResumedRunEndsAsAnUninterruptedOne() throws IOException {
        for (boolean adam : new boolean[] {true, false}) {
            Path file = folder.resolve(adam + ".npz");
            Parameters whole = train(4, 2, optimizer(adam), Optional.empty(), Progress.SILENT);
            train(4, 2, optimizer(adam), Optional.of(file), Objectives.stoppingAfter(2));
            Objectives.assertSame(whole, train(4, 2, optimizer(adam), Optional.of(file), Progress.SILENT));
        }
    }

    /** An optimiser of each kind, which has stepped other networks, and one without a past. */
    @Test
    void anOptimizerThatHasTrainedBeforeBeginsAnew() throws IOException {
        List<Supplier<Optimizer>> kinds = List.of(
                () -> new Adam(0.01),
                () -> new Momentum(0.9, 1e-3, true),
                () -> new Averaged(new Adam(0.01), 0.9),
                () -> new Averaged(new Momentum(0.9, 1e-3, false), 0.9));
        for (Supplier<Optimizer> kind : kinds) {
            Parameters fresh = train(3, 2, kind.get(), Optional.empty(), Progress.SILENT);
            Optimizer used = kind.get();
            for (String layers : new String[] {"flatten, dense 40, relu, dense 3", "flatten, dense 3", NETWORK}) {
                Layer network = Architecture.parse(layers, new Initial.He());
                Recipe recipe = new Recipe(2, 10, Schedule.constant(0.05), 0, 0, 1, Optional.empty());
                new Trainer(network, Objective.crossEntropy(), used, recipe, Cpu.best())
                        .train(new Blobs(90), Progress.SILENT);
            }
            Objectives.assertSame(fresh, train(3, 2, used, Optional.empty(), Progress.SILENT));
            Path file = folder.resolve(used + ".npz");
            train(3, 2, used, Optional.of(file), Objectives.stoppingAfter(1));
            train(2, 2, used, Optional.empty(), Progress.SILENT);
            Objectives.assertSame(fresh, train(3, 2, used, Optional.of(file), Progress.SILENT));
        }
    }

    @Test
    void aTrainerGivesTheSameWeightsEachTime() throws IOException {
        Layer network = Architecture.parse(NETWORK, new Initial.He());
        Recipe recipe = new Recipe(2, 15, Schedule.constant(0.01), 0, 0, 4, Optional.empty());
        Trainer trainer = new Trainer(network, Objective.crossEntropy(), new Adam(0), recipe, Cpu.best());
        Parameters once = trainer.train(new Blobs(90), Progress.SILENT);
        Objectives.assertSame(once, trainer.train(new Blobs(90), Progress.SILENT));
    }

    private static Optimizer optimizer(boolean adam) {
        return adam ? new Adam(0.01) : new Momentum(0.9, 1e-3, true);
    }

    @Test
    void aCheckpointOfAnotherRunIsRefused() throws IOException {
        Path file = folder.resolve("run.npz");
        train(2, 2, new Adam(0), Optional.of(file), Progress.SILENT);
        IOException refusal =
                assertThrows(IOException.class, () -> train(3, 2, new Adam(0), Optional.of(file), Progress.SILENT));
        assertTrue(refusal.getMessage().contains("another"), refusal.getMessage());
    }

    @Test
    void aCheckpointOfAnotherOptimiserOrGoalIsRefused() throws IOException {
        Path file = folder.resolve("run.npz");
        train(2, 2, new Adam(0), Optional.of(file), Progress.SILENT);
        IOException refusal =
                assertThrows(IOException.class, () -> train(2, 2, new Adam(0.1), Optional.of(file), Progress.SILENT));
        assertTrue(refusal.getMessage().contains("another goal"), refusal.getMessage());
        Objective halved = (network, scope, x, label) -> {
            Objective.Terms terms = Objective.crossEntropy().terms(network, scope, x, label);
            return new Objective.Terms(terms.loss().scale(0.5f), terms.logits());
        };
        Recipe recipe = new Recipe(2, 15, Schedule.cosine(0.01, 0.1), 1, 5, 4, Optional.of(file));
        Trainer other =
                new Trainer(Architecture.parse(NETWORK, new Initial.He()), halved, new Adam(0), recipe, Cpu.best());
        assertThrows(IOException.class, () -> other.train(new Blobs(90), Progress.SILENT));
    }

    /** Of the same weights, so that nothing but what is computed with them differs. */
    @Test
    void aCheckpointOfOtherActivationsIsRefused() throws IOException {
        Path file = folder.resolve("run.npz");
        train(2, 2, new Adam(0), Optional.of(file), Progress.SILENT);
        Recipe recipe = new Recipe(2, 15, Schedule.cosine(0.01, 0.1), 1, 5, 4, Optional.of(file));
        Layer other = Architecture.parse(NETWORK.replace("relu", "tanh"), new Initial.He());
        Trainer trainer = new Trainer(other, Objective.crossEntropy(), new Adam(0), recipe, Cpu.best());
        IOException refusal = assertThrows(IOException.class, () -> trainer.train(new Blobs(90), Progress.SILENT));
        assertTrue(refusal.getMessage().contains("another goal, network, "), refusal.getMessage());
    }

    @Test
    void aLossThatDivergesIsToldWithItsStep() {
        Layer network = Architecture.parse("flatten, dense 3", new Initial.Constant(Float.MAX_VALUE));
        Recipe recipe = new Recipe(1, 10, Schedule.constant(1), 0, 0, 1, Optional.empty());
        ArithmeticException told = assertThrows(
                ArithmeticException.class,
                () -> new Trainer(network, Objective.crossEntropy(), new Adam(0), recipe, Cpu.best())
                        .train(new Blobs(30), Progress.SILENT));
        assertTrue(told.getMessage().contains("epoch 1, step 1"), told.getMessage());
    }

    /** Cross-entropy, and nothing times what follows this schedule. */
    private static Objective with(Schedule schedule) {
        return new Objective() {
            @Override
            public Terms terms(Layer network, Scope scope, Value x, Value label) {
                Terms terms = Objective.crossEntropy().terms(network, scope, x, label);
                Value nothing = Objective.control(x.trace(), "control").scale(0);
                return new Terms(terms.loss().plus(nothing), terms.logits());
            }

            @Override
            public Map<String, Schedule> controls() {
                return Map.of("control", schedule);
            }
        };
    }

    private static DivergenceException diverging(Objective objective, Optional<Validation> validation) {
        Layer network = Architecture.parse("flatten, dense 3", new Initial.He());
        Recipe recipe = new Recipe(6, 15, Schedule.constant(0.01), 0, 0, 1, Optional.empty());
        return assertThrows(
                DivergenceException.class,
                () -> new Trainer(network, objective, new Adam(0), recipe, validation, Cpu.best())
                        .train(new Blobs(90), Progress.SILENT));
    }

    /** From the middle of training on, ∞ times zero is no number. */
    private static final Schedule NAN_FROM_HALF = progress -> progress < 0.55 ? 0 : Double.POSITIVE_INFINITY;

    @Test
    void trainingThatDivergesKeepsTheLastFiniteWeights() throws IOException {
        Layer network = Architecture.parse("flatten, dense 3", new Initial.He());
        Objective objective = with(NAN_FROM_HALF);
        DivergenceException told = diverging(objective, Optional.empty());
        assertTrue(told.getMessage().contains("NaN in epoch 4, step 3"), told.getMessage());
        assertEquals(2, told.epoch());
        int[] epochs = new int[1];
        Recipe recipe = new Recipe(6, 15, Schedule.constant(0.01), 0, 0, 1, Optional.empty());
        Parameters three = new Trainer(network, with(Schedule.constant(0)), new Adam(0), recipe, Cpu.best())
                .train(new Blobs(90), new Progress() {
                    @Override
                    public void epoch(int epoch, double loss, double accuracy, double seconds) {
                        epochs[0]++;
                    }

                    @Override
                    public boolean stopped() {
                        return epochs[0] == 3;
                    }
                });
        Objectives.assertSame(three, told.kept().orElseThrow());
    }

    @Test
    void trainingThatDivergesKeepsTheBestWeightsUnderValidation() {
        Objective objective = with(NAN_FROM_HALF);
        double[] scores = {0.1, 0.5, 0.4};
        int[] scored = new int[1];
        DivergenceException told = diverging(objective, Optional.of(new Validation(_ -> scores[scored[0]++], 0, 5)));
        assertEquals(1, told.epoch());
    }

    @Test
    void anOutputThatIsNoNumberStopsTrainingThoughTheLossIsOne() {
        Objective objective = new Objective() {
            @Override
            public Terms terms(Layer network, Scope scope, Value x, Value label) {
                Terms terms = Objective.crossEntropy().terms(network, scope, x, label);
                return new Terms(terms.loss(), terms.logits().plus(-1e4f).logarithm());
            }
        };
        DivergenceException told = diverging(objective, Optional.empty());
        assertTrue(told.getMessage().startsWith("an output of the network became NaN in epoch 1"), told.getMessage());
        assertTrue(told.kept().isEmpty());
        assertEquals(-1, told.epoch());
    }

    /** The gradient of x to the power of a quarter at 0 is infinite, and 0 times it no number: the loss of the only step is finite. */
    @Test
    void aWeightThatIsNoNumberStopsTrainingThoughTheLossIsOne() {
        Objective objective = (network, scope, x, label) -> {
            Objective.Terms terms = Objective.crossEntropy().terms(network, scope, x, label);
            Value zero = terms.loss().scale(0).power(0.25f);
            return new Objective.Terms(terms.loss().plus(zero), terms.logits());
        };
        Layer network = Architecture.parse("flatten, dense 3", new Initial.He());
        Recipe recipe = new Recipe(1, 90, Schedule.constant(0.01), 0, 0, 1, Optional.empty());
        DivergenceException told = assertThrows(
                DivergenceException.class,
                () -> new Trainer(network, objective, new Adam(0), recipe, Cpu.best())
                        .train(new Blobs(90), Progress.SILENT));
        assertTrue(told.getMessage().startsWith("a weight of 1.weight became NaN"), told.getMessage());
    }

    @Test
    void aCheckpointOfOtherExamplesOrScoresIsRefused() throws IOException {
        Path file = folder.resolve("scored.npz");
        Layer network = Architecture.parse(NETWORK, new Initial.He());
        Recipe recipe = new Recipe(2, 15, Schedule.constant(0.01), 1, 5, 4, Optional.of(file));
        Validation clean = new Validation("clean", _ -> 0.5, 0, 2);
        trained(network, recipe, clean, new Blobs(90));
        trained(network, recipe, clean, new Blobs(90));
        Validation other = new Validation("certified", _ -> 0.5, 0, 2);
        assertThrows(IOException.class, () -> trained(network, recipe, other, new Blobs(90)));
        // The same labels, and the values of another place.
        Examples blobs = new Blobs(90);
        Examples moved = new Examples() {
            @Override
            public int count() {
                return blobs.count();
            }

            @Override
            public int classes() {
                return blobs.classes();
            }

            @Override
            public Shape shape() {
                return blobs.shape();
            }

            @Override
            public int label(int index) {
                return blobs.label(index);
            }

            @Override
            public void copy(int index, float[] destination, int offset) {
                blobs.copy((index + 3) % 90, destination, offset);
            }
        };
        IOException refusal = assertThrows(IOException.class, () -> trained(network, recipe, clean, moved));
        assertTrue(refusal.getMessage().contains("data"), refusal.getMessage());
    }

    private static void trained(Layer network, Recipe recipe, Validation validation, Examples examples)
            throws IOException {
        new Trainer(network, Objective.crossEntropy(), new Adam(0), recipe, Optional.of(validation), Cpu.best())
                .train(examples, Progress.SILENT);
    }

    @Test
    void aLastLayerOfAnotherSizeIsToldWithBoth() {
        Layer network = Architecture.parse("flatten, dense 4", new Initial.He());
        Recipe recipe = new Recipe(1, 10, Schedule.constant(1), 0, 0, 1, Optional.empty());
        InputException told = assertThrows(
                InputException.class,
                () -> new Trainer(network, Objective.crossEntropy(), new Adam(0), recipe, Cpu.best())
                        .train(new Blobs(30), Progress.SILENT));
        assertEquals(
                "the network gives [batch, 4] for 3 classes; its last layer must give [batch, 3]", told.getMessage());
    }

    /** Scores that rise, fall and stay down: the third epoch is the best, and two more are waited for. */
    private static final double[] SCORES = {0.1, 0.2, 0.5, 0.4, 0.3, 0.9, 0.9, 0.9};

    private static Parameters validated(Optional<Path> checkpoint, int stopAfter, int done, int[] epochs)
            throws IOException {
        Layer network = Architecture.parse(NETWORK, new Initial.He());
        Recipe recipe = new Recipe(8, 15, Schedule.constant(0.01), 1, 5, 4, checkpoint);
        int[] scored = {done};
        Validation validation = new Validation(_ -> SCORES[scored[0]++], 0, 2);
        return new Trainer(network, Objective.crossEntropy(), new Adam(0), recipe, Optional.of(validation), Cpu.best())
                .train(new Blobs(90), new Progress() {
                    @Override
                    public void epoch(int epoch, double loss, double accuracy, double seconds) {
                        epochs[0]++;
                    }

                    @Override
                    public boolean stopped() {
                        return epochs[0] == stopAfter;
                    }
                });
    }

    @Test
    void trainingEndsWhenPatienceDoesAndTheBestEpochIsTheResult() throws IOException {
        int[] epochs = new int[1];
        Parameters whole = validated(Optional.empty(), -1, 0, epochs);
        assertEquals(5, epochs[0]);
        Objectives.assertSame(validated(Optional.empty(), 3, 0, new int[1]), whole);
    }

    @Test
    void earlyStoppingGoesOnFromACheckpoint() throws IOException {
        Path file = folder.resolve("validated.npz");
        Parameters whole = validated(Optional.empty(), -1, 0, new int[1]);
        validated(Optional.of(file), 4, 0, new int[1]);
        int[] more = new int[1];
        Objectives.assertSame(whole, validated(Optional.of(file), -1, 4, more));
        assertEquals(1, more[0]);
    }

    /** The result of training that is stopped after so many steps; without an end where there are fewer. */
    private static Parameters stoppedAfter(int most, int epochs) throws IOException {
        Layer network = Architecture.parse(NETWORK, new Initial.He());
        Recipe recipe = new Recipe(epochs, 15, Schedule.constant(0.01), 0, 0, 4, Optional.empty());
        int[] steps = new int[1];
        return new Trainer(network, Objective.crossEntropy(), new Adam(0), recipe, Optional.empty(), Cpu.best())
                .train(new Blobs(90), new Progress() {
                    @Override
                    public void step(int epoch, int step, int all, double loss) {
                        steps[0]++;
                    }

                    @Override
                    public boolean stopped() {
                        return steps[0] >= most;
                    }
                });
    }

    @Test
    void whatAnEpochHasDoneByHalfIsLost() throws IOException {
        // An epoch has 6 steps.
        Parameters whole = stoppedAfter(12, 5);
        Objectives.assertSame(whole, stoppedAfter(14, 5));
        Objectives.assertSame(whole, stoppedAfter(17, 5));
        boolean other = false;
        Parameters more = stoppedAfter(18, 5);
        for (String name : whole.tensors().keySet()) {
            other |= !Arrays.equals(
                    whole.tensors().get(name).data(), more.tensors().get(name).data());
        }
        assertTrue(other);
    }

    /** The epochs that were the best so far, of those that were trained. */
    private static List<Integer> best(Optional<Path> checkpoint, Validation.Score[] scores, double from, double fall)
            throws IOException {
        return best(checkpoint, scores, from, scores.length, fall);
    }

    private static List<Integer> best(
            Optional<Path> checkpoint, Validation.Score[] scores, double from, int patience, double fall)
            throws IOException {
        Layer network = Architecture.parse(NETWORK, new Initial.He());
        Recipe recipe = new Recipe(scores.length, 15, Schedule.constant(0.01), 0, 0, 4, checkpoint);
        int[] scored = new int[1];
        List<Integer> best = new ArrayList<>();
        Validation validation = new Validation("given", (_, _, _) -> scores[scored[0]++], from, patience, fall);
        new Trainer(network, Objective.crossEntropy(), new Adam(0), recipe, Optional.of(validation), Cpu.best())
                .train(new Blobs(90), new Progress() {
                    @Override
                    public void started(int epochsDone, int best) {
                        scored[0] = epochsDone;
                    }

                    @Override
                    public void scored(int epoch, double score, boolean better) {
                        assertEquals(scores[epoch].value(), score, 1e-6);
                        if (better) {
                            best.add(epoch);
                        }
                    }
                });
        best.add(scored[0]);
        return best;
    }

    private static Validation.Score[] scores(double... pairs) {
        Validation.Score[] scores = new Validation.Score[pairs.length / 2];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = new Validation.Score(pairs[2 * i], pairs[2 * i + 1], 0);
        }
        return scores;
    }

    /** 0.28 · 25 is 7.000000000000001 in doubles. */
    @Test
    void theEpochAtWhichARampEndsCounts() throws IOException {
        double[] pairs = new double[50];
        for (int epoch = 0; epoch < 25; epoch++) {
            pairs[2 * epoch] = epoch == 7 ? 0.9 : 0.5;
        }
        assertEquals(List.of(7, 25), best(Optional.empty(), scores(pairs), 0.28, 1));
    }

    /** The last number is how many epochs there were. */
    @Test
    void aSecondScoreDecidesBetweenEqualsAlone() throws IOException {
        Validation.Score[] scores = scores(0.5, 0.8, 0.5, 0.9, 0.4, 1, 0.5, 0.9, 0.6, 0.1);
        assertEquals(List.of(0, 1, 4, 5), best(Optional.empty(), scores, 0, 1));
    }

    /** Also where training is taken up in between. */
    @Test
    void theSmallerLossDecidesWhereBothScoresAreEqual() throws IOException {
        double[] losses = {0.7, 0.8, 0.6, 0.6, 0.1, 0.5};
        Validation.Score[] scores = new Validation.Score[losses.length];
        for (int i = 0; i < losses.length; i++) {
            scores[i] = new Validation.Score(0.5, i == 4 ? 0.3 : 0.4, losses[i]);
        }
        assertEquals(List.of(0, 2, 5, 6), best(Optional.empty(), scores, 0, 1));
        Path file = folder.resolve("equal.npz");
        assertEquals(List.of(0, 2, 5, 6), best(Optional.of(file), scores, 0, 1));
        assertEquals(List.of(6), best(Optional.of(file), scores, 0, 1));
    }

    /** Behind the best score almost every epoch may have a smaller loss. */
    @Test
    void aSmallerLossPutsNoEndOff() throws IOException {
        Validation.Score[] scores = new Validation.Score[8];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = new Validation.Score(i < 2 ? 0.5 : 1, 0, 1.0 / (i + 1));
        }
        Path file = folder.resolve("patient.npz");
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6), best(Optional.of(file), scores, 0, 3, 1));
        assertEquals(List.of(6), best(Optional.of(file), scores, 0, 3, 1));
    }

    @Test
    void scoresBeforeTheirTimeAreToldButOfNoConsequence() throws IOException {
        Validation.Score[] scores = scores(0.9, 0, 0.1, 0, 0.2, 0, 0.3, 0);
        assertEquals(List.of(2, 3, 4), best(Optional.empty(), scores, 0.5, 0.5));
    }

    @Test
    void aScoreThatFallsFarEndsTrainingAndStaysItsEndWhenTakenUp() throws IOException {
        Path file = folder.resolve("fallen.npz");
        Validation.Score[] scores = scores(0.5, 0, 0.75, 0, 0.6, 0, 0.5, 0, 0.9, 0, 0.9, 0);
        assertEquals(List.of(0, 1, 4), best(Optional.of(file), scores, 0, 0.25));
        assertEquals(List.of(4), best(Optional.of(file), scores, 0, 0.25));
    }

    /** Of five epochs, the third the best; the score of the third may be cut off. */
    private static Parameters cutOff(Optional<Path> checkpoint, List<Integer> best, RuntimeException cut)
            throws IOException {
        Layer network = Architecture.parse(NETWORK, new Initial.He());
        Recipe recipe = new Recipe(5, 15, Schedule.constant(0.01), 0, 0, 4, checkpoint);
        int[] done = new int[1];
        Validation.Scoring scoring = (_, _, _) -> {
            if (cut != null && done[0] == 3) {
                throw cut;
            }
            return new Validation.Score(SCORES[done[0] - 1], 0, 0);
        };
        Validation validation = new Validation("given", scoring, 0, 5, Double.POSITIVE_INFINITY);
        return new Trainer(network, Objective.crossEntropy(), new Adam(0), recipe, Optional.of(validation), Cpu.best())
                .train(new Blobs(90), new Progress() {
                    @Override
                    public void started(int epochsDone, int bestDone) {
                        done[0] = epochsDone;
                    }

                    @Override
                    public void epoch(int epoch, double loss, double accuracy, double seconds) {
                        done[0] = epoch + 1;
                    }

                    @Override
                    public void scored(int epoch, double score, boolean better) {
                        if (better) {
                            best.add(epoch);
                        }
                    }
                });
    }

    /** An epoch that is finished is kept, and gets its score before training goes on. */
    @Test
    void anEpochWhoseScoreIsCutOffIsScoredWhenTakenUp() throws IOException {
        List<Integer> best = new ArrayList<>();
        Parameters whole = cutOff(Optional.empty(), best, null);
        assertEquals(List.of(0, 1, 2), best);
        for (RuntimeException cut : List.of(new CancellationException(), new DeviceException("lost"))) {
            Path file = folder.resolve(cut.getClass().getSimpleName() + ".npz");
            best.clear();
            if (cut instanceof DeviceException) {
                DeviceLossException lost =
                        assertThrows(DeviceLossException.class, () -> cutOff(Optional.of(file), best, cut));
                assertEquals("lost", lost.getMessage());
                assertEquals(1, lost.epoch());
            } else {
                cutOff(Optional.of(file), best, cut);
            }
            assertEquals(List.of(0, 1), best);
            Objectives.assertSame(whole, cutOff(Optional.of(file), best, null));
            assertEquals(List.of(0, 1, 2), best);
        }
    }

    private static Parameters trainedOn(Device device, Progress told) throws IOException {
        Layer network = Architecture.parse("flatten, dense 3", new Initial.He());
        Recipe recipe = new Recipe(6, 15, Schedule.constant(0.01), 0, 0, 1, Optional.empty());
        return new Trainer(network, Objective.crossEntropy(), new Adam(0), recipe, device).train(new Blobs(90), told);
    }

    @Test
    void aLostDeviceLeavesTheEpochsBefore() throws IOException {
        // An epoch has 6 steps.
        DeviceLossException lost =
                assertThrows(DeviceLossException.class, () -> trainedOn(new LostDevice(2 * 6 + 3), Progress.SILENT));
        assertEquals("the device is lost", lost.getMessage());
        assertEquals(1, lost.epoch());
        Parameters two = trainedOn(new LostDevice(Integer.MAX_VALUE), Objectives.stoppingAfter(2));
        Objectives.assertSame(two, lost.kept().orElseThrow());
        DeviceLossException atOnce =
                assertThrows(DeviceLossException.class, () -> trainedOn(new LostDevice(3), Progress.SILENT));
        assertTrue(atOnce.kept().isEmpty());
        assertEquals(-1, atOnce.epoch());
    }

    private static Parameters towards(Objective objective, Device device, Optional<Path> checkpoint, Progress told)
            throws IOException {
        Layer network = Architecture.parse(NETWORK, new Initial.He());
        Recipe recipe = new Recipe(6, 15, Schedule.constant(0.01), 0, 5, 4, checkpoint);
        return new Trainer(network, objective, new Averaged(new Adam(0.01), 0.9), recipe, device)
                .train(new Blobs(90), told);
    }

    /** Early steps would come to no number late, and late ones go on with all that the early ones have made. */
    @Test
    void whereAnObjectiveBecomesAnotherItsStepsDo() throws IOException {
        Objective late = with(Schedule.constant(0));
        Objective early = with(NAN_FROM_HALF);
        Objective both = new Objective() {
            @Override
            public Terms terms(Layer network, Scope scope, Value x, Value label) {
                return early.terms(network, scope, x, label);
            }

            @Override
            public Map<String, Schedule> controls() {
                return early.controls();
            }

            @Override
            public Objective from(double progress) {
                return progress < 0.5 ? this : late;
            }
        };
        int devices = 0;
        for (Device device : List.<Device>of(Cpu.best(), new LostDevice(Integer.MAX_VALUE))) {
            Parameters expected = towards(late, device, Optional.empty(), Progress.SILENT);
            Objectives.assertSame(expected, towards(both, device, Optional.empty(), Progress.SILENT));
            devices++;
            for (int epochs : new int[] {2, 4}) {
                Optional<Path> file = Optional.of(folder.resolve(devices + "-" + epochs + ".npz"));
                towards(both, device, file, Objectives.stoppingAfter(epochs));
                Objectives.assertSame(expected, towards(both, device, file, Progress.SILENT));
            }
        }
    }

    @Test
    void aScheduleSaysFromWhereItStays() {
        Schedule falling = Schedule.ramp(1, 0, 0.05, 0.5);
        assertTrue(falling.staysAt(0, 0.5) && falling.staysAt(0, 1));
        assertFalse(falling.staysAt(0, 0.49) || falling.staysAt(1, 0) || falling.staysAt(1, 0.5));
        assertTrue(Schedule.constant(0).staysAt(0, 0));
        assertFalse(Schedule.constant(0.5).staysAt(0, 0));
        assertTrue(Schedule.ramp(1, 0, 0.3, 0.3).staysAt(0, 0.3));
        Schedule untold = _ -> 0;
        assertFalse(untold.staysAt(0, 1));
    }
}
