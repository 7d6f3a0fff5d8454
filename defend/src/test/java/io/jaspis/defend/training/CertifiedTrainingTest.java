package io.jaspis.defend.training;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.training.Adam;
import io.jaspis.autodiff.training.Ascent;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.autodiff.training.Objectives;
import io.jaspis.autodiff.training.Progress;
import io.jaspis.autodiff.training.Recipe;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.autodiff.training.Trainer;
import io.jaspis.certify.intervals.Enclosure;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.samples.Points;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CertifiedTrainingTest {
    private static final String NETWORK = "conv 4 3 1 1, norm, relu, flatten, dense 8, relu, dense 3";
    private static final Schedule EPSILON = Schedule.ramp(0, 0.1, 0.1, 0.6);
    private static final ProjectedAscent ATTACK = ProjectedAscent.madry(2, 0.7, 0, 1);
    private static final ProjectedAscent AMONG_BLOBS = ProjectedAscent.madry(2, 0.7, 0, 2);

    @TempDir
    Path folder;

    private void sameBits(Objective objective) throws IOException {
        Objectives.assertSameBits(() -> objective, NETWORK, folder.resolve("run.npz"));
    }

    @Test
    void intervalsGiveTheSameBitsForAnyThreadsAndWhenResumed() throws IOException {
        sameBits(new Ibp(EPSILON, Schedule.constant(0.5), ShiRegularizers.PAPER, 0, 2));
    }

    @Test
    void sabrGivesTheSameBitsForAnyThreadsAndWhenResumed() throws IOException {
        sameBits(new Sabr(EPSILON, Schedule.constant(0), 0.4, AMONG_BLOBS, ShiRegularizers.NONE));
    }

    @Test
    void mtlGivesTheSameBitsForAnyThreadsAndWhenResumed() throws IOException {
        sameBits(new MtlIbp(EPSILON, Schedule.constant(0.5), AMONG_BLOBS, ShiRegularizers.NONE));
    }

    @Test
    void mtlThatMixesInNoAttackSearchesForNone() throws IOException {
        sameBits(new MtlIbp(EPSILON, Schedule.constant(1), AMONG_BLOBS, ShiRegularizers.NONE));
    }

    @Test
    void sabrThatCountsOnlyTheCleanLossSearchesForNoBox() throws IOException {
        sameBits(new Sabr(EPSILON, Schedule.constant(1), 0.4, AMONG_BLOBS, ShiRegularizers.NONE));
    }

    @Test
    void crownGivesTheSameBitsForAnyThreadsAndWhenResumed() throws IOException {
        sameBits(new CrownIbp(
                EPSILON, Schedule.constant(0.5), Schedule.ramp(1, 0, 0.1, 0.6), ShiRegularizers.NONE, 0, 2));
    }

    private static CrownIbp falling(float upper) {
        return new CrownIbp(
                EPSILON, Schedule.constant(0.5), Schedule.ramp(1, 0, 0.1, 0.6), ShiRegularizers.NONE, 0, upper);
    }

    private static int values(Objective objective) {
        return Objectives.loss(objective, "dense 4, relu, dense 3", Shape.of(2), 3, 1)
                .values()
                .size();
    }

    @Test
    void crownLeavesLinearBoundsOutFromWhereTheyCountNoMore() {
        CrownIbp falling = falling(1);
        assertEquals(falling, falling.from(0.59));
        assertEquals(falling.from(0.6), falling.from(1));
        Schedule half = Schedule.constant(0.5);
        assertEquals(values(new Ibp(EPSILON, half, ShiRegularizers.NONE, 0, 1)), values(falling.from(0.6)));
        assertTrue(values(falling.from(0.6)) < values(falling));
    }

    /** An objective that never leaves anything out. */
    private record Whole(Objective objective) implements Objective {
        @Override
        public Terms terms(Layer network, Scope scope, Value x, Value label) {
            return objective.terms(network, scope, x, label);
        }

        @Override
        public Map<String, Schedule> controls() {
            return objective.controls();
        }

        @Override
        public Optional<Ascent> ascent() {
            return objective.ascent();
        }
    }

    /** Bounds that count for nothing change nothing by being left out. */
    @Test
    void whatCrownLeavesOutIsOfNoConsequence() throws IOException {
        CrownIbp falling = falling(2);
        assertLeftOutIsOfNoConsequence(falling, 1e-4f);
    }

    private static void assertLeftOutIsOfNoConsequence(Objective objective, float tolerance) throws IOException {
        Parameters whole = Objectives.train(new Whole(objective), NETWORK, 4, 1, Optional.empty(), Progress.SILENT);
        Parameters parts = Objectives.train(objective, NETWORK, 4, 1, Optional.empty(), Progress.SILENT);
        whole.tensors()
                .forEach((name, tensor) -> assertArrayEquals(
                        tensor.data(), parts.tensors().get(name).data(), tolerance, name));
    }

    @ParameterizedTest
    @MethodSource("regularized")
    void regularisersEndWithTheirWarmUp(Function<ShiRegularizers, Objective> objective) throws IOException {
        Objective regularized = objective.apply(ShiRegularizers.PAPER);
        assertEquals(regularized, regularized.from(0.59));
        assertEquals(regularized.from(0.6), regularized.from(1));
        assertTrue(values(regularized.from(0.6)) < values(regularized));
        assertLeftOutIsOfNoConsequence(regularized, 0);
    }

    /** A loss that counts no more isn't computed, and nothing is searched for it. */
    @Test
    void whatIsMixedInEndsWithItsWeight() throws IOException {
        Schedule rising = Schedule.ramp(0, 1, 0.1, 0.6);
        Schedule falling = Schedule.ramp(1, 0, 0.1, 0.6);
        for (Objective objective : List.<Objective>of(
                new MtlIbp(EPSILON, rising, AMONG_BLOBS, ShiRegularizers.NONE),
                new Ibp(EPSILON, falling, ShiRegularizers.NONE, 0, 2),
                new Sabr(EPSILON, falling, 0.4, AMONG_BLOBS, ShiRegularizers.NONE))) {
            assertEquals(objective, objective.from(0.59));
            assertTrue(values(objective.from(0.6)) < values(objective));
            assertLeftOutIsOfNoConsequence(objective, 0);
        }
    }

    /** Three clouds in the plane, half a unit apart: trained for it, a network is certified at a radius of 0.08. */
    @Test
    void eachObjectiveRaisesCertifiedAccuracy() throws IOException {
        Points points = Points.clouds(90, 3);
        Schedule radius = Schedule.ramp(0, 0.08, 0.1, 0.6);
        Schedule half = Schedule.ramp(1, 0.5, 0.1, 0.6);
        for (Map.Entry<String, Objective> each : Map.<String, Objective>of(
                        "short warm-up", new Ibp(radius, half, ShiRegularizers.PAPER, 0, 1),
                        "SABR", new Sabr(radius, Schedule.constant(0), 0.7, ATTACK, ShiRegularizers.NONE),
                        "MTL-IBP", new MtlIbp(radius, half, ATTACK, ShiRegularizers.NONE),
                        "CROWN-IBP",
                                new CrownIbp(radius, half, Schedule.ramp(1, 0, 0.1, 0.6), ShiRegularizers.NONE, 0, 1))
                .entrySet()) {
            for (String network : List.of("dense 16, relu, dense 3", "dense 16, norm, relu, dense 3")) {
                double certified = accuracy(each.getValue(), network, points);
                assertTrue(certified >= 0.9, each.getKey() + " on " + network + ": certified " + certified);
            }
        }
    }

    private static double accuracy(Objective objective, String network, Points points) throws IOException {
        Layer layers = Architecture.parse(network, new Initial.Interval());
        Recipe recipe = new Recipe(80, 15, Schedule.cosine(0.02, 0.05), 0, 10, 7, Optional.empty());
        Parameters parameters =
                new Trainer(layers, objective, new Adam(0), recipe, Cpu.best()).train(points, Progress.SILENT);
        return CertifiedAccuracy.of(Trainer.network(layers, parameters, points.shape()), points, 0.08);
    }

    /** The statistics of the batch are those of the examples, for the bounds too: at radius 0 these are the logits. */
    @Test
    void normalizationIsThatOfTheExamples() {
        LossTrial trial = LossTrial.of("conv 2 3 1 1, norm, relu, flatten, dense 3", 5);
        List<Double> clean = trial.losses(Objective.crossEntropy(), trial.x());
        List<Double> bounds = trial.losses(
                new Ibp(Schedule.constant(0), Schedule.constant(0), ShiRegularizers.NONE, 0, 1), trial.x());
        for (int i = 0; i < clean.size(); i++) {
            assertEquals(clean.get(i), bounds.get(i), 1e-4);
        }
    }

    /**
     * The formulas of Shi et al. 2021 worked out by hand, with τ = 1/2: one ReLU, whose bounds are four times as wide as
     * the input's, with one active and three inactive operands.
     */
    @Test
    void regularizersFollowThePaper() {
        Trace trace = new Trace();
        Value lower = trace.input("lower", Shape.of(2));
        Value upper = trace.input("upper", Shape.of(2));
        Value from = trace.input("from", Shape.of(2));
        Value to = trace.input("to", Shape.of(2));
        Value regularisers = ShiRegularizers.of(new Enclosure(from, to), List.of(new Enclosure(lower, upper)));
        double found = Evaluate.run(
                        trace.graph("y", regularisers),
                        2,
                        Map.of(
                                "from", List.of(0.0, 0.0, 0.0, 0.0),
                                "to", List.of(0.5, 0.5, 0.5, 0.5),
                                "lower", List.of(1.0, -3.0, -3.0, -4.0),
                                "upper", List.of(3.0, -1.0, -1.0, -2.0)),
                        Map.of(),
                        DOUBLE)
                .get("y")
                .getFirst();
        double tightness = (0.5 - 0.25) / 0.5;
        // Centres 2, −2, −2, −3 with the mean −5/4: active 2, inactive 7; squares 169/16, and 2·9/16 + 49/16.
        double means = (0.5 - 2.0 / 7) / 0.5;
        double variances = (0.5 - 67.0 / 169) / 0.5;
        assertEquals(tightness + means + variances, found, 1e-9);
    }

    /**
     * One ReLU, bounds four times as wide as the input's, all operands active: (1/2 − 1/4)/(1/2) + 1 + 1, by the paper's
     * weight of 1/2. So from the first step on, where ε is 0.
     */
    @ParameterizedTest
    @MethodSource("regularized")
    void regularizersCompareWidthsBeforeTheRadiusGrows(Function<ShiRegularizers, Objective> objective) {
        assertEquals(
                1.25,
                firstLoss(objective.apply(ShiRegularizers.PAPER)) - firstLoss(objective.apply(ShiRegularizers.NONE)),
                0.01);
    }

    static Stream<Named<Function<ShiRegularizers, Objective>>> regularized() {
        Schedule half = Schedule.constant(0.5);
        return Stream.of(
                Named.of("IBP", with -> new Ibp(EPSILON, half, with, 0, 2)),
                Named.of("SABR", with -> new Sabr(EPSILON, half, 0.4, AMONG_BLOBS, with)),
                Named.of("MTL-IBP", with -> new MtlIbp(EPSILON, half, AMONG_BLOBS, with)),
                Named.of("CROWN-IBP", with -> new CrownIbp(EPSILON, half, half, with, 0, 2)));
    }

    /** The loss at the beginning of training, of the point (1/2, 1/2) in a network whose weights are all 2. */
    private static double firstLoss(Objective objective) {
        Graph graph = Objectives.loss(objective, "dense 1, relu, dense 2", Shape.of(2), 2, 0);
        Map<String, List<Double>> inputs = new HashMap<>(
                Map.of("x", List.of(0.5, 0.5), Ascent.POINT, List.of(0.5, 0.5), "label", List.of(1.0, 0.0)));
        inputs.keySet().retainAll(graph.inputs().keySet());
        Map<String, List<Double>> weights = new HashMap<>();
        graph.parameters()
                .forEach((name, value) ->
                        weights.put(name, Collections.nCopies(value.shape().size(), 2.0)));
        return Evaluate.run(graph, 1, inputs, weights, DOUBLE).get("y").getFirst();
    }

    @Test
    void regularizersFadeWhileTheRadiusGrows() {
        Schedule weight = ShiRegularizers.PAPER.weight(Schedule.ramp(0, 0.3, 0.2, 0.6));
        assertEquals(0.5, weight.at(0.1), 1e-12);
        assertEquals(0.25, weight.at(0.4), 1e-12);
        assertEquals(0, weight.at(0.6), 1e-12);
    }

    @Test
    void crownIbpTrainsWhatHasLines() {
        Schedule half = Schedule.constant(0.5);
        assertDoesNotThrow(() -> Objectives.loss(
                new CrownIbp(half, half, half, ShiRegularizers.NONE, 0, 1),
                "dense 4, tanh, dense 3",
                Shape.of(2),
                3,
                1));
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        Schedule zero = Schedule.constant(0);
        assertThrows(IllegalArgumentException.class, () -> new Sabr(zero, zero, 0, ATTACK, ShiRegularizers.NONE));
        assertThrows(IllegalArgumentException.class, () -> new ShiRegularizers(-1));
    }
}
